import type { Language } from '../../dialog/words.ts';
import { isEmpty } from '../figures-in-words.ts';
import type { Subject } from '../subjects.ts';
import type { Facts } from '../words.ts';
import { createCharts, type Charts, type ChartsDeps } from './kept-pictures.ts';

/** H5: figures on fines as pictures. */
export type StatisticsCharts = Charts<[subject: Subject, facts: Facts, language: Language]>;

export const createStatisticsCharts = (deps: ChartsDeps): StatisticsCharts =>
  createCharts(deps, (subject, facts, language) =>
    isEmpty(subject, facts)
      ? undefined
      : {
          name: subject,
          period: facts.period,
          language,
          facts,
          async toPicture(reader) {
            const { pictureOf } = await import('./pictures.ts');
            return pictureOf(subject, facts, reader);
          },
        },
  );
