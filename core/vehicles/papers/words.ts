import { countries } from '../../countries/index.ts';
import { moment, t, type Param, type Text, type Words } from '../../dialog/words.ts';
import { showPlate } from '../../plates/index.ts';
import type { PaperKind } from './paper.kinds.ts';
import { lastDayOf, type Paper } from './paper.model.ts';

export const kindText = (kind: PaperKind): Text => t(`papers:kind.${kind}`);
export const plateOf = ({ plate }: Pick<Paper, 'plate'>): string => showPlate(plate);
export const dayIn = ({ country }: Pick<Paper, 'country'>, day: Date): Param =>
  moment(day, countries[country].timeZone);

/** A listed reason in the reader's language, or the administrator's own words. */
export function reasonOf({ history }: Pick<Paper, 'history'>): Words | undefined {
  const { words, reason } = history.findLast(({ to }) => to === 'rejected') ?? {};
  return words ?? (reason === undefined ? undefined : t(`papers:reason.${reason}`));
}

/** "Assurance : validé, jusqu'au 12/03/2027". */
export function paperLine(paper: Paper): Text {
  const day = lastDayOf(paper);
  const kind = kindText(paper.kind);
  const noPhoto = paper.state === 'pending' && paper.photoId === undefined;
  const state = t(`papers:state.${noPhoto ? 'noPhoto' : paper.state}`);
  return day ? t('papers:line.until', { kind, state, date: dayIn(paper, day) }) : t('papers:line.plain', { kind, state });
} // prettier-ignore
