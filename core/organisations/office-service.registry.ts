import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { countries } from '../countries/index.ts';
import { createRegistry, newId } from '../database/index.ts';
import type { CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import type { Money } from '../money.ts';
import { branchModel, type BranchRecord } from './branch.model.ts';
import { officeServiceModel, toOfficeService, type OfficeService } from './office-service.model.ts';
import { foundBy } from '../search/index.ts';

interface Written {
  readonly name: string;
  /** 15, where nothing is said. */
  readonly minutes?: number | undefined;
  readonly documents?: readonly string[] | undefined;
  readonly cost?: Money | null | undefined;
  /** None are given, where nothing is said. */
  readonly appointmentsAtOnce?: number | undefined;
  /** 30, where nothing is said. */
  readonly slotMinutes?: number | undefined;
  readonly confirmsAppointments?: boolean | undefined;
}
export interface NewOfficeService extends Written {
  readonly branchId: string;
}
/** `null` takes a field away. */
export type OfficeServiceChange = { readonly [Field in keyof Written]?: Written[Field] | undefined } & {
  readonly active?: boolean | undefined;
};

const usual = { minutes: 15, documents: [], appointmentsAtOnce: 0, slotMinutes: 30, confirmsAppointments: false };
const wrong = (field: string, reason: string): LisoloError => new LisoloError('invalid_input', { field, reason });
const given = (wish: object): object =>
  Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined && value !== null));

function checkCost(country: CountryCode, cost: Money | null | undefined): void {
  const { currencies } = countries[country];
  if (cost && !currencies.includes(cost.currency)) throw wrong('cost.currency', `is none of ${currencies.join(', ')}`);
}

/** What branches do for people, as the administration writes it. */
export function createOfficeServiceRegistry({
  connection,
  clock,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
}) {
  const branches = branchModel(connection);
  const registry = createRegistry({
    model: officeServiceModel(connection),
    toItem: toOfficeService,
    missing: 'there is no such service',
    taken: { field: 'name', reason: 'the branch has a service of this name' },
  });

  return {
    page: registry.page,
    one: registry.one,

    /** Throws `invalid_input` (`details.field`), `conflict`. */
    async create({ branchId, ...wish }: NewOfficeService): Promise<OfficeService> {
      const branch = await branches.findById(branchId).lean<BranchRecord>();
      if (!branch) throw wrong('branchId', 'there is no such branch');
      const { country, organisationId } = branch;
      checkCost(country, wish.cost);
      return registry.insert({
        _id: newId(),
        branchId,
        organisationId,
        country,
        name: wish.name,
        ...usual,
        ...given(wish),
        ...foundBy(wish.name),
        active: true,
        revision: 1,
        createdAt: clock(),
      });
    },

    /** Throws `not_found`, `invalid_input`, `conflict`. */
    update: (id: string, change: OfficeServiceChange, seen?: Pick<OfficeService, 'revision'>) =>
      registry.update(id, seen, ({ country }) => {
        checkCost(country, change.cost);
        return { ...change, ...(change.name === undefined ? {} : foundBy(change.name)) };
      }),
  };
}

export type OfficeServiceRegistry = ReturnType<typeof createOfficeServiceRegistry>;
