import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { countries, yearIn } from '../../countries/index.ts';
import { createReader, isDuplicateKey, newId, nextNumber, type Page, type PageQuery } from '../../database/index.ts';
import type { Channel, CountryCode } from '../../dialog/types.ts';
import { isLisoloError } from '../../errors.ts';
import { keepPhoto, type FileService } from '../../files/index.ts';
import type { LookupService } from '../lookups/index.ts';
import type { VehiclePapers } from '../papers/index.ts';
import type { OfficialRegister } from '../providers/index.ts';
import type { VehicleOwners } from '../vehicle-owners.ts';
import { toVehicle, vehicleModel, type Vehicle, type VehicleRecord } from '../vehicle.model.ts';
import type { VehicleService } from '../vehicle.service.ts';
import { actingRole, factsFor, viewerOf } from '../visibility.ts';
import { isWholeVin } from '../vin.ts';
import { check, seenVins, verdictOf, type Evidence } from './checks.ts';
import { differencesFrom, type OfficialDifference } from './official.ts';
import { thresholds } from './rules.ts';
import type { Sightings } from './sightings.ts';
import { isToBeTold, type VerificationNews } from './verification-news.ts';
import { toVerification, verificationModel, type VerificationRecord } from './verification.model.ts';
import type { ReadPaper, Seen, SeenPlace, Verification } from './verification.types.ts';

export interface NewVerification {
  /** What is done twice under one key is one verification: the `turnId` of a dialog. */
  readonly key: string;
  readonly country: CountryCode;
  /** Canonical. */
  readonly plate: string;
  /** An agent or administrator on duty. */
  readonly by: { readonly personId: string; readonly roles: readonly string[]; readonly channel: Channel };
  readonly seen?: Seen;
  readonly place?: SeenPlace;
  readonly papers?: readonly ReadPaper[];
  /** Photos of the vehicle, as a door has stored them. */
  readonly photos?: readonly string[];
}

/** What stands on a photographed paper, each field with how sure it is; throws LisoloError when it cannot be read now. */
export type ReadPaperPage = (
  fileId: string,
  country: CountryCode,
) => Promise<{
  readonly fields: {
    readonly [Field in 'plate' | 'vin' | 'holder']?: { readonly value: string; readonly confidence: number };
  } & { readonly until?: { readonly value: Date; readonly confidence: number } };
}>;

export interface VerificationFilter {
  readonly country?: CountryCode;
  readonly plate?: string;
  readonly verdict?: Verification['verdict'];
  /** A person's id. */
  readonly agent?: string;
  readonly after?: Date;
  readonly before?: Date;
}

export interface Verifications {
  /** Compares what was seen with what is registered, and keeps what came of it. */
  verify(wish: NewVerification): Promise<Verification>;
  byId(id: string): Promise<Verification | undefined>;
  page(filter: VerificationFilter, query: PageQuery): Promise<Page<Verification>>;
}

export interface VerificationsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly vehicles: Pick<VehicleService, 'byPlate'>;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly files: Pick<FileService, 'read' | 'put'>;
  readonly lookups: Pick<LookupService, 'record'>;
  readonly sightings: Sightings;
  readonly readPaper?: ReadPaperPage | undefined;
  /** The papers of other vehicles; without them nothing is known of those. */
  readonly papers?: Pick<VehiclePapers, 'elsewhere'> | undefined;
  /** Without one, ours alone is asked. */
  readonly officialRegister?: Pick<OfficialRegister, 'ask'> | undefined;
  readonly news: Pick<VerificationNews, 'soon'>;
}

const earlierLooked = 50;

/** B5: a vehicle on the road against what is registered and shown. Every verification is kept as it was made. */
export function createVerifications(deps: VerificationsDeps): Verifications {
  const { connection, clock, files } = deps;
  const verifications = verificationModel(connection);
  const vehicleRecords = vehicleModel(connection);
  const reader = createReader<VerificationRecord, Verification>({ model: verifications, toItem: toVerification });

  const byKey = (key: string) => verifications.findOne({ key }).lean<VerificationRecord>();

  /** The plate of another vehicle that is registered with one of these chassis numbers. */
  async function plateOfVin(vins: readonly string[], vehicle: Vehicle | undefined): Promise<string | undefined> {
    const whole = vins.filter(isWholeVin);
    if (whole.length === 0) return undefined;
    const found = await vehicleRecords
      .find({ vin: { $in: whole } })
      .limit(5)
      .lean<VehicleRecord[]>();
    return found.map(toVehicle).find(({ id }) => id !== vehicle?.id)?.plate;
  }

  /** A paper of another vehicle on which this plate stands, or a chassis number that was seen or is registered. */
  async function papersOf(
    plate: string,
    vins: readonly string[],
    vehicle: Vehicle | undefined,
  ): Promise<Evidence['papersOf']> {
    const whole = [...vins, vehicle?.vin ?? ''].filter(isWholeVin);
    const found = await deps.papers?.elsewhere({ plate, vins: whole, vehicleId: vehicle?.id });
    return found && { plate: found.plate, validated: found.state === 'validated' };
  }

  /** A register that does not answer, or does not know the vehicle, says nothing. */
  async function officially(vehicle: Vehicle | undefined): Promise<readonly OfficialDifference[]> {
    if (!vehicle) return [];
    const { country, plate } = vehicle;
    const said = (await deps.officialRegister?.ask({ country, plate }))?.vehicle;
    return said?.country === country && said.plate === plate ? differencesFrom(said, vehicle) : [];
  }

  /** Other vehicles' papers that bore this plate are other vehicles' chassis numbers under it, too. */
  async function earlierVins({ key, country, plate }: NewVerification): Promise<string[]> {
    const earlier = await verifications
      .find({ plate, country, key: { $ne: key } })
      .sort({ at: -1 })
      .limit(earlierLooked)
      .lean<VerificationRecord[]>();
    return [...new Set(earlier.flatMap(seenVins).filter(isWholeVin))];
  }

  /** One that is gone by now, or is no photo, is left out: the verdict does not wait for it. */
  const keepOne = (key: string, photo: string): Promise<string | undefined> =>
    keepPhoto(files, photo, { name: 'verification', owner: 'vehicles', key: `verification:${key}` }).catch(
      (error: unknown) => {
        if (isLisoloError(error, 'not_found') || isLisoloError(error, 'unsupported_media')) return undefined;
        throw error;
      },
    );

  async function keepAll(key: string, photos: readonly string[]): Promise<string[]> {
    const kept = await Promise.all(photos.map((photo, index) => keepOne(`${key}:${index}`, photo)));
    return kept.filter((id) => id !== undefined);
  }

  const keepPapers = ({ key, country, papers = [] }: NewVerification): Promise<ReadPaper[]> =>
    Promise.all(
      papers.map(async ({ fileId, ...read }, index) => {
        const kept = fileId && (await keepOne(`${key}:paper${index}`, fileId));
        if (!kept) return read;
        return { ...(await readAgain(kept, country)), ...read, fileId: kept };
      }),
    );

  /** What was read on the photo for sure; a paper that cannot be read now is one that was not shown. */
  async function readAgain(fileId: string, country: CountryCode): Promise<Omit<ReadPaper, 'kind'>> {
    try {
      const { plate, vin, holder, until } = (await deps.readPaper?.(fileId, country))?.fields ?? {};
      const sure = <T>(field: { value: T; confidence: number } | undefined): T | undefined =>
        field && field.confidence >= thresholds.readConfidence ? field.value : undefined;
      const read = { plate: sure(plate), vin: sure(vin), name: sure(holder), until: sure(until) };
      return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
    } catch (error) {
      if (isLisoloError(error)) return {};
      throw error;
    }
  }

  async function impossibleSightings({ key, country, plate, place }: NewVerification, at: Date) {
    const { latitude, longitude } = place ?? {};
    if (latitude === undefined || longitude === undefined) return [];
    const noted = await deps.sightings.note(key, { country, plate, at, latitude, longitude });
    return deps.sightings.impossible(key, noted);
  }

  async function nextOf(country: CountryCode, at: Date): Promise<string> {
    const year = yearIn(countries[country].timeZone, at);
    const number = await nextNumber(connection, `verifications:${country}:${year}`);
    return `V-${country}-${year}-${String(number).padStart(7, '0')}`;
  }

  async function make(wish: NewVerification): Promise<VerificationRecord> {
    const { key, country, plate, by, seen = {}, place } = wish;
    const at = clock();
    const vehicle = await deps.vehicles.byPlate(country, plate);
    const owner = vehicle && (await deps.owners.ownerOf(vehicle));
    const papers = await keepPapers(wish);
    const vins = seenVins({ seen, papers });
    const vinPlate = await plateOfVin(vins, vehicle);
    const others = await papersOf(plate, vins, vehicle);
    const findings = check({
      country, plate, now: at, seen, papers,
      ...(vehicle ? { vehicle } : {}),
      ...(owner?.name ? { ownerName: owner.name } : {}),
      ...(vinPlate ? { vinPlate } : {}),
      ...(others ? { papersOf: others } : {}),
      official: await officially(vehicle),
      impossible: await impossibleSightings(wish, at),
      earlierVins: await earlierVins(wish),
    }); // prettier-ignore
    const asker = { personId: by.personId, roles: by.roles, onDuty: true };
    const role = actingRole(vehicle ? viewerOf(asker, vehicle) : 'agent', by.roles);
    const record: VerificationRecord = {
      _id: newId(), key, number: await nextOf(country, at), country, plate, at,
      ...(vehicle ? { vehicleId: vehicle.id, facts: factsFor('agent', vehicle, owner) } : {}),
      ...(owner?.person ? { ownerId: owner.person.id } : {}),
      by: { personId: by.personId, channel: by.channel, ...(role ? { role } : {}) },
      ...(place ? { place } : {}),
      seen, papers,
      photos: await keepAll(key, wish.photos ?? []),
      findings,
      ...verdictOf(findings),
      ...(isToBeTold(findings) ? { tellAt: at } : {}),
    }; // prettier-ignore
    try {
      await verifications.create(record);
      return record;
    } catch (error) {
      const first = isDuplicateKey(error) ? await byKey(key) : undefined;
      if (!first) throw error;
      return first;
    }
  }

  /** Owners read that it took place; what came of it stays with those on duty, but for its verdict. */
  async function noteLook({ by, key }: NewVerification, record: VerificationRecord): Promise<void> {
    const { country, plate, vehicleId, verdict } = record;
    const vehicle = vehicleId ? await deps.vehicles.byPlate(country, plate) : undefined;
    const look = {
      key: `verification:${key}`,
      viewer: 'agent' as const,
      by,
      what: 'verification' as const,
      reason: verdict,
    };
    await deps.lookups.record(vehicle ? { ...look, vehicle, found: true } : { ...look, country, plate, found: false });
  }

  return {
    async verify(wish) {
      await verifications.init();
      const record = (await byKey(wish.key)) ?? (await make(wish));
      if (record.tellAt) deps.news.soon(record._id);
      await noteLook(wish, record);
      return toVerification(record);
    },

    byId: (id) => reader.one(id),

    page({ agent, after, before, ...same }, query) {
      const at = { ...(after ? { $gte: after } : {}), ...(before ? { $lt: before } : {}) };
      return reader.page(
        { ...same, ...(agent ? { 'by.personId': agent } : {}), ...(after || before ? { at } : {}) },
        query,
      );
    },
  };
}
