import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { countries } from '../../countries/index.ts';
import { moment, t, type Words } from '../../dialog/words.ts';
import type { Log } from '../../log.ts';
import {
  createNewsOfRecords,
  type Notice,
  type NotificationService,
  type WaitingNews,
} from '../../notifications/index.ts';
import { showPlate } from '../../plates/index.ts';
import type { VehicleOwners } from '../vehicle-owners.ts';
import { holderOf } from './opening.ts';
import {
  requestModel,
  toRequest,
  type Holder,
  type VehicleRequest,
  type VehicleRequestRecord,
} from './request.model.ts';
import type { VehicleRequests } from './requests.service.ts';

/** Tells whom a request concerns. */
export type RequestNotices = WaitingNews;

export interface RequestNoticesDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly vehicleRequests: Pick<VehicleRequests, 'vehicleOf'>;
  readonly notifications: Pick<NotificationService, 'notify'>;
  /** `*384*123#`. */
  readonly ussdCode: string;
}

export const plateOf = ({ plate }: Pick<VehicleRequest, 'plate'>): string => showPlate(plate);
export const dayOf = ({ country }: Pick<VehicleRequest, 'country'>, at: Date) =>
  moment(at, countries[country].timeZone);

/** A listed reason in the reader's language, or the administrator's own words. */
export function reasonOf({ history }: VehicleRequest): Words | undefined {
  const { words, reason } = history.at(-1) ?? {};
  return words ?? (reason === undefined ? undefined : t(`requests:reason.${reason}`));
}

/** What the author hears: the answer, with its reason. */
export function answerTo(request: VehicleRequest): Words[] {
  if (request.state === 'pending' || request.state === 'withdrawn') return [];
  const about = { plate: plateOf(request) };
  const reason = reasonOf(request);
  return [
    request.state === 'accepted'
      ? t(`requests:told.accepted.${request.kind}`, about)
      : t('requests:told.rejected', about),
    ...(reason === undefined ? [] : [t('requests:told.reason', { reason })]),
  ];
}

/** What the owner of the time of a claim hears of it. */
function newsForHolder(request: VehicleRequest, ussdCode: string): Words {
  const about = { plate: plateOf(request) };
  if (request.state === 'pending')
    return t('requests:told.owner.claimed', { ...about, date: dayOf(request, request.decideFrom), code: ussdCode });
  return t(request.state === 'accepted' ? 'requests:told.owner.lost' : 'requests:told.owner.kept', about);
}

function addressOf({ personId, phone = '', email }: Holder): Notice['to'] {
  if (personId) return { personId };
  return email === undefined ? { phone } : { channel: 'email', address: email };
}

/** B6: those who asked hear the answer, and owners what others ask of their vehicle; each once. */
export function createRequestNotices(deps: RequestNoticesDeps): RequestNotices {
  const { notifications } = deps;

  /** The owner of a vehicle of which somebody else's proposal was accepted. */
  async function ownerOf(request: VehicleRequest): Promise<Holder | undefined> {
    if (request.kind !== 'change' || request.state !== 'accepted') return undefined;
    const vehicle = await deps.vehicleRequests.vehicleOf(request);
    const owner = vehicle && holderOf(await deps.owners.ownerOf(vehicle));
    return owner?.personId === request.personId ? undefined : owner;
  }

  async function tellOf(request: VehicleRequest): Promise<void> {
    const { id, state, country, personId, holder, askedAgainAt } = request;
    // It answers what the person has asked, or concerns what is theirs, so that STOP does not hold it back.
    const tell = (who: string, to: Notice['to'], body: Words[]): Promise<void> =>
      notifications.notify({ key: `vehicle-request:${id}:${state}:${who}`, to, body, country, essential: true });
    const answer = answerTo(request);
    if (answer.length > 0 && personId !== '') await tell('author', { personId }, answer);
    // Each owner who is asked in turn hears of it.
    const asked = askedAgainAt ? `holder:${askedAgainAt.getTime()}` : 'holder';
    if (holder) await tell(asked, addressOf(holder), [newsForHolder(request, deps.ussdCode)]);
    const owner = await ownerOf(request);
    if (owner) await tell('owner', addressOf(owner), [t('requests:told.owner.changed', { plate: plateOf(request) })]);
  }

  return createNewsOfRecords<VehicleRequestRecord>({
    ...deps,
    records: requestModel(deps.connection),
    later: 'whoever asked something of a vehicle is told later',
    tell: (record) => tellOf(toRequest(record)),
  });
}
