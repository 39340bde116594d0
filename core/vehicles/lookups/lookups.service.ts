import { DateTime } from 'luxon';
import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { createReader, isDuplicateKey, newId, type Page, type PageQuery } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import type { Log } from '../../log.ts';
import { createUnderWay } from '../../under-way.ts';
import type { Vehicle } from '../vehicle.model.ts';
import { actingRole, type Viewer } from '../visibility.ts';
import { createDailyLimit, lookupDayModel, type Looker } from './daily-limit.ts';
import {
  lookupModel, toLookup, type Lookup, type LookupChannel, type LookupKind, type LookupRecord,
} from './lookup.model.ts'; // prettier-ignore

type Looked =
  | { readonly vehicle: Vehicle }
  | { readonly vehicle?: undefined; readonly country: CountryCode; readonly plate: string }
  /** A list, by what it was asked for. */
  | { readonly vehicle?: undefined; readonly country?: undefined; readonly filter: string };

/** A look as it is noted. */
export type NewLookup = Looked & {
  /** What is done twice under one key is one look: the `turnId` of a dialog. */
  readonly key: string;
  readonly viewer: Viewer;
  readonly by: { readonly personId?: string | undefined; readonly roles: readonly string[]; readonly channel: LookupChannel };
  readonly what: LookupKind;
  readonly reason?: string | undefined;
  readonly found: boolean;
}; // prettier-ignore

/** Must be idempotent: a look that is noted again is told again. */
export type HearStolen = (vehicle: Vehicle, look: NewLookup) => Promise<void>;

/** How many looks a vehicle had in a calendar month, `2026-11`. */
export interface MonthOfLooks {
  readonly month: string;
  readonly count: number;
}

export interface LookupService {
  /** Notes a look; a second time under the same key it does nothing. */
  record(look: NewLookup): Promise<void>;
  recordMany(looks: readonly NewLookup[]): Promise<void>;
  /** Counts the plate for whoever looks; undefined when they may, else the moment from which they may go on. */
  admit(looker: Looker & { readonly viewer: Viewer }, plate: string, what?: LookupKind): Promise<Date | undefined>;
  /** The looks at a vehicle, newest first; `before` is the last one of the page above. */
  of(
    vehicleId: string,
    page: { readonly before?: string | undefined; readonly since?: Date | undefined; readonly limit: number },
  ): Promise<Lookup[]>;
  /** The administration's list. */
  page(filter: LookupFilter, query: PageQuery): Promise<Page<Lookup>>;
  byId(id: string): Promise<Lookup | undefined>;
  /** The looks of this month and of those before it, `since` a moment. */
  perMonth(vehicleId: string, months: number, timeZone: string, since?: Date): Promise<MonthOfLooks[]>;
  /** Somebody on duty has looked at a vehicle that is reported stolen. */
  onStolenSeen(hear: HearStolen): void;
  /** Forgets what is older than it may be kept; returns how many. */
  sweep(): Promise<number>;
  /** Resolves when nobody is being told anything in this process. */
  idle(): Promise<void>;
}

type FilterField = 'plate' | 'country' | 'vehicleId' | 'personId' | 'what' | 'channel' | 'viewer';
export type LookupFilter = { readonly [Field in FilterField]?: LookupRecord[Field] | undefined } & {
  /** From this moment on. */
  readonly after?: Date | undefined;
  /** Before this moment. */
  readonly before?: Date | undefined;
};

/** Different plates in a day. */
export interface LookupLimits {
  readonly citizen: number;
  readonly staff: number;
}

const dayMs = 86_400_000;
const perSweep = 5_000;
/** A check on the road is kept with its officer's name, and holds up traffic: so many times the plates of a day. */
const verificationsMore = 3;

/** B7: who looked at which vehicle, when, as whom and for what. */
export function createLookups({
  connection,
  clock,
  log,
  keepDays = 730,
  limits = { citizen: 30, staff: 300 },
}: {
  connection: Connection;
  clock: Clock;
  log: Log;
  keepDays?: number;
  limits?: LookupLimits;
}): LookupService {
  const lookups = lookupModel(connection);
  const reader = createReader({ model: lookups, toItem: toLookup });
  const daily = createDailyLimit({ connection, clock });
  const listeners: HearStolen[] = [];
  const work = createUnderWay();

  function toRecord(look: NewLookup): LookupRecord {
    const { key, viewer, by, what, reason, found } = look;
    const at = clock();
    const role = actingRole(viewer, by.roles);
    const subject = look.vehicle
      ? { vehicleId: look.vehicle.id, country: look.vehicle.country, plate: look.vehicle.plate }
      : look.country
        ? { country: look.country, plate: look.plate }
        : { filter: look.filter };
    return {
      _id: newId(), key, at, what, ...subject, found, viewer, channel: by.channel,
      ...(by.personId ? { personId: by.personId } : {}),
      ...(role ? { role } : {}),
      ...(reason ? { reason } : {}),
      expiresAt: new Date(at.getTime() + keepDays * dayMs),
    }; // prettier-ignore
  }

  function tellOfStolen(look: NewLookup): void {
    const { vehicle, viewer } = look;
    if (!vehicle?.stolen || viewer !== 'agent') return;
    for (const hear of listeners)
      void work.track(
        hear(vehicle, look).catch((error: unknown) =>
          log.warn({ error, vehicleId: vehicle.id }, 'nobody was told that a stolen vehicle was seen'),
        ),
      );
  }

  async function recordMany(looks: readonly NewLookup[]): Promise<void> {
    if (looks.length === 0) return;
    await lookups.init();
    try {
      await lookups.insertMany(looks.map(toRecord), { ordered: false });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    for (const look of looks) tellOfStolen(look);
  }

  return {
    record: (look) => recordMany([look]),
    recordMany,

    admit({ viewer, ...looker }, plate, what) {
      const most = viewer === 'agent' || viewer === 'admin' ? limits.staff : limits.citizen;
      return daily.take(looker, plate, what === 'verification' ? most * verificationsMore : most);
    },

    async of(vehicleId, { before, since, limit }) {
      const last = before === undefined ? undefined : await lookups.findById(before).lean<LookupRecord>();
      const earlier = last ? { $or: [{ at: { $lt: last.at } }, { at: last.at, _id: { $lt: last._id } }] } : {};
      const at = { ...(since ? { $gte: since } : {}), ...(last ? { $lte: last.at } : {}) };
      const found = await lookups
        .find({ vehicleId, ...earlier, ...(since || last ? { at } : {}) })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .lean<LookupRecord[]>();
      return found.map(toLookup);
    },

    page({ after, before, ...filter }, query) {
      const at = { ...(after ? { $gte: after } : {}), ...(before ? { $lt: before } : {}) };
      return reader.page({ ...filter, ...(after || before ? { at } : {}) }, query);
    },
    byId: (id) => reader.one(id),

    async perMonth(vehicleId, months, timeZone, since = new Date(0)) {
      const first = DateTime.fromJSDate(clock(), { zone: timeZone }).startOf('month');
      const starts = Array.from({ length: months }, (_, ago) => first.minus({ months: ago }));
      return Promise.all(
        starts.map(async (start) => ({
          month: start.toFormat('yyyy-MM'),
          count: await lookups.countDocuments({
            vehicleId,
            at: {
              $gte: DateTime.max(start, DateTime.fromJSDate(since)).toJSDate(),
              $lt: start.plus({ months: 1 }).toJSDate(),
            },
          }),
        })),
      );
    },

    onStolenSeen: (hear) => void listeners.push(hear),

    async sweep() {
      const gone = { expiresAt: { $lte: clock() } };
      let swept = 0;
      for (const model of [lookups, lookupDayModel(connection)])
        for (;;) {
          const old = await model.collection
            .find(gone, { projection: { _id: 1 } })
            .limit(perSweep)
            .toArray();
          if (old.length === 0) break;
          swept += (await model.collection.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } })).deletedCount;
        }
      return swept;
    },

    idle: () => work.idle(),
  };
}
