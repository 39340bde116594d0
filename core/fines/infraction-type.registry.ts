import type { Connection, QueryFilter } from 'mongoose';

import type { Clock } from '../clock.ts';
import { countries } from '../countries/index.ts';
import { createReader, isDuplicateKey, newId, type Page, type PageQuery } from '../database/index.ts';
import type { CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import { checkTerms } from './check-terms.ts';
import {
  infractionTypeModel,
  toInfractionType,
  type InfractionType,
  type InfractionTypeRecord,
  type Labels,
  type Tariff,
} from './infraction-type.model.ts';
import type { Terms } from './terms.ts';

export interface NewInfractionType {
  readonly country: CountryCode;
  readonly code: string;
  readonly labels: Labels;
  readonly tariff: Tariff;
  readonly article: string;
  readonly points?: number | undefined;
  /** `defaultTerms` where nothing is said. */
  readonly terms?: Terms | undefined;
  /** Now, where nothing is said. */
  readonly activeFrom?: Date | undefined;
}

/** `null` takes a field away. */
export type InfractionTypeChange = {
  readonly [Field in 'labels' | 'tariff' | 'article' | 'activeFrom']?: NewInfractionType[Field] | undefined;
} & { readonly points?: number | null | undefined; readonly terms?: Terms | null | undefined };

/** A version, and whether it is the one in force. */
export type ListedInfractionType = InfractionType & { readonly current: boolean };

export interface InfractionTypes {
  inForce(country: CountryCode): Promise<InfractionType[]>;
  oneInForce(country: CountryCode, code: string): Promise<InfractionType | undefined>;
  byId(id: string): Promise<ListedInfractionType | undefined>;
  page(
    filter: { country?: CountryCode | undefined; code?: string | undefined; current?: boolean | undefined },
    query: PageQuery,
  ): Promise<Page<ListedInfractionType>>;
  /** Throws `invalid_input` (`details.field`), `conflict` when the country has this code. */
  create(type: NewInfractionType): Promise<ListedInfractionType>;
  /**
   * Adds the version that follows this one. Throws `not_found`, `invalid_input`, and `conflict` when a newer version is
   * there: of several changes to one version exactly one is taken.
   */
  change(
    id: string,
    change: InfractionTypeChange,
  ): Promise<{ readonly before: InfractionType; readonly after: ListedInfractionType }>;
}

const dayMs = 86_400_000;
const wrong = (field: string, reason: string): LisoloError => new LisoloError('invalid_input', { field, reason });

const orNothing = <T>(value: T | null | undefined): T | undefined => value ?? undefined;

function checkTariff({ country, tariff }: Pick<NewInfractionType, 'country' | 'tariff'>): void {
  if (!countries[country].currencies.includes(tariff.currency))
    throw wrong('tariff.currency', `is none of ${countries[country].currencies.join(', ')}`);
  const amounts = tariff.kind === 'fixed' ? [tariff.amount] : [tariff.min, tariff.max];
  if (amounts.some((amount) => !Number.isSafeInteger(amount) || amount <= 0))
    throw wrong('tariff', 'amounts are positive whole numbers of minor units');
  if (tariff.kind === 'range' && tariff.min >= tariff.max) throw wrong('tariff.max', 'must be more than min');
}

/**
 * Kinds of infractions and their tariffs. Versions are only ever added, each by one insert, and the one in force is the
 * one that began last: a change announced for later comes into force by itself.
 */
export function createInfractionTypes({
  connection,
  clock,
}: {
  connection: Connection;
  clock: Clock;
}): InfractionTypes {
  const types = infractionTypeModel(connection);
  const reader = createReader({ model: types, toItem: toInfractionType });

  const inForce = async (filter: QueryFilter<InfractionTypeRecord>): Promise<InfractionType[]> => {
    const begun = await types
      .find({ ...filter, activeFrom: { $lte: clock() } })
      .sort({ country: 1, code: 1, activeFrom: -1, version: -1 })
      .lean<InfractionTypeRecord[]>();
    const key = ({ country, code }: InfractionTypeRecord): string => `${country} ${code}`;
    return begun.filter((type, index) => index === 0 || key(type) !== key(begun[index - 1]!)).map(toInfractionType);
  };
  const listed = async (type: InfractionType): Promise<ListedInfractionType> => {
    const [present] = await inForce({ country: type.country, code: type.code });
    return { ...type, current: present?.id === type.id };
  };

  async function insert(record: InfractionTypeRecord, onDuplicate: LisoloError): Promise<ListedInfractionType> {
    await types.init();
    try {
      await types.create(record);
    } catch (error) {
      throw isDuplicateKey(error) ? onDuplicate : error;
    }
    return listed(toInfractionType(record));
  }

  /** A day of today is a moment that is past: it counts from now. */
  function startOf(asked: Date, now: Date): Date {
    if (asked.getTime() <= now.getTime() - dayMs) throw wrong('activeFrom', 'must not lie in the past');
    return asked > now ? asked : now;
  }

  return {
    inForce: (country) => inForce({ country }),
    oneInForce: async (country, code) => (await inForce({ country, code }))[0],

    async byId(id) {
      const type = await reader.one(id);
      return type && listed(type);
    },

    async page({ country, code, current }, query) {
      const which = { ...(country ? { country } : {}), ...(code ? { code } : {}) };
      const present = new Set((await inForce(which)).map(({ id }) => id));
      const chosen = current === undefined ? {} : { _id: { [current ? '$in' : '$nin']: [...present] } };
      const { items, total } = await reader.page({ ...which, ...chosen }, query);
      return { items: items.map((type) => ({ ...type, current: present.has(type.id) })), total };
    },

    async create({ points, terms, activeFrom, ...type }) {
      checkTariff(type);
      if (terms) checkTerms(terms);
      const now = clock();
      return insert(
        {
          _id: newId(),
          ...type,
          version: 1,
          ...(points === undefined ? {} : { points }),
          ...(terms ? { terms } : {}),
          activeFrom: activeFrom ?? now,
          createdAt: now,
        },
        new LisoloError('conflict', { field: 'code', reason: 'the country has a kind of infraction with this code' }),
      );
    },

    async change(id, { points, terms, activeFrom, labels, tariff, article }) {
      const before = await reader.one(id);
      if (!before) throw new LisoloError('not_found', { reason: 'there is no such kind of infraction' });
      const now = clock();
      const { id: _id, points: pointsBefore, terms: termsBefore, ...kept } = before;
      const pointsAfter = points === undefined ? pointsBefore : orNothing(points);
      const termsAfter = terms === undefined ? termsBefore : orNothing(terms);
      const record: InfractionTypeRecord = {
        ...kept,
        _id: newId(),
        version: before.version + 1,
        labels: labels ?? before.labels,
        tariff: tariff ?? before.tariff,
        article: article ?? before.article,
        ...(pointsAfter === undefined ? {} : { points: pointsAfter }),
        ...(termsAfter ? { terms: termsAfter } : {}),
        activeFrom: activeFrom ? startOf(activeFrom, now) : before.activeFrom > now ? before.activeFrom : now,
        createdAt: now,
      };
      checkTariff(record);
      if (termsAfter) checkTerms(termsAfter);
      const after = await insert(record, new LisoloError('conflict', { reason: 'there is a newer version' }));
      return { before, after };
    },
  };
}
