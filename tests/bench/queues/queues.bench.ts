import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { newId } from '../../../core/database/index.ts';
import { projectRoot } from '../../../core/project-root.ts';
import { ticketModel, type TicketRecord } from '../../../core/queues/ticket.model.ts';
import { serveAll, type Seat } from '../../core/queues/serve-all.ts';
import { numberBehind } from '../fines/arguments.ts';
import { onFreshDatabase } from '../fines/collection.ts';
import { percentile } from '../ussd/load.ts';
import { now, openHall, type Hall } from './hall.ts';

const sizes = [10, 1_000, 10_000];
const connections = 20;
const times = 400;
const rounds = 5;

/** What somebody asks for; says whether the answer was right. */
type Ask = (nth: number) => Promise<boolean>;
interface Measured {
  readonly latencies: number[];
  ms: number;
  wrong: number;
}

/** So many at a time, from so many connections. */
async function measure(ask: Ask, count: number, into: Measured): Promise<void> {
  let next = 0;
  const begun = performance.now();
  const work = async (): Promise<void> => {
    while (next < count) {
      const nth = (next += 1);
      const asked = performance.now();
      if (!(await ask(nth))) into.wrong += 1;
      into.latencies.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  into.ms += performance.now() - begun;
}

/** Positions are asked for all over the line, in another order in each round. */
function positionAsks(connection: Connection, { part }: Hall, line: readonly TicketRecord[]): Record<string, Ask> {
  const tickets = ticketModel(connection);
  const some = (nth: number): TicketRecord => line[(nth * 7919) % line.length] as TicketRecord;
  return {
    position: async (nth) => {
      const { _id, serial } = some(nth);
      return (await part.tickets.standing(_id))?.ahead === serial - 1;
    },
    // The plain way: who has a lower number and still waits.
    '  counted one by one': async (nth) => {
      const ticket = await tickets.findById(some(nth)._id).lean<TicketRecord>();
      if (!ticket) return false;
      const { lineId, serial } = ticket;
      return (await tickets.countDocuments({ lineId, state: 'waiting', serial: { $lt: serial } })) === serial - 1;
    },
  };
}

const join =
  ({ part, office: { queue, service } }: Hall): Ask =>
  async () => {
    const personId = newId();
    const holder = { personId, channel: 'ussd', country: 'CD' } as const;
    const ticket = await part.tickets.join({
      key: personId,
      queueId: queue.id,
      serviceId: service.id,
      holder,
      by: personId,
    });
    return ticket.state === 'waiting';
  };

/** Every counter calls once; then they are all free again, which is not measured. */
async function measureCalls(connection: Connection, { part, seats, office }: Hall, into: Measured): Promise<void> {
  const called = new Set<string>();
  const call: Ask = async (nth) => {
    const ticket = await part.counters.callNext({ ...(seats[nth - 1] as Seat), key: newId() });
    if (!ticket || called.has(ticket.id)) return false;
    called.add(ticket.id);
    return true;
  };
  await measure(call, seats.length, into);
  await ticketModel(connection).updateMany(
    { counterId: { $in: office.counters.map(({ id }) => id) } },
    { $set: { state: 'served' }, $unset: { counterId: 1, open: 1 } },
  );
}

async function measureSize(connection: Connection, waiting: number, results: Map<string, Map<number, Measured>>) {
  const hall = await openHall(connection, waiting);
  const line = await ticketModel(connection)
    .find({ queueId: hall.office.queue.id })
    .sort({ serial: 1 })
    .lean<TicketRecord[]>();
  const into = (name: string): Measured => {
    const bySize = results.get(name) ?? new Map<number, Measured>();
    const result = bySize.get(waiting) ?? { latencies: [], ms: 0, wrong: 0 };
    results.set(name, bySize.set(waiting, result));
    return result;
  };
  // What the plain way would have; it is no part of the product.
  const plain = await ticketModel(connection).collection.createIndex({ lineId: 1, state: 1, serial: 1 });
  const asks = Object.entries(positionAsks(connection, hall, line));
  for (const [, ask] of asks) await measure(ask, connections, { latencies: [], ms: 0, wrong: 0 });
  for (let round = 0; round < rounds; round += 1)
    for (const [name, ask] of asks) await measure(ask, times / rounds, into(name));
  await ticketModel(connection).collection.dropIndex(plain);
  // Joined first, so that there is somebody to be called also in the shortest line.
  await measure(join(hall), times, into('join'));
  for (let round = 0; round < rounds; round += 1) await measureCalls(connection, hall, into('call next'));
}

function report(results: ReadonlyMap<string, ReadonlyMap<number, Measured>>, measured: readonly number[]): void {
  console.log(`One line, ${connections} connections: requests a second, p50 / p99 in ms, by how many wait`);
  const cell = ({ latencies, ms }: Measured): string =>
    `${Math.round((latencies.length / ms) * 1000)}/s  ${percentile(latencies, 0.5).toFixed(1)} / ${percentile(latencies, 0.99).toFixed(1)}`;
  console.table(
    Object.fromEntries(
      [...results].map(([name, bySize]) => {
        const all = measured.map((size) => bySize.get(size)).filter((one) => one !== undefined);
        const p50 = all.map(({ latencies }) => percentile(latencies, 0.5));
        return [
          name,
          {
            ...Object.fromEntries(all.map((one, index) => [(measured[index] ?? 0).toLocaleString('en'), cell(one)])),
            flat: Number(((p50.at(-1) ?? 0) / (p50[0] ?? 1)).toFixed(2)),
            wrong: all.reduce((sum, { wrong }) => sum + wrong, 0),
          },
        ];
      }),
    ),
  );
  if ([...results.values()].some((bySize) => [...bySize.values()].some(({ wrong }) => wrong > 0))) process.exitCode = 1;
}

/** Twenty counters in two processes serve a whole line. */
async function wholeLine(connection: Connection, uri: string, waiting: number): Promise<void> {
  const { part, office, seats } = await openHall(connection, waiting);
  const script = path.join(projectRoot, 'tests/core/queues/calling-process.ts');
  const given = ['--import', 'tsx', script, uri, now.toISOString(), JSON.stringify(seats.slice(10))];
  const child = spawn(process.execPath, given, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  const begun = performance.now();
  const here = await serveAll(part.counters, seats.slice(0, 10));
  await ended;
  const seconds = (performance.now() - begun) / 1000;
  const all = await ticketModel(connection).find({ queueId: office.queue.id }).lean<TicketRecord[]>();
  const right = all.filter(({ history }) => history.map(({ to }) => to).join() === 'waiting,called,serving,served');
  console.log(
    `${waiting.toLocaleString('en')} tickets, 20 counters, two processes: ${right.length.toLocaleString('en')} served exactly once (${here} by the first) in ${seconds.toFixed(1)} s, three requests each`,
  );
  if (right.length !== waiting) process.exitCode = 1;
}

/** `npm run bench -- queues [--most 1000]`: taking a ticket, asking for the place, calling; in ever longer lines. */
export async function run(args: readonly string[]): Promise<void> {
  const most = numberBehind(args, '--most', Infinity);
  const chosen = sizes.filter((size) => size <= most);
  const results = new Map<string, Map<number, Measured>>();
  await onFreshDatabase(async (connection, uri) => {
    for (const size of chosen) await measureSize(connection, size, results);
    report(results, chosen);
    await wholeLine(connection, uri, Math.min(2_000, most));
  });
}
