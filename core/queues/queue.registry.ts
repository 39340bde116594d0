import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { createRegistry, newId } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import type { OfficeFinder } from '../organisations/index.ts';
import type { QueueState, QueueType, Strategy } from './queue.kinds.ts';
import { queueModel, toQueue, type Queue } from './queue.model.ts';

interface Written {
  readonly name: string;
  /** Of the tickets; one or two capitals, unique in the branch. */
  readonly prefix: string;
  readonly serviceIds: readonly string[];
  readonly type?: QueueType | undefined;
  readonly strategy?: Strategy | undefined;
  readonly reservedEvery?: number | undefined;
  readonly capacity?: number | undefined;
  readonly noShowMinutes?: number | undefined;
}
export interface NewQueue extends Written {
  readonly branchId: string;
}
/** `null` takes a field away. */
export type QueueChange = { readonly [Field in keyof Written]?: Written[Field] | undefined } & {
  readonly state?: QueueState | undefined;
  readonly reason?: string | null | undefined;
};

const usual = { type: 'normal', strategy: 'fifo', reservedEvery: 3, capacity: 200, noShowMinutes: 5 } as const;
const wrong = (field: string, reason: string): LisoloError => new LisoloError('invalid_input', { field, reason });

/** The queues of branches, as the administration writes them. */
export function createQueueRegistry({
  connection,
  clock,
  offices,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly offices: Pick<OfficeFinder, 'branch' | 'service'>;
}) {
  const registry = createRegistry({
    model: queueModel(connection),
    toItem: toQueue,
    missing: 'there is no such queue',
    taken: { field: 'prefix', reason: 'the branch has a queue with this prefix' },
  });

  async function checkServices(branchId: string, serviceIds: readonly string[] | undefined): Promise<void> {
    if (serviceIds === undefined) return;
    if (serviceIds.length === 0) throw wrong('serviceIds', 'nobody queues for nothing');
    const found = await Promise.all(serviceIds.map((id) => offices.service(id)));
    const stranger = serviceIds.find((_id, index) => found[index]?.branchId !== branchId);
    if (stranger !== undefined) throw wrong('serviceIds', `${stranger} is no service of the branch`);
  }

  return {
    page: registry.page,
    one: registry.one,

    /** Throws `invalid_input` (`details.field`), `conflict`. */
    async create({ branchId, ...wish }: NewQueue): Promise<Queue> {
      const branch = await offices.branch(branchId);
      if (!branch) throw wrong('branchId', 'there is no such branch');
      await checkServices(branchId, wish.serviceIds);
      const { organisationId } = branch;
      const { name, prefix, serviceIds, ...chosen } = wish;
      return registry.insert({
        _id: newId(),
        organisationId,
        branchId,
        name,
        prefix,
        serviceIds: [...new Set(serviceIds)],
        ...usual,
        ...Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)),
        state: 'active',
        revision: 1,
        createdAt: clock(),
      });
    },

    /** Those who wait hear of another state. The order of a day that has begun stays. Throws `not_found`, `invalid_input`, `conflict`. */
    async update(id: string, change: QueueChange, seen?: Pick<Queue, 'revision'>) {
      const known = await registry.one(id);
      if (known) await checkServices(known.branchId, change.serviceIds);
      return registry.update(id, seen, (before) => {
        const isOther = change.state !== undefined && change.state !== before.state;
        return {
          ...change,
          ...(change.serviceIds ? { serviceIds: [...new Set(change.serviceIds)] } : {}),
          // The reason belongs to the state that it was given for.
          ...(isOther ? { tellAt: clock(), reason: change.reason ?? null } : {}),
        };
      });
    },
  };
}

export type QueueRegistry = ReturnType<typeof createQueueRegistry>;
