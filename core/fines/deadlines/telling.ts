import type { Model, mongo } from 'mongoose';

import type { Clock } from '../../clock.ts';
import type { IdentityService } from '../../identity/index.ts';
import type { Log } from '../../log.ts';
import type { Notice, NotificationService } from '../../notifications/index.ts';
import { addressed, byPhone, isReachable, languageOf } from '../../vehicles/index.ts';
import { isContested } from '../contestations/rules.ts';
import { isPayable } from '../fines.service.ts';
import { toFine, type Fine, type InfractionRecord, type PendingNews } from '../infraction.model.ts';
import { createOwnerOf, type OwnerOfDeps } from '../fine-owner.ts';
import { dismissedStep, tidingsOf } from './tidings.ts';

export interface TellingDeps extends OwnerOfDeps {
  readonly infractions: Model<InfractionRecord>;
  readonly clock: Clock;
  readonly log: Log;
  readonly people: Pick<IdentityService, 'byId' | 'byPhone'>;
  readonly notifications: Pick<NotificationService, 'notifyMany'>;
  /** `*384*123#`. */
  readonly ussdCode: string;
}

export interface Telling {
  /** What these fines have to tell. */
  tell(fineIds: readonly string[]): Promise<number>;
  /** What a crash or a fault has left untold. */
  tellLate(): Promise<number>;
}

const perRun = 500;
const putOffMs = 10 * 60_000;

/** Whether somebody still wants to know: not of a fine that is paid or contested by now, or closed without being told so. */
const isWorthTelling = (fine: Fine, { until, steps }: PendingNews, now: Date): boolean =>
  steps.includes(dismissedStep)
    ? fine.state === dismissedStep
    : isPayable(fine) && !isContested(fine) && (until === undefined || until > now);

/**
 * Tells owners what time did to their fines; a driver whose phone is known where there is no owner. The news stands in the
 * fine until the outbox has it, under keys of its own, so that a crash neither loses nor repeats it.
 */
export function createTelling(deps: TellingDeps): Telling {
  const { infractions, clock, log, notifications, people, ussdCode } = deps;
  const ownerOf = createOwnerOf(deps);

  async function noticesOf(fine: Fine): Promise<Notice[]> {
    const now = clock();
    const worth = (fine.news ?? []).filter((news) => isWorthTelling(fine, news, now));
    if (worth.length === 0) return [];
    const owner = await ownerOf(fine);
    const driver = !isReachable(owner) && fine.driverPhone ? await people.byPhone(fine.driverPhone) : undefined;
    const language = languageOf(owner?.person ?? driver);
    const { country } = fine;
    return worth.flatMap((news) => {
      const what = `fine:${fine.id}:${news.key}`;
      const body = tidingsOf(fine, news, { ussdCode, now });
      const where = isReachable(owner)
        ? addressed(owner, what)
        : fine.driverPhone
          ? [byPhone(fine.driverPhone, what)]
          : [];
      return where.map(({ to, key }) => ({ to, key, body, language, country, onlyByDay: country }));
    });
  }

  /** One fine that cannot be told does not hold back the others. */
  async function noticesOrPutOff(fine: Fine): Promise<Notice[] | undefined> {
    try {
      return await noticesOf(fine);
    } catch (error) {
      log.warn({ error, fineId: fine.id }, 'what time did to a fine is told later');
      const later = new Date(clock().getTime() + putOffMs);
      await infractions.updateOne(
        { _id: fine.id, 'news.0': { $exists: true } },
        { $set: { 'news.$[].tellAt': later } },
      );
      return undefined;
    }
  }

  async function tellAll(fines: readonly Fine[]): Promise<number> {
    const notices = await Promise.all(fines.map(noticesOrPutOff));
    const told = fines.filter((_fine, index) => notices[index] !== undefined);
    await notifications.notifyMany(notices.flatMap((each) => each ?? []));
    const taken = told.map(({ id, news = [] }) => ({
      updateOne: { filter: { _id: id }, update: { $pull: { news: { key: { $in: news.map(({ key }) => key) } } } } },
    }));
    if (taken.length > 0)
      await infractions.collection.bulkWrite(taken as unknown as mongo.AnyBulkWriteOperation[], { ordered: false });
    return told.length;
  }

  return {
    async tell(fineIds) {
      if (fineIds.length === 0) return 0;
      const found = await infractions
        .find({ _id: { $in: fineIds }, 'news.0': { $exists: true } })
        .lean<InfractionRecord[]>();
      return tellAll(found.map(toFine));
    },

    async tellLate() {
      let told = 0;
      for (;;) {
        const found = await infractions
          .find({ 'news.tellAt': { $lte: clock() } })
          .sort({ 'news.tellAt': 1 })
          .limit(perRun)
          .lean<InfractionRecord[]>();
        if (found.length === 0) return told;
        told += await tellAll(found.map(toFine));
      }
    },
  };
}
