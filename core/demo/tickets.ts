import type { Priority, TicketService } from '../queues/index.ts';
import type { OfficeRecords } from './office-records.ts';

/** Taken at the hospitals, which never close, in this order: people without a telephone, who wait. */
const taken: readonly (readonly [service: string, priority: Priority])[] = [
  ['Consultation générale', 'medium'],
  ['Consultation générale', 'medium'],
  ['Consultation générale', 'high'],
  ['Laboratoire', 'medium'],
  ['Vaccination', 'medium'],
];

/** Some who wait, so that a queue of the demo has a length. */
export async function takeTickets({ branches, services, queues }: OfficeRecords, tickets: Pick<TicketService, 'join'>) {
  for (const branch of branches.filter(({ kind }) => kind === 'hospital'))
    for (const [index, [name, priority]] of taken.entries()) {
      const service = services.find((one) => one.branchId === branch._id && one.name === name);
      const queue = queues.find(({ serviceIds }) => service && serviceIds.includes(service._id));
      if (service && queue)
        await tickets.join({
          key: `demo:${branch._id}:${index}`,
          queueId: queue._id,
          serviceId: service._id,
          priority,
          by: branch.managers[0] ?? 'clock',
        });
    }
}
