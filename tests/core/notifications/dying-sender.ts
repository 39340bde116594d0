import { connectDatabase } from '../../../core/database/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createNotificationService } from '../../../core/notifications/index.ts';

/**
 * A process of its own that queues notices and dies, as by kill -9, right after one of them has gone out. Arguments: the
 * database, the number of notices, the one that kills.
 */
const [uri = '', count = '0', deadly = ''] = process.argv.slice(2);
const connection = await connectDatabase({ uri, log: silentLog });
const arrivals = connection.collection('arrivals');
const service = createNotificationService({
  connection,
  identity: {
    byId: () => Promise.resolve(undefined),
    byPhone: () => Promise.resolve(undefined),
    phonesOf: () => Promise.resolve([]),
    markBlocked: () => Promise.resolve(),
  },
  files: { link: () => '' },
  speak: (words) => (typeof words === 'string' ? words : words.key),
  clock: () => new Date(),
  log: silentLog,
});
service.registerRoute('telegram', async (_address, _reply, key) => {
  await arrivals.insertOne({ key });
  if (key === deadly) process.kill(process.pid, 'SIGKILL');
  return {};
});
for (let at = 0; at < Number(count); at += 1) {
  await service.notify({ key: `n${at}`, to: { channel: 'telegram', address: '42' }, body: ['Mbote'] });
}
await service.settled();
