import type { Connection } from 'mongoose';

import type { Clock } from '../clock.ts';
import { countryCodes } from '../dialog/types.ts';
import { money, t, type Language, type Words } from '../dialog/words.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Log } from '../log.ts';
import type { NotificationService } from '../notifications/index.ts';
import { createUnderWay } from '../under-way.ts';
import { addressed, isReachable, languageOf } from '../vehicles/index.ts';
import type { Vehicle, VehicleOwner, VehicleOwners, VehicleService } from '../vehicles/index.ts';
import type { FinePapers } from './fine-papers.ts';
import { at, labelOf, plateParam } from './flows/words.ts';
import { isContested } from './contestations/rules.ts';
import { infractionModel, toFine, type Fine, type InfractionRecord } from './infraction.model.ts';
import { payableStates } from './infraction.states.ts';
import { createOwnerOf } from './fine-owner.ts';
import { endOfDayAfter, termsOf } from './terms.ts';

export interface OwnerNoticesDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly vehicles: Pick<VehicleService, 'byPlate'>;
  readonly owners: VehicleOwners;
  readonly people: Pick<IdentityService, 'byId' | 'byPhone'>;
  readonly notifications: Pick<NotificationService, 'notify'>;
  /** For chats and e-mail; an SMS says what to dial instead. */
  readonly papers: FinePapers;
  /** `*384*123#`. */
  readonly ussdCode: string;
}

export interface OwnerNotices {
  /** Tells the owner in the background; what fails is taken up by the job. */
  soon(fineId: string): void;
  /** Tells the owner of one fine all that is to be told now. Idempotent. */
  tell(fineId: string): Promise<void>;
  /** Tells what is due; returns how many fines were looked at. */
  tellDue(): Promise<number>;
  /** Fines that wait on the plate of this vehicle, or on another of the same owner, are due now. */
  ownerKnown(vehicle: Vehicle): Promise<void>;
  /** Sends a fine to the driver's phone by SMS, once. False when the phone is not known. */
  tellDriver(fine: Fine): Promise<boolean>;
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>;
}

const perRun = 200;
const firstWaitMs = 60_000;
const longestWaitMs = 3_600_000;

const lateMs = 24 * 3_600_000;
/** Nobody could know of it; of a contested fine the time to pay begins anew once that is over. */
const isLate = (fine: Fine, now: Date): boolean =>
  now.getTime() - fine.createdAt.getTime() > lateMs &&
  (fine.state === 'recorded' || fine.state === 'validated') &&
  !isContested(fine);

type Kind = 'fine' | 'voided';
/** Whoever stands at the roadside hears at once; what comes later does not come at night. */
type When = 'at once' | 'by day';

/** C3: the owner is told of a fine on every address that is known; where nobody is known the fine waits on its plate. */
export function createOwnerNotices(deps: OwnerNoticesDeps): OwnerNotices {
  const { clock, log, notifications } = deps;
  const infractions = infractionModel(deps.connection);
  const ownerOf = createOwnerOf(deps);
  const work = createUnderWay();

  const read = async (id: string): Promise<Fine | undefined> => {
    const found = await infractions.findById(id).lean<InfractionRecord>();
    return found ? toFine(found) : undefined;
  };

  const bodyOf = (fine: Fine, kind: Kind, language: Language): Words[] => {
    const head = { reference: fine.reference, plate: plateParam(fine.plate) };
    if (kind === 'voided') return [t('roadside:told.voided', head)];
    return [
      t('roadside:told.fine', head),
      t('roadside:told.what', {
        what: labelOf(fine, language),
        place: fine.place.text,
        at: at(fine, fine.at, 'datetime'),
      }),
      t('roadside:told.due', { amount: money(fine.remaining), date: at(fine, fine.deadline) }),
      t('roadside:told.pay', { code: deps.ussdCode, short: fine.shortCode }),
    ];
  };

  async function notifyAll(fine: Fine, kind: Kind, owner: VehicleOwner, when: When): Promise<void> {
    const language = languageOf(owner.person);
    const body = bodyOf(fine, kind, language);
    const { country } = fine;
    for (const { by, ...where } of addressed(owner, `fine:${fine.id}:${kind}`)) {
      const papers = kind === 'voided' || by === 'sms' ? {} : await deps.papers(fine, language, by);
      const wait = when === 'by day' ? { onlyByDay: country } : {};
      await notifications.notify({ ...where, body, language, country, ...papers, ...wait });
    }
  }

  /** Writes a step, unless the fine was decided otherwise meanwhile: then the whole is looked at again. */
  async function step(fine: Fine, set: Record<string, unknown>): Promise<boolean> {
    const { matchedCount } = await infractions.updateOne(
      { _id: fine.id, state: fine.state, 'told.state': fine.told?.state ?? null } as object,
      { $set: set },
    );
    return matchedCount === 1;
  }
  const finish = (fine: Fine): Promise<boolean> => step(fine, { 'told.state': 'done', 'told.doneAt': clock() });

  /** The time to pay begins when somebody can know of it; whoever looks next reads and tells the new deadline. */
  async function beginAnew(fine: Fine, now: Date, known: Record<string, unknown>): Promise<void> {
    const anew = endOfDayAfter(now, termsOf(fine).daysToPay, fine.country);
    const deadline = anew > fine.deadline ? anew : fine.deadline;
    await infractions.updateOne(
      { _id: fine.id, rev: fine.rev, 'told.state': 'due', 'told.begunAt': { $exists: false } },
      { $set: { ...known, deadline, schedule: { nextAt: now, done: [] } }, $inc: { rev: 1 } },
    );
  }

  async function waitForOwner(fine: Fine): Promise<boolean> {
    if (!(await step(fine, { 'told.state': 'waiting' }))) return false;
    // An owner who came between the look and the mark has found nothing to wake, and is found now.
    const owner = await ownerOf(fine);
    if (!isReachable(owner)) return true;
    await infractions.updateOne({ _id: fine.id, 'told.state': 'waiting' }, { $set: { 'told.state': 'due' } });
    return false;
  }

  /** One try; false when the fine has changed meanwhile. */
  async function tellOnce(fine: Fine, when: When): Promise<boolean> {
    const begun = fine.told?.begunAt !== undefined;
    const owner = await ownerOf(fine);
    if (!payableStates.includes(fine.state)) {
      if (begun && fine.state === 'voided' && owner) await notifyAll(fine, 'voided', owner, when);
      return finish(fine);
    }
    if (!isReachable(owner)) return waitForOwner(fine);
    const ownerId = owner.person?.id;
    // Before anything is sent: whoever voids the fine from now on knows that the owner may have heard of it.
    const now = clock();
    const known = { 'told.begunAt': now, ...(ownerId ? { ownerId } : {}) };
    if (!begun && isLate(fine, now)) {
      await beginAnew(fine, now, known);
      return false;
    }
    if (!begun && !(await step(fine, known))) return false;
    await notifyAll(fine, 'fine', owner, when);
    return finish(fine);
  }

  async function tell(fineId: string, when: When): Promise<void> {
    for (;;) {
      const fine = await read(fineId);
      if (fine?.told?.state !== 'due') return;
      if (await tellOnce(fine, when)) return;
    }
  }

  async function tellOrPutOff(fine: Pick<Fine, 'id' | 'told'>, when: When): Promise<void> {
    try {
      await tell(fine.id, when);
    } catch (error) {
      const tries = (fine.told?.tries ?? 0) + 1;
      const waitMs = Math.min(firstWaitMs * 2 ** Math.min(tries, 10), longestWaitMs);
      log.warn({ error, fineId: fine.id, tries }, 'the owner is told later');
      await infractions.updateOne(
        { _id: fine.id, 'told.state': 'due' },
        { $set: { 'told.nextAt': new Date(clock().getTime() + waitMs), 'told.tries': tries } },
      );
    }
  }

  return {
    tell: (fineId) => tell(fineId, 'at once'),

    soon(fineId) {
      void work.track(
        tellOrPutOff({ id: fineId }, 'at once').catch((error: unknown) =>
          log.warn({ error, fineId }, 'the owner is told later'),
        ),
      );
    },

    async tellDue() {
      const due = await infractions
        .find({ 'told.state': 'due', 'told.nextAt': { $lte: clock() } })
        .sort({ 'told.nextAt': 1 })
        .limit(perRun)
        .lean<InfractionRecord[]>();
      for (const record of due) await tellOrPutOff(toFine(record), 'by day');
      return due.length;
    },

    async ownerKnown(vehicle) {
      for (const { plate } of await deps.owners.sameOwner(vehicle)) {
        const waiting = { country: { $in: countryCodes }, plate, 'told.state': 'waiting' as const };
        const found = await infractions.find(waiting, { _id: 1 }).lean<{ _id: string }[]>();
        for (const { _id } of found) {
          await infractions.updateOne(
            { _id, 'told.state': 'waiting' },
            { $set: { 'told.state': 'due', 'told.nextAt': clock(), 'told.tries': 0 } },
          );
          await tell(_id, 'by day');
        }
      }
    },

    async tellDriver(fine) {
      if (!fine.driverPhone) return false;
      const language = languageOf(await deps.people.byPhone(fine.driverPhone));
      const to = { phone: fine.driverPhone };
      const key = `fine:${fine.id}:driver`;
      await notifications.notify({ to, key, body: bodyOf(fine, 'fine', language), language, country: fine.country });
      return true;
    },

    idle: () => work.idle(),
  };
}
