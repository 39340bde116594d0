import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { money, t, type Words } from '../../dialog/words.ts';
import type { Log } from '../../log.ts';
import type { NotificationService } from '../../notifications/index.ts';
import { createUnderWay } from '../../under-way.ts';
import { plateParam } from '../flows/words.ts';
import { isPayable } from '../fines.service.ts';
import { infractionModel, toFine, type Contestation, type Fine, type InfractionRecord } from '../infraction.model.ts';
import { paidBefore, reasonOf, tariffOf, toPay } from './standing.ts';

export interface ContestationNotices {
  /** Tells the author in the background; what fails is taken up by the job. */
  soon(fineId: string): void;
  /** Tells what is due; returns how many fines were looked at. */
  tellDue(): Promise<number>;
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>;
}

export interface ContestationNoticesDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly notifications: Pick<NotificationService, 'notify'>;
  /** `*384*123#`. */
  readonly ussdCode: string;
}

const perRun = 200;
const waitMs = 300_000;

/** What goes back after this decision. */
function refundOf(fine: Fine, decidedAt: Date): Words[] {
  const paid = paidBefore(fine, decidedAt);
  const amount = fine.state === 'dismissed' ? paid : paid - fine.due.amount;
  return amount > 0 ? [t('contestations:told.refund', { amount: money({ amount, currency: fine.due.currency }) })] : [];
}

/** What its author is to hear of a contestation as it stands; undefined when there is nothing to say. */
export function newsOf(fine: Fine, one: Contestation, ussdCode: string): Words[] | undefined {
  const head = { reference: fine.reference, plate: plateParam(fine.plate) };
  const last = one.history.at(-1);
  const pay = isPayable(fine)
    ? [...toPay(fine), t('roadside:told.pay', { code: ussdCode, short: fine.shortCode })]
    : [];
  if (one.state === 'withdrawn' || !last) return undefined;
  if (one.state === 'open')
    return [t('contestations:told.received', head), t('contestations:evidence.effect'), t('contestations:told.wait')];
  return [
    t(`contestations:told.${one.state}`, { ...head, amount: tariffOf(fine, last.at) }),
    t('contestations:history.reason', { reason: reasonOf(last) }),
    ...refundOf(fine, last.at),
    ...pay,
  ];
}

/** C7: the author of a contestation hears that it came, and what was decided; each once. */
export function createContestationNotices(deps: ContestationNoticesDeps): ContestationNotices {
  const { clock, log, notifications } = deps;
  const infractions = infractionModel(deps.connection);
  const underWay = createUnderWay();

  async function tellOne(fine: Fine, one: Contestation): Promise<void> {
    const body = newsOf(fine, one, deps.ussdCode);
    if (!body || one.personId === '') return;
    const key = `contestation:${one.id}:${one.state === 'open' ? 'received' : 'decision'}`;
    // It answers what the person has asked for, so that STOP does not hold it back.
    await notifications.notify({ key, to: { personId: one.personId }, body, country: fine.country, essential: true });
  }

  async function tell(fineId: string): Promise<void> {
    for (;;) {
      const found = await infractions.findById(fineId).lean<InfractionRecord>();
      const due = found?.contestations.find(({ tellAt }) => tellAt !== undefined);
      if (!found || !due) return;
      await tellOne(toFine(found), due);
      // One that was decided meanwhile is still due, and is looked at again.
      await infractions.updateOne(
        { _id: fineId, contestations: { $elemMatch: { id: due.id, state: due.state } } },
        { $unset: { 'contestations.$.tellAt': 1 } },
      );
    }
  }

  async function tellOrPutOff(fineId: string): Promise<void> {
    try {
      await tell(fineId);
    } catch (error) {
      log.warn({ error, fineId }, 'the author of a contestation is told later');
      await infractions.updateOne(
        { _id: fineId },
        { $set: { 'contestations.$[due].tellAt': new Date(clock().getTime() + waitMs) } },
        { arrayFilters: [{ 'due.tellAt': { $exists: true } }] },
      );
    }
  }

  return {
    soon(fineId) {
      underWay
        .track(tellOrPutOff(fineId))
        .catch((error: unknown) => log.warn({ error, fineId }, 'the author of a contestation is told later'));
    },

    async tellDue() {
      const due = await infractions
        .find({ 'contestations.tellAt': { $lte: clock() } }, { _id: 1 })
        .sort({ 'contestations.tellAt': 1 })
        .limit(perRun)
        .lean<{ _id: string }[]>();
      for (const { _id } of due) await tellOrPutOff(_id);
      return due.length;
    },

    idle: () => underWay.idle(),
  };
}
