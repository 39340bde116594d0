import type { ReportRecord } from './report.model.ts';
import { activeStates } from './report.states.ts';
import { foundWords } from './search/index.ts';

/**
 * Takes from a report what whoever told it has written, and where it was, once they are forgotten and nobody has to go
 * there any more. The neighbourhood stays, for the figures. Nothing while it is active.
 */
export function blanked({ state, category, commune }: ReportRecord) {
  if (activeStates.includes(state)) return undefined;
  const found = foundWords({ category, words: '', ...(commune !== undefined && { commune }) });
  return {
    $set: { words: '', found },
    $unset: { street: 1, landmark: 1, location: 1, shown: 1 },
  } as const;
}

/** The same for one that was active when whoever told it was forgotten, and has been closed since. */
export const leftToBlank = (report: ReportRecord): ReturnType<typeof blanked> =>
  report.reporterId === '' && (report.words !== '' || report.location || report.street || report.landmark)
    ? blanked(report)
    : undefined;
