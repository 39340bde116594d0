import type { Language } from '../../dialog/words.ts';
import type { OfficeFinder } from '../../organisations/index.ts';
import { createCharts, type Charts, type ChartsDeps } from '../../statistics/index.ts';
import type { BranchFigures } from './queue-figures.ts';
import type { QueueSubject } from './subjects.ts';

/** Figures of a branch as pictures, in the manner of those on fines. */
export type QueueCharts = Charts<[subject: QueueSubject, figures: BranchFigures, language: Language]>;

export const createQueueCharts = ({
  offices,
  ...deps
}: ChartsDeps & { readonly offices: Pick<OfficeFinder, 'branch'> }): QueueCharts =>
  createCharts(deps, async (subject, figures, language) => {
    if (figures.total.tickets === 0) return undefined;
    const branch = (await offices.branch(figures.branchId))?.name ?? '';
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
  });
