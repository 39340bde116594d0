import { money, t, type Words } from '../../dialog/words.ts';
import { increased, increasesInForce } from '../dues.ts';
import type { Fine } from '../infraction.model.ts';
import { noteDiscount } from '../note-lines.ts';
import { at } from './words.ts';

/** What the passing of time has added to a fine, or will when its discount ends. */
export function timeLines(fine: Fine): Words[] {
  const early = noteDiscount(fine);
  const last = increasesInForce(fine).at(-1);
  const more = { ...fine.due, amount: increased(fine) };
  return [
    ...(early ? [t('deadlines:shown.discount', { date: at(fine, early.until), then: money(early.then) })] : []),
    ...(last ? [t('deadlines:shown.increased', { amount: money(more), date: at(fine, last.at) })] : []),
  ];
}
