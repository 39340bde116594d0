import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { countries } from '../../countries/index.ts';
import { moment, t, type Words } from '../../dialog/words.ts';
import { shortHash } from '../../hash.ts';
import type { IdentityService, Person, Role } from '../../identity/index.ts';
import type { Log } from '../../log.ts';
import { createNewsOfRecords, type NotificationService, type WaitingNews } from '../../notifications/index.ts';
import { showPlate } from '../../plates/index.ts';
import { addressed, languageOf } from '../owner-addresses.ts';
import type { VehicleOwners } from '../vehicle-owners.ts';
import { toVehicle, vehicleModel, type VehicleRecord } from '../vehicle.model.ts';
import { verificationModel, type VerificationRecord } from './verification.model.ts';
import type { Finding } from './verification.types.ts';

/** Tells what verifications have found. */
export type VerificationNews = WaitingNews;

export interface VerificationNewsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly people: Pick<IdentityService, 'list'>;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  /** Lets the owner of a stolen vehicle know. Must be idempotent. */
  readonly thefts: { seenWhileStolen(vehicleId: string, sighting: { readonly place?: string }): Promise<void> };
  readonly notifications: Pick<NotificationService, 'notify'>;
}

const administrators: readonly Role[] = ['super_admin', 'admin', 'operations'];
const mostAdministrators = 50;

const isStolen = ({ reason }: Finding): boolean => reason === 'stolen.yes';
const isUsurped = ({ check, outcome }: Finding): boolean => check === 'usurpation' && outcome === 'fail';

/** Of all that can be found, the theft and the second vehicle cannot wait until the owner looks for himself. */
export const isToBeTold = (findings: readonly Finding[]): boolean =>
  findings.some((finding) => isStolen(finding) || isUsurped(finding));

/**
 * B5: where a stolen vehicle was seen the owner and the administrators hear at once; of a second vehicle with their plate
 * its owner. The same place on the same day is told once.
 */
export function createVerificationNews(deps: VerificationNewsDeps): VerificationNews {
  const { notifications } = deps;
  const vehicles = vehicleModel(deps.connection);

  const factsOf = ({ country, plate, at, number, place }: VerificationRecord) => ({
    plate: showPlate(plate),
    at: moment(at, countries[country].timeZone, 'datetime'),
    number,
    place: place?.text ?? t('verification:told.placeUnknown'),
  });
  const keyOf = (what: string, { vehicleId, at, place }: VerificationRecord): string =>
    `verification:${what}:${vehicleId}:${at.toISOString().slice(0, 10)}:${shortHash(JSON.stringify(place ?? {}))}`;

  async function administratorsOf({ country }: VerificationRecord): Promise<Person[]> {
    const page = { offset: 0, limit: mostAdministrators };
    const found = await Promise.all(
      administrators.map(async (role) => (await deps.people.list({ filter: { role, country }, page })).items),
    );
    return [...new Map(found.flat().map((person) => [person.id, person])).values()];
  }

  async function tellStolen(record: VerificationRecord): Promise<void> {
    const { vehicleId, place, country } = record;
    if (!vehicleId) return;
    await deps.thefts.seenWhileStolen(vehicleId, place?.text ? { place: place.text } : {});
    const body: Words[] = [t('verification:told.stolen', factsOf(record))];
    for (const { id, language } of await administratorsOf(record))
      await notifications.notify({
        key: `${keyOf('stolen', record)}:${id}`,
        to: { personId: id },
        body,
        language,
        country,
        essential: true,
      });
  }

  async function tellUsurped(record: VerificationRecord): Promise<void> {
    const vehicle = await vehicles.findById(record.vehicleId).lean<VehicleRecord>();
    const owner = vehicle && (await deps.owners.ownerOf(toVehicle(vehicle)));
    if (!owner) return;
    const body: Words[] = [t('verification:told.usurped', factsOf(record)), t('verification:told.notYou')];
    const language = languageOf(owner.person);
    for (const { by: _by, ...where } of addressed(owner, keyOf('usurped', record)))
      await notifications.notify({ ...where, body, language, country: record.country, essential: true });
  }

  return createNewsOfRecords<VerificationRecord>({
    ...deps,
    records: verificationModel(deps.connection),
    later: 'what a verification found is told later',
    async tell(record) {
      if (record.findings.some(isStolen)) await tellStolen(record);
      if (record.findings.some(isUsurped)) await tellUsurped(record);
    },
  });
}
