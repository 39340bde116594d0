import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { countries } from '../../countries/index.ts';
import { moment, t, type Words } from '../../dialog/words.ts';
import type { Log } from '../../log.ts';
import type { Notice, NotificationService } from '../../notifications/index.ts';
import { showPlate } from '../../plates/index.ts';
import { createUnderWay } from '../../under-way.ts';
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

export interface RequestNotices {
  /** Tells whom it concerns in the background; what fails is taken up by the job. */
  soon(requestId: string): void;
  /** Tells what is due; returns how many requests were looked at. */
  tellDue(): Promise<number>;
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>;
}

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

const perRun = 200;
const waitMs = 300_000;

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

const addressOf = ({ personId, phone = '' }: Holder): Notice['to'] => (personId ? { personId } : { phone });

/** B6: those who asked hear the answer, and owners what others ask of their vehicle; each once. */
export function createRequestNotices(deps: RequestNoticesDeps): RequestNotices {
  const { clock, log, notifications } = deps;
  const requests = requestModel(deps.connection);
  const underWay = createUnderWay();

  /** The owner of a vehicle of which somebody else's proposal was accepted. */
  async function ownerOf(request: VehicleRequest): Promise<Holder | undefined> {
    if (request.kind !== 'change' || request.state !== 'accepted') return undefined;
    const vehicle = await deps.vehicleRequests.vehicleOf(request);
    const owner = vehicle && holderOf(await deps.owners.ownerOf(vehicle));
    return owner?.personId === request.personId ? undefined : owner;
  }

  async function tellOf(request: VehicleRequest): Promise<void> {
    const { id, state, country, personId, holder } = request;
    // It answers what the person has asked, or concerns what is theirs, so that STOP does not hold it back.
    const tell = (who: string, to: Notice['to'], body: Words[]): Promise<void> =>
      notifications.notify({ key: `vehicle-request:${id}:${state}:${who}`, to, body, country, essential: true });
    const answer = answerTo(request);
    if (answer.length > 0 && personId !== '') await tell('author', { personId }, answer);
    if (holder) await tell('holder', addressOf(holder), [newsForHolder(request, deps.ussdCode)]);
    const owner = await ownerOf(request);
    if (owner) await tell('owner', addressOf(owner), [t('requests:told.owner.changed', { plate: plateOf(request) })]);
  }

  async function tell(id: string): Promise<void> {
    for (;;) {
      const found = await requests.findById(id).lean<VehicleRequestRecord>();
      if (!found?.tellAt) return;
      await tellOf(toRequest(found));
      // One that was decided meanwhile is still due, and is looked at again.
      const told = await requests.updateOne(
        { _id: id, state: found.state, tellAt: found.tellAt },
        { $unset: { tellAt: 1 } },
      );
      if (told.matchedCount > 0) return;
    }
  }

  async function tellOrPutOff(id: string): Promise<void> {
    try {
      await tell(id);
    } catch (error) {
      log.warn({ error, requestId: id }, 'whoever asked something of a vehicle is told later');
      const later = new Date(clock().getTime() + waitMs);
      await requests.updateOne({ _id: id, tellAt: { $exists: true } }, { $set: { tellAt: later } });
    }
  }

  return {
    soon(requestId) {
      underWay
        .track(tellOrPutOff(requestId))
        .catch((error: unknown) =>
          log.warn({ error, requestId }, 'whoever asked something of a vehicle is told later'),
        );
    },

    async tellDue() {
      const due = await requests
        .find({ tellAt: { $lte: clock() } }, { _id: 1 })
        .sort({ tellAt: 1 })
        .limit(perRun)
        .lean<{ _id: string }[]>();
      for (const { _id } of due) await tellOrPutOff(_id);
      return due.length;
    },

    idle: () => underWay.idle(),
  };
}
