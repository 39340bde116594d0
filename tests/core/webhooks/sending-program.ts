import { connectDatabase } from '../../../core/database/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createOutbound } from '../../../core/outbound/index.ts';
import { createWebhooksPart, type WebhookEvent } from '../../../core/webhooks/index.ts';

/** A process of its own that tells what it was given, as after a crash all of it again, and sends what it can. */
const { DATABASE_URI: uri = '', NOW: now = '', SECRET: secret = '', EVENTS: events = '[]' } = process.env;
const connection = await connectDatabase({ uri, log: silentLog });
const { webhooks } = createWebhooksPart({
  connection,
  clock: () => new Date(now),
  log: silentLog,
  outbound: createOutbound({ allowPrivate: true }),
  secret,
});
for (const event of JSON.parse(events) as WebhookEvent[]) await webhooks.publish({ ...event, at: new Date(event.at) });
await webhooks.sendDue();
await webhooks.idle();
await connection.close();
