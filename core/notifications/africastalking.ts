import { z } from 'zod';
import type { Reply } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import type { Deliver } from './types.ts';
import { within } from './within.ts';

/** The package sets no time limit of its own. */
const defaultTimeoutMs = 15_000;
/** The package keeps one address for all clients, and the last one made for the test service changes it for good. */
const service = 'https://api.africastalking.com';
const testService = 'https://api.sandbox.africastalking.com';

/** https://developers.africastalking.com/docs/sms/sending/bulk */
const answer = z.object({
  SMSMessageData: z.object({
    Message: z.string().optional(),
    Recipients: z.array(
      z.object({ statusCode: z.number(), status: z.string().optional(), messageId: z.string().optional() }),
    ),
  }),
});

/** Processed, sent, queued. */
const accepted: readonly number[] = [100, 101, 102];
/** What the vendor says of one recipient; any code that is not here is worth another try. */
const refusals: Readonly<Record<number, 'forbidden' | 'vendor_refused'>> = {
  402: 'vendor_refused', // InvalidSenderId
  403: 'vendor_refused', // InvalidPhoneNumber
  404: 'vendor_refused', // UnsupportedNumberType
  406: 'forbidden', // UserInBlacklist
  409: 'forbidden', // DoNotDisturbRejection
  502: 'vendor_refused', // RejectedByGateway
};

/**
 * Names what went wrong from the bare status. The original error is dropped on purpose: it quotes the whole request,
 * API key and phone included.
 */
function toNamedError(error: unknown): LisoloError {
  if (error instanceof LisoloError) return error;
  // The package checks the phone itself, and says so with a plain Error before anything is sent.
  if (error instanceof Error && !('isAxiosError' in error))
    return new LisoloError('vendor_refused', { reason: 'invalid' });
  const response = (error as { response?: { status?: unknown; headers?: Record<string, unknown> } } | null)?.response;
  const status = typeof response?.status === 'number' ? response.status : undefined;
  if (status === 400 || status === 422) return new LisoloError('vendor_refused', { reason: `http_${status}` });
  const seconds = Number(response?.headers?.['retry-after']);
  const retryAfterSeconds = Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
  return new LisoloError('unavailable', {
    reason: status === undefined ? 'unreachable' : `http_${status}`,
    retryAfterSeconds,
  });
}

function toProviderId(body: unknown): { readonly providerId?: string } {
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw new LisoloError('unavailable', { reason: 'unreadable_answer' });
  const { Message: message, Recipients: recipients } = parsed.data.SMSMessageData;
  const [recipient] = recipients;
  // Without recipients the reason is a word in Message, such as InvalidSenderId.
  if (!recipient) {
    const code = message === 'InvalidSenderId' || message === 'InvalidPhoneNumber' ? 'vendor_refused' : 'unavailable';
    throw new LisoloError(code, { reason: 'no_recipient' });
  }
  const { statusCode, messageId } = recipient;
  if (!accepted.includes(statusCode))
    throw new LisoloError(refusals[statusCode] ?? 'unavailable', { reason: `status_${statusCode}` });
  return messageId === undefined || messageId === 'None' ? {} : { providerId: messageId };
}

const textOf = ({ body }: Reply): string => body.filter((words) => typeof words === 'string').join('\n');

/** The package is heavy, and few who start the program have an account. */
async function loadVendor(settings: { readonly username: string; readonly apiKey: string }) {
  const [{ default: createClient }, { default: addresses }] = await Promise.all([
    import('africastalking'),
    import('africastalking/lib/common.js'),
  ]);
  return { SMS: createClient(settings).SMS, addresses };
}

/**
 * The `sms` route through Africa's Talking. `baseUrl` (without `/version1`) replaces the vendor's address, as for a
 * test server. Throws only what `Deliver` names, never the vendor's own errors.
 */
export function createAfricasTalkingSms({
  username,
  apiKey,
  sender,
  baseUrl,
  timeoutMs = defaultTimeoutMs,
}: {
  readonly username: string;
  readonly apiKey: string;
  /** Short code or name registered with the vendor; its shared sender without. */
  readonly sender?: string;
  readonly baseUrl?: string;
  readonly timeoutMs?: number;
}): Deliver {
  let vendor: ReturnType<typeof loadVendor> | undefined;
  const base = baseUrl ?? (username === 'sandbox' ? testService : service);
  const url = `${base.replace(/\/+$/, '')}/version1/messaging`;

  return async (phone, reply) => {
    vendor ??= loadVendor({ username, apiKey });
    const { SMS, addresses } = await vendor;
    // Shared by all clients, and read before `send` returns.
    addresses.SMS_URL = url;
    const sending = SMS.send({ to: phone, message: textOf(reply), ...(sender === undefined ? {} : { from: sender }) });
    try {
      return toProviderId(await within(sending, timeoutMs));
    } catch (error) {
      throw toNamedError(error);
    }
  };
}
