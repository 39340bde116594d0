import { countries } from '../../countries/index.ts';
import { moment, t, type Words } from '../../dialog/words.ts';
import type { Notice, NotificationService } from '../../notifications/index.ts';
import { showPlate } from '../../plates/index.ts';
import { addressed } from '../owner-addresses.ts';
import type { TheftChange } from '../theft-history.ts';
import type { VehicleOwner, VehicleOwners } from '../vehicle-owners.ts';
import { toVehicle, type VehicleRecord } from '../vehicle.model.ts';

export interface TheftNoticesDeps {
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly notifications: Pick<NotificationService, 'notifyMany'>;
  /** `*384*123#`. */
  readonly ussdCode: string;
}

/** A person is told where they read first; of whoever is known by a phone and an address nobody knows which they read. */
const whereTo = (owner: VehicleOwner, key: string): Pick<Notice, 'to' | 'key'>[] =>
  owner.person
    ? [{ to: { personId: owner.person.id }, key }]
    : addressed(owner, key).map(({ by: _by, ...where }) => where);

/** What the owner hears of their vehicle: that it is marked as stolen, no longer so, or was seen on the road. */
export function createTheftNotices({ owners, notifications, ussdCode }: TheftNoticesDeps) {
  const isNews = ({ theftNews }: VehicleRecord, at: Date): boolean => theftNews !== undefined && at >= theftNews;

  function newsOf(record: VehicleRecord): { key: string; body: Words[] }[] {
    const { _id, country, plate, thefts = [], seenStolen } = record;
    const zone = countries[country].timeZone;
    const facts = (at: Date) => ({ plate: showPlate(plate), at: moment(at, zone, 'datetime'), code: ussdCode });
    const key = (what: string, at: Date): string => `theft:${_id}:${what}:${at.getTime()}`;
    const changes = thefts
      .filter(({ at }) => isNews(record, at))
      .map(({ stolen, at, as }: TheftChange) => ({
        key: key(stolen ? 'stolen' : 'found', at),
        body: [t(`ownership:theft.told.${stolen ? 'stolen' : 'found'}.${as}`, facts(at))],
      }));
    if (!seenStolen || !isNews(record, seenStolen.at)) return changes;
    const { at, place } = seenStolen;
    const seen = place
      ? t('ownership:theft.told.seenAt', { ...facts(at), place })
      : t('ownership:theft.told.seen', facts(at));
    return [...changes, { key: key(place ? 'seenAt' : 'seen', at), body: [seen, t('ownership:theft.told.police')] }];
  }

  return {
    async tell(record: VehicleRecord): Promise<void> {
      const owner = await owners.ownerOf(toVehicle(record));
      if (!owner) return;
      const { country } = record;
      // Of what is the owner's own and gone one wants to hear whatever was stopped.
      await notifications.notifyMany(
        newsOf(record).flatMap((news) =>
          whereTo(owner, news.key).map((to) => ({ ...news, ...to, country, essential: true })),
        ),
      );
    },
  };
}
