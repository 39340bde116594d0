import type { Attachment } from '../../dialog/types.ts';
import type { Language } from '../../dialog/words.ts';
import { isEmpty } from '../figures-in-words.ts';
import type { Subject } from '../subjects.ts';
import type { Facts } from '../words.ts';
import { createKeptPictures, type Chart } from './kept-pictures.ts';

export interface StatisticsCharts {
  /** A PNG, 1080 pixels wide; undefined where there is nothing to draw. */
  draw(subject: Subject, facts: Facts, language: Language): Promise<Buffer | undefined>;
  /** The same as a kept file, to be sent in a chat; the same figures give the same file all day. */
  keep(subject: Subject, facts: Facts, language: Language): Promise<Attachment | undefined>;
}

/** H5: figures on fines as pictures. */
export function createStatisticsCharts(deps: Parameters<typeof createKeptPictures>[0]): StatisticsCharts {
  const pictures = createKeptPictures(deps);
  const chartOf = (subject: Subject, facts: Facts, language: Language): Chart => ({
    name: subject,
    period: facts.period,
    language,
    facts,
    async toPicture(reader) {
      const { pictureOf } = await import('./pictures.ts');
      return pictureOf(subject, facts, reader);
    },
  });

  return {
    async draw(subject, facts, language) {
      return isEmpty(subject, facts) ? undefined : pictures.draw(chartOf(subject, facts, language));
    },
    async keep(subject, facts, language) {
      return isEmpty(subject, facts) ? undefined : pictures.keep(chartOf(subject, facts, language));
    },
  };
}
