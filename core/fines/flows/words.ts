import { countries } from '../../countries/index.ts';
import { moment, money, t, type Language, type Param, type Text } from '../../dialog/words.ts';
import { showPlate } from '../../plates/index.ts';
import type { Money } from '../../money.ts';
import { isPayable } from '../fines.service.ts';
import type { Fine } from '../infraction.model.ts';

/** The name of an infraction in the person's language, or in French, the language of the law. */
export const labelOf = ({ type }: Fine, language: Language): string => type.labels[language] ?? type.labels.fr;

export const at = (fine: Pick<Fine, 'country'>, when: Date, style: 'date' | 'time' | 'datetime' = 'date'): Param =>
  moment(when, countries[fine.country].timeZone, style);

/** Where and when it happened; a phone says the day only. */
export const whereOf = (fine: Fine): Text =>
  t('fines:detail.where', { place: fine.place.text, at: at(fine, fine.at, 'datetime'), day: at(fine, fine.at) });

/** One line of a list: what, and how much is left. */
export const itemOf = (fine: Fine, language: Language): Text =>
  t('fines:list.item', { what: labelOf(fine, language), amount: money(fine.remaining), date: at(fine, fine.at) });

/** Those that can be paid together: of the currency of the first one on which something is left to pay. */
export function ofOneCurrency(fines: readonly Fine[]): Fine[] {
  const first = fines.find(isPayable) ?? fines[0];
  return fines.filter(({ due: { currency } }) => currency === first?.due.currency);
}

/** Of fines of one currency. */
export function totalOf(fines: readonly Fine[]): Money {
  const currency = fines[0]?.due.currency ?? 'CDF';
  return { amount: fines.reduce((sum, { remaining }) => sum + remaining.amount, 0), currency };
}

/** What is left to pay of these fines. */
export const due = (fines: readonly Fine[]): Money => totalOf(fines.filter(isPayable));

export const plateParam = (plate: string): string => showPlate(plate);

/** How a fine stands, in one line: paid, partly, not at all, or nothing to pay. */
export function standing(fine: Fine): Text {
  const about = { reference: fine.reference, plate: plateParam(fine.plate), due: money(fine.due) };
  if (fine.remaining.amount <= 0) return t('fines:standing.paid', about);
  if (!isPayable(fine)) return t('fines:standing.closed', about);
  const left = { ...about, remaining: money(fine.remaining) };
  return t(fine.paidAmount > 0 ? 'fines:standing.partly' : 'fines:standing.unpaid', left);
}
