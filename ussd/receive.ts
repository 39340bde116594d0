import { z } from 'zod';
import type { Inbound } from '../core/dialog/index.ts';

/** Africa's Talking, USSD callback: form fields in, one request a step. */
export const dialForm = z.object({
  sessionId: z.string().trim().min(1).max(128),
  phoneNumber: z
    .string()
    .trim()
    .regex(/^\+?[1-9]\d{7,14}$/),
  networkCode: z.string().max(32).optional(),
  serviceCode: z.string().max(32).optional(),
  /** Everything dialled so far, joined by `*`; empty or absent at first. */
  text: z.string().max(4_000).default(''),
});
export type DialForm = z.infer<typeof dialForm>;

/** One callback as an Inbound. The operator vouches for the number, so it is also the person's phone. */
export function receive(form: DialForm, traceId: string): Inbound {
  const phone = form.phoneNumber.startsWith('+') ? form.phoneNumber : `+${form.phoneNumber}`;
  return {
    channel: 'ussd',
    address: phone,
    phone,
    messageId: `${form.sessionId}:${form.text.length}`,
    traceId,
    input: { kind: 'dialled', sessionId: form.sessionId, text: form.text },
  };
}
