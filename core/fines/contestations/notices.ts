import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { money, t, type Words } from '../../dialog/words.ts';
import type { Log } from '../../log.ts';
import { createWaitingNews, dueAt, type NotificationService, type WaitingNews } from '../../notifications/index.ts';
import { plateParam } from '../flows/words.ts';
import { isPayable } from '../fines.service.ts';
import { infractionModel, toFine, type Contestation, type Fine, type InfractionRecord } from '../infraction.model.ts';
import { paidBefore, reasonOf, tariffOf, toPay } from './standing.ts';

/** Tells the authors of the contestations of a fine. */
export type ContestationNotices = WaitingNews;

export interface ContestationNoticesDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly notifications: Pick<NotificationService, 'notify'>;
  /** `*384*123#`. */
  readonly ussdCode: string;
}

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
  const { notifications } = deps;
  const infractions = infractionModel(deps.connection);

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

  return createWaitingNews(
    { ...deps, later: 'the author of a contestation is told later' },
    {
      tell,
      due: (now, most) => dueAt(infractions, 'contestations.tellAt', now, most),
      putOff: (fineId, until) =>
        infractions.updateOne(
          { _id: fineId },
          { $set: { 'contestations.$[due].tellAt': until } },
          { arrayFilters: [{ 'due.tellAt': { $exists: true } }] },
        ),
    },
  );
}
