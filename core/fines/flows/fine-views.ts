import type { View } from '../../dialog/types.ts';
import { money, t, type Language, type Text, type Words } from '../../dialog/words.ts';
import { contestLine, contestWay } from '../contestations/flows/facts.ts';
import { awaitedUntil, isPayable } from '../fines.service.ts';
import type { Fine } from '../infraction.model.ts';
import { timeLines } from './time-lines.ts';
import { at, due, labelOf, plateParam, whereOf } from './words.ts';

/** "amende CD-2026-0001234, plaque 1234AB/01" */
export const whatOf = (found: readonly Fine[]): Text =>
  found.length === 1
    ? t('fines:payable.one', { reference: found[0]?.reference ?? '', plate: plateParam(found[0]?.plate ?? '') })
    : t('fines:payable.several', { count: found.length, plate: plateParam(found[0]?.plate ?? '') });

/** One fine, all that a person may want to know of it. */
export function detail(fine: Fine, { language, now }: { language: Language; now: Date }): View {
  const plate = plateParam(fine.plate);
  const facts: Words[] = [
    t('fines:detail.head', { reference: fine.reference, plate }),
    labelOf(fine, language),
    whereOf(fine),
  ];
  const papers = [
    ...(fine.payments.length > 0 ? [{ value: 'receipts', label: t('fines:detail.receipts') }] : []),
    { value: 'note', label: t('fines:detail.note') },
    ...contestWay(fine, now),
  ];
  if (fine.state === 'voided') return { text: [...facts, t('roadside:voidedFine')], options: papers };
  if (fine.state === 'dismissed') return { text: [...facts, t('fines:detail.dismissed')], options: papers };
  if (!isPayable(fine))
    return { text: [...facts, t('fines:detail.paid', { amount: money(fine.due) })], options: papers };
  const awaited = awaitedUntil(fine, now);
  return {
    text: [
      ...facts,
      fine.paidAmount > 0
        ? t('fines:detail.partlyPaid', { due: money(fine.due), remaining: money(fine.remaining) })
        : t('fines:detail.due', { amount: money(fine.due) }),
      ...timeLines(fine),
      t(fine.deadline < now ? 'fines:detail.late' : 'fines:detail.deadline', { date: at(fine, fine.deadline) }),
      ...contestLine(fine),
      ...(awaited ? [t('fines:detail.awaited', { until: at(fine, awaited, 'time') })] : []),
    ],
    options: [
      { value: 'all', label: t('fines:pay.all', { amount: money(fine.remaining) }) },
      { value: 'part', label: t('fines:pay.part') },
      ...papers,
    ],
  };
}

export const several = (found: readonly Fine[]): View => ({
  text: t('fines:detail.several', {
    count: found.length,
    plate: plateParam(found[0]?.plate ?? ''),
    amount: money(due(found)),
  }),
  options: [
    { value: 'all', label: t('fines:pay.all', { amount: money(due(found)) }) },
    { value: 'part', label: t('fines:pay.part') },
    { value: 'note', label: t('fines:detail.notes') },
  ],
});
