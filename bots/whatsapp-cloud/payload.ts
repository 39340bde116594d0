import { z } from 'zod';

const reply = z.object({ id: z.string().max(256), title: z.string().optional() });
const media = z.object({
  id: z.string().regex(/^[\w-]{1,128}$/),
  filename: z.string().optional(),
  caption: z.string().optional(),
});

/** One message of the webhook; members that a type does not have are absent. Cloud API, "messages object". */
const cloudMessage = z.object({
  from: z.string().regex(/^[1-9]\d{6,14}$/),
  id: z.string().min(1).max(256),
  type: z.string(),
  text: z.object({ body: z.string() }).optional(),
  interactive: z.object({ button_reply: reply.optional(), list_reply: reply.optional() }).optional(),
  button: z.object({ text: z.string() }).optional(),
  image: media.optional(),
  document: media.optional(),
  location: z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }).optional(),
});
export type CloudMessage = z.infer<typeof cloudMessage>;

/** What became of a message that we sent. */
const status = z.object({
  id: z.string(),
  status: z.string(),
  errors: z.array(z.object({ code: z.number() })).optional(),
});
export type CloudStatus = z.infer<typeof status>;

const value = z.object({
  metadata: z.object({ phone_number_id: z.string() }),
  messages: z.array(z.unknown()).optional(),
  statuses: z.array(z.unknown()).optional(),
});
const notification = z.object({ entry: z.array(z.object({ changes: z.array(z.object({ value: z.unknown() })) })) });

const those = <T>(schema: z.ZodType<T>, values: readonly unknown[] | undefined): T[] =>
  (values ?? []).flatMap((one) => {
    const parsed = schema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });

/** The messages and statuses in a notification that concern our number; what is not understood is left out. */
export function parseNotification(
  body: unknown,
  phoneId: string,
): { messages: CloudMessage[]; statuses: CloudStatus[] } {
  const parsed = notification.safeParse(body);
  const changes = parsed.success
    ? parsed.data.entry.flatMap((entry) => entry.changes.map((change) => change.value))
    : [];
  const ours = those(value, changes).filter((one) => one.metadata.phone_number_id === phoneId);
  return {
    messages: ours.flatMap((one) => those(cloudMessage, one.messages)),
    statuses: ours.flatMap((one) => those(status, one.statuses)),
  };
}
