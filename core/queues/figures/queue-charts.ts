import type { Attachment } from '../../dialog/types.ts';
import type { Language } from '../../dialog/words.ts';
import type { OfficeFinder } from '../../organisations/index.ts';
import { createKeptPictures, type Chart } from '../../statistics/index.ts';
import type { BranchFigures } from './queue-figures.ts';
import type { QueueSubject } from './subjects.ts';

export interface QueueCharts {
  /** A PNG, 1080 pixels wide; undefined where there is nothing to draw. */
  draw(subject: QueueSubject, figures: BranchFigures, language: Language): Promise<Buffer | undefined>;
  /** The same as a kept file, to be sent in a chat. */
  keep(subject: QueueSubject, figures: BranchFigures, language: Language): Promise<Attachment | undefined>;
}

/** Figures of a branch as pictures, in the manner of those on fines. */
export function createQueueCharts(
  deps: Parameters<typeof createKeptPictures>[0] & { readonly offices: Pick<OfficeFinder, 'branch'> },
): QueueCharts {
  const pictures = createKeptPictures(deps);

  async function chartOf(
    subject: QueueSubject,
    figures: BranchFigures,
    language: Language,
  ): Promise<Chart | undefined> {
    if (figures.total.tickets === 0) return undefined;
    const branch = (await deps.offices.branch(figures.branchId))?.name ?? '';
    return {
      name: subject,
      period: figures.period,
      language,
      facts: { ...figures, branch },
      async toPicture(reader) {
        const { pictureOf } = await import('./pictures.ts');
        return pictureOf(subject, figures, branch, reader);
      },
    };
  }

  return {
    async draw(...of) {
      const chart = await chartOf(...of);
      return chart && pictures.draw(chart);
    },
    async keep(...of) {
      const chart = await chartOf(...of);
      return chart && pictures.keep(chart);
    },
  };
}
