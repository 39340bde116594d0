import type { Option } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { QueueState } from '../queue.kinds.ts';
import type { WorkAtCounterDeps } from './seat.ts';

const longestName = 24;

/** Where somebody can be put in this branch: each service in each queue of these states, but not in the queue `except`. */
export async function placesIn(
  { counters, offices }: WorkAtCounterDeps,
  branchId: string,
  states: readonly QueueState[],
  except?: string,
): Promise<readonly Option[]> {
  const [queues, services] = await Promise.all([counters.queuesOf(branchId), offices.services(branchId)]);
  const names = new Map(services.map(({ id, name }) => [id, name]));
  return queues
    .filter(({ queue }) => queue.id !== except && states.includes(queue.state))
    .flatMap(({ queue }) =>
      queue.serviceIds.flatMap((serviceId) => {
        const service = names.get(serviceId)?.slice(0, longestName);
        if (service === undefined) return [];
        return [
          {
            value: `${queue.id}:${serviceId}`,
            label: t('counters:place', { service, queue: queue.name.slice(0, longestName) }),
          },
        ];
      }),
    );
}

export function toPlace(value: string): { readonly queueId: string; readonly serviceId: string } {
  const [queueId = '', serviceId = ''] = value.split(':');
  return { queueId, serviceId };
}
