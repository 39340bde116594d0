import type { Connection } from 'mongoose';
import type { ExpectedWaits } from './expected-wait.ts';
import { roomIn } from './line-numbers.ts';
import type { Lines } from './line.ts';
import { lineIdOf, type OfficeDays, type Offices } from './office-days.ts';
import { typesForAll } from './queue.kinds.ts';
import { queueModel, toQueue, type QueueRecord } from './queue.model.ts';
import type { QueueOutlook, TicketService } from './types.ts';

/** What to expect of the queues for a service, before one joins. */
export function createOutlooks({
  connection,
  days,
  offices,
  lines,
  waits,
}: {
  readonly connection: Connection;
  readonly days: OfficeDays;
  readonly offices: Pick<Offices, 'service'>;
  readonly lines: Lines;
  readonly waits: ExpectedWaits;
}) {
  const queues = queueModel(connection);

  async function outlookOf(queue: QueueRecord, serviceId: string, isActive: boolean): Promise<QueueOutlook> {
    const { _id: queueId, branchId } = queue;
    const branch = await days.branch(branchId);
    // That of the day before lives on in a house that is open over midnight.
    const [today, yesterday] = days.latest(branch);
    const lineId = lineIdOf(queueId, today);
    const [line, waiting, { openCounters, behind }] = await Promise.all([
      lines.line(lineId),
      lines.waitingIn(lineId, lineIdOf(queueId, yesterday)),
      waits.now({ serviceId, queueId, branchId }),
    ]);
    const wait = behind(waiting);
    const doors = days.doors(branch);
    const isFull = line ? line.issued >= roomIn(line, queue.capacity) : false;
    const own = queue.state === 'paused' ? 'paused' : queue.state !== 'active' || line?.endedAt ? 'closed' : undefined;
    const now = doors.access !== 'open' ? doors.access : (own ?? (isFull ? 'full' : 'open'));
    const access = branch.listed && isActive ? now : 'closed';
    return {
      queue: toQueue(queue),
      waiting,
      openCounters,
      wait,
      access,
      ...(doors.opensAt && { opensAt: doors.opensAt }),
      ...(doors.closesAt && { closesAt: doors.closesAt }),
    };
  }

  /** Those that can be joined first, then the shorter wait. */
  const outlooks: TicketService['outlooks'] = async (serviceId, { hasAppointment } = { hasAppointment: false }) => {
    const [found, service] = await Promise.all([
      queues.find({ serviceIds: serviceId }).lean<QueueRecord[]>(),
      offices.service(serviceId),
    ]);
    const own = found.filter(({ type }) => hasAppointment || typesForAll.includes(type));
    const isActive = hasAppointment || service?.active === true;
    const all = await Promise.all(own.map((queue) => outlookOf(queue, serviceId, isActive)));
    const shut = ({ access }: QueueOutlook): number => (access === 'open' ? 0 : 1);
    return all.sort(
      (a, b) =>
        shut(a) - shut(b) || a.wait.from - b.wait.from || a.waiting - b.waiting || (a.queue.id < b.queue.id ? -1 : 1),
    );
  };

  return { outlooks };
}
