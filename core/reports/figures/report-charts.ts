import type { Attachment } from '../../dialog/types.ts';
import type { Language } from '../../dialog/words.ts';
import { createKeptPictures, type Chart } from '../../statistics/index.ts';
import type { ReportFigures } from './report-figures.ts';
import type { ReportSubject } from './subjects.ts';

export interface ReportCharts {
  /** A PNG, 1080 pixels wide; undefined where there is nothing to draw. */
  draw(subject: ReportSubject, figures: ReportFigures, language: Language): Promise<Buffer | undefined>;
  /** The same as a kept file, to be sent in a chat. */
  keep(subject: ReportSubject, figures: ReportFigures, language: Language): Promise<Attachment | undefined>;
}

/** Figures on reports as pictures, in the manner of those on fines. */
export function createReportCharts(deps: Parameters<typeof createKeptPictures>[0]): ReportCharts {
  const pictures = createKeptPictures(deps);
  const chartOf = (subject: ReportSubject, figures: ReportFigures, language: Language): Chart => ({
    name: `signalements-${subject}`,
    period: figures.period,
    language,
    facts: figures,
    async toPicture(reader) {
      const { pictureOf } = await import('./pictures.ts');
      return pictureOf(subject, figures, reader);
    },
  });
  return {
    async draw(...of) {
      return of[1].total.told === 0 ? undefined : pictures.draw(chartOf(...of));
    },
    async keep(...of) {
      return of[1].total.told === 0 ? undefined : pictures.keep(chartOf(...of));
    },
  };
}
