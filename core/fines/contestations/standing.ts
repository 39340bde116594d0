import { money, t, type Text, type Words } from '../../dialog/words.ts';
import { discountInForce, tariffAmount } from '../dues.ts';
import { at } from '../flows/words.ts';
import { isPayable } from '../fines.service.ts';
import type { Contestation, ContestationChange, Fine } from '../infraction.model.ts';

/** A listed reason in the reader's language, or the officer's own words. */
export const reasonOf = ({ reason, words }: Pick<ContestationChange, 'reason' | 'words'>): Words =>
  words ?? (reason === undefined ? '' : t(`opj:reason.${reason}`));

/** The amount that the tariff asks for now, or asked for after a decision: somebody else's may have reduced it once more since. */
export function tariffOf(fine: Fine, decidedAt?: Date) {
  const taken = fine.adjustments.filter(
    ({ kind, at: moment }) => kind === 'reduction' && (!decidedAt || moment <= decidedAt),
  );
  const amount = taken.reduce((sum, one) => sum + one.amount, tariffAmount(fine));
  return money({ amount, currency: fine.due.currency });
}

/** What is to be paid now, until when, and until when less is enough. */
export function toPay(fine: Fine): Text[] {
  if (!isPayable(fine)) return [];
  const discount = discountInForce(fine);
  const { amount, currency } = fine.remaining;
  if (!discount?.until)
    return [t('contestations:toPay', { amount: money(fine.remaining), date: at(fine, fine.deadline) })];
  return [
    t('contestations:toPayEarly', {
      amount: money(fine.remaining),
      early: at(fine, discount.until),
      whole: money({ amount: amount - discount.amount, currency }),
      date: at(fine, fine.deadline),
    }),
  ];
}

/** Photos of the opening and those that came later. */
export const photosIn = ({ photos, later = [] }: Contestation): string[] => [
  ...photos,
  ...later.flatMap(({ photo }) => photo ?? []),
];

/** What the author has written, then and later. */
export const wordsIn = ({ text, later = [] }: Contestation): string[] => [
  ...(text === undefined ? [] : [text]),
  ...later.flatMap((more) => more.text ?? []),
];

/** All that both sides have said and shown. */
export const evidenceOf = ({ proofs = [] }: Pick<Fine, 'proofs'>, one: Contestation) => ({
  words: wordsIn(one),
  photos: photosIn(one),
  proofs: proofs.map(({ fileId }) => fileId),
});

/** What had been paid when a decision was made: what goes back for it is taken off after it. */
export const paidBefore = ({ payments }: Fine, decidedAt: Date): number =>
  payments
    .filter(({ at: moment, refundOf }) => (refundOf === undefined ? moment <= decidedAt : moment < decidedAt))
    .reduce((sum, { amount }) => sum + amount, 0);
