import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { createRegistry, newId } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import type { OfficeFinder } from '../organisations/index.ts';
import { counterModel, toCounter, type Counter } from './counter.model.ts';
import { queueModel, type QueueRecord } from './queue.model.ts';

export interface NewCounter {
  readonly branchId: string;
  readonly name: string;
  readonly queueIds: readonly string[];
}
export type CounterChange = { readonly [Field in 'name' | 'queueIds']?: NewCounter[Field] | undefined };

const wrong = (field: string, reason: string): LisoloError => new LisoloError('invalid_input', { field, reason });

/** The desks of branches, as the administration writes them. Who sits there is not written here. */
export function createCounterRegistry({
  connection,
  clock,
  offices,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly offices: Pick<OfficeFinder, 'branch'>;
}) {
  const queues = queueModel(connection);
  const registry = createRegistry({
    model: counterModel(connection),
    toItem: toCounter,
    missing: 'there is no such counter',
    taken: { field: 'name', reason: 'the branch has a counter of this name' },
  });

  async function checkQueues(branchId: string, queueIds: readonly string[] | undefined): Promise<void> {
    if (queueIds === undefined) return;
    const found = await queues.find({ _id: { $in: [...queueIds] } }, { branchId: 1 }).lean<QueueRecord[]>();
    const own = new Set(found.filter((queue) => queue.branchId === branchId).map(({ _id }) => _id));
    const stranger = queueIds.find((id) => !own.has(id));
    if (stranger !== undefined) throw wrong('queueIds', `${stranger} is no queue of the branch`);
  }

  return {
    page: registry.page,
    one: registry.one,

    /** Throws `invalid_input` (`details.field`), `conflict`. */
    async create({ branchId, name, queueIds }: NewCounter): Promise<Counter> {
      if (!(await offices.branch(branchId))) throw wrong('branchId', 'there is no such branch');
      await checkQueues(branchId, queueIds);
      const now = clock();
      return registry.insert({
        _id: newId(),
        branchId,
        name,
        queueIds: [...new Set(queueIds)],
        state: 'closed',
        revision: 1,
        changedAt: now,
        createdAt: now,
      });
    },

    /** Throws `not_found`, `invalid_input`, `conflict`. */
    async update(id: string, change: CounterChange, seen?: Pick<Counter, 'revision'>) {
      const known = await registry.one(id);
      if (known) await checkQueues(known.branchId, change.queueIds);
      return registry.update(id, seen, () => ({
        ...change,
        ...(change.queueIds ? { queueIds: [...new Set(change.queueIds)] } : {}),
      }));
    },
  };
}

export type CounterRegistry = ReturnType<typeof createCounterRegistry>;
