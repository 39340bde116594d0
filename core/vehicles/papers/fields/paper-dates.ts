import type { Page, PageLine, PageWord } from '../reading/page.ts';
import { dateRole, datesIn, type DateRole } from './dates.ts';
import { fieldOf, surest, type ReadField } from './field.ts';

interface DatedWords {
  readonly role: DateRole;
  readonly field: ReadField<Date>;
}

/** The text of a line, and from which character each word runs. */
function spanned({ words }: PageLine): { text: string; spans: { word: PageWord; start: number; end: number }[] } {
  let text = '';
  const spans = words.map((word) => {
    const start = text === '' ? 0 : text.length + 1;
    text = text === '' ? word.text : `${text} ${word.text}`;
    return { word, start, end: text.length };
  });
  return { text, spans };
}

const rowGap = 4;

/** What is printed above these words, in the one or two rows before. */
function above(page: Page, lineAt: number, words: readonly PageWord[]): string {
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last) return '';
  const height = first.box.bottom - first.box.top;
  return page.lines
    .slice(Math.max(0, lineAt - 2), lineAt)
    .flatMap((line) => line.words)
    .filter(
      ({ box }) =>
        box.right > first.box.left - 0.02 &&
        box.left < last.box.right + 0.05 &&
        first.box.top - box.bottom < rowGap * height,
    )
    .map(({ text }) => text)
    .join(' ');
}

const byWords = 1;
const byColumn = 0.9;
const byGuess = 0.45;

function datedWords(page: Page): DatedWords[] {
  return page.lines.flatMap((line, lineAt) => {
    const { text, spans } = spanned(line);
    let from = 0;
    return datesIn(text).map(({ day, start, end, plainness }): DatedWords => {
      const before = text.slice(from, start);
      from = end;
      const words = spans.filter((span) => span.start < end && start < span.end).map(({ word }) => word);
      const behind = dateRole(before);
      const role = behind === 'unknown' ? dateRole(above(page, lineAt, words)) : behind;
      return { role, field: fieldOf(day, words, plainness * (behind === role ? byWords : byColumn)) };
    });
  });
}

export interface PaperDates {
  readonly from?: ReadField<Date>;
  readonly until?: ReadField<Date>;
}

const dayMs = 86_400_000;
const longestYears = 6;

/**
 * From when and until when a paper holds. Where no word says which day is the last, the latest day after `now` is
 * proposed, and not trusted.
 */
export function paperDates(page: Page, now: Date): PaperDates {
  const dated = datedWords(page);
  const of = (role: DateRole): ReadField<Date>[] => dated.filter((one) => one.role === role).map(({ field }) => field);
  const latest = (fields: readonly ReadField<Date>[]): ReadField<Date> | undefined =>
    [...fields].sort((a, b) => b.value.getTime() - a.value.getTime())[0];
  const start = surest(of('from')) ?? surest(of('issued'));
  const horizon = now.getTime() + longestYears * 365 * dayMs;
  const possible = of('unknown').filter(({ value }) => value > now && value.getTime() < horizon);
  const guessed = latest(possible);
  const until = latest(of('until')) ?? (guessed ? { ...guessed, confidence: guessed.confidence * byGuess } : undefined);
  return {
    ...(start && (!until || start.value < until.value) ? { from: start } : {}),
    ...(until ? { until } : {}),
  };
}
