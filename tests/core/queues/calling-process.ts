import { connectDatabase } from '../../../core/database/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createOfficeFinder } from '../../../core/organisations/index.ts';
import { createQueuesPart } from '../../../core/queues/index.ts';
import { serveAll, type Seat } from './serve-all.ts';

/**
 * A process of its own that serves whoever waits, until nobody does. Arguments: the database, the time, its seats, and
 * after how many changes of tickets it dies as by kill -9, right before what follows from the last one is done.
 */
const [uri = '', now = '', seats = '[]', deadly = ''] = process.argv.slice(2);
const connection = await connectDatabase({ uri, log: silentLog });
const part = createQueuesPart({
  connection,
  clock: () => new Date(now),
  log: silentLog,
  offices: createOfficeFinder({ connection }),
});
let changes = 0;
part.onTicket(async () => {
  changes += 1;
  if (String(changes) === deadly) process.kill(process.pid, 'SIGKILL');
});
process.stdout.write('ready\n');
await serveAll(part.counters, JSON.parse(seats) as Seat[]);
await connection.close();
