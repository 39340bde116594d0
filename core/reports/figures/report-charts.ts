import type { Language } from '../../dialog/words.ts';
import { createCharts, type Charts, type ChartsDeps } from '../../statistics/index.ts';
import type { ReportFigures } from './report-figures.ts';
import type { ReportSubject } from './subjects.ts';

/** Figures on reports as pictures, in the manner of those on fines. */
export type ReportCharts = Charts<[subject: ReportSubject, figures: ReportFigures, language: Language]>;

export const createReportCharts = (deps: ChartsDeps): ReportCharts =>
  createCharts(deps, (subject, figures, language) =>
    figures.total.told === 0
      ? undefined
      : {
          name: `signalements-${subject}`,
          period: figures.period,
          language,
          facts: figures,
          async toPicture(reader) {
            const { pictureOf } = await import('./pictures.ts');
            return pictureOf(subject, figures, reader);
          },
        },
  );
