import { t, type Language, type Speak, type Words } from '../../dialog/words.ts';
import type { Lettering } from '../../documents/index.ts';
import { percent } from '../rank.ts';
import type { Period } from '../period.ts';
import { spanOf } from '../words.ts';
import { usedTones, type Picture, type Section, type Tone } from './picture.ts';

/** Gives words in the reader's language, in letters that can be drawn. */
export type Say = (words: Words) => string;

/** For whom a picture is put together. */
export interface Reader {
  readonly speak: Speak;
  readonly language: Language;
  /** Stands at the foot. */
  readonly today: string;
  readonly lettering: Pick<Lettering, 'toDrawable'>;
}

/** What one chart shows. */
export interface Composition {
  readonly title: Words;
  /** Where it says no more, the period. */
  readonly subtitle?: Words;
  readonly sections: (say: Say) => readonly Section[];
  /** What each colour means, where that is to be told. */
  readonly toneOf?: (tone: Tone) => Words;
}

/** More do not fit on the screen of a phone. */
export const mostBars = 12;

export const line = (text: string, strong = false): Section => ({ kind: 'line', text, strong });
/** "37 %", beside a bar. */
export const shareOf = (part: number, whole: number): Words =>
  t('statistics:chart.share', { rate: percent(part, whole) });

/** The chart as its reader sees it: every picture of figures has the same frame. */
export function composed(
  { title, subtitle, sections: toSections, toneOf }: Composition,
  period: Period,
  { speak, language, today, lettering }: Reader,
): Picture {
  const say: Say = (words) => lettering.toDrawable(speak(words, language));
  const sections = toSections(say);
  return {
    title: say(title),
    subtitle: say(subtitle ?? t('statistics:chart.span', spanOf(period))),
    // Of the colours only those that occur.
    ...(toneOf && { key: usedTones(sections).map((tone) => ({ tone, text: say(toneOf(tone)) })) }),
    sections,
    footer: say(t('statistics:chart.asOf', { date: today })),
  };
}
