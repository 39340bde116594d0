import { defineFlow, type Outcome, type Turn } from '../../dialog/types.ts';
import {
  eventsPerPage, historyView, photosPerPage, photosView, reportIn, reportView, type Data, type SeeReportDeps,
} from './see-report.views.ts'; // prettier-ignore

export type { SeeReportDeps } from './see-report.views.ts';

type ScreenId = 'report' | 'history' | 'photos';
type Step = Turn<Data, SeeReportDeps>;
type Next = Outcome<ScreenId, Data>;

/** Dialogs of their own; each comes back to the report. */
const elsewhere: Readonly<Record<string, string>> = {
  talk: 'talk-about-report',
  flag: 'flag-report',
  work: 'work-on-reports',
  moderate: 'moderate-reports',
};
/** What begins with a question. */
const questions: Readonly<Record<string, string>> = { reopen: 'words', addPhoto: 'photo' };

async function choose(turn: Step, value: string): Promise<Next> {
  const { reportId } = turn.data;
  if (value === 'history' || value === 'photos') return { go: value, set: { offset: 0 } };
  if (value === 'original') {
    const original = (await reportIn(turn))?.duplicateOf;
    return original === undefined ? { go: 'report' } : { run: 'see-report', with: { reportId: original }, then: 'report' };
  }
  const run = elsewhere[value];
  if (run !== undefined) return { run, with: { reportId }, then: 'report' };
  const at = questions[value];
  return { run: 'support-report', with: { reportId, act: value }, ...(at !== undefined && { at }), then: 'report' };
} // prettier-ignore

const paged =
  (screen: ScreenId, perPage: (turn: Step) => number) =>
  (turn: Step, value: string): Next =>
    value === 'more'
      ? { go: screen, set: { offset: (turn.data.offset ?? 0) + perPage(turn) } }
      : { go: 'report', set: { offset: 0 } };

/** A number that was typed alone. */
async function byNumber(typed: string, { reports }: SeeReportDeps): Promise<Partial<Data> | undefined> {
  const report = await reports.byNumber(typed);
  return report && { reportId: report.id };
}

/** F4, F6: one report: what it is, where it stands, what happened, and what can be done. */
export const seeReport = defineFlow<ScreenId, Data, SeeReportDeps>({
  id: 'see-report',
  version: 1,
  start: 'report',
  shortcuts: [{ text: byNumber }],
  screens: {
    report: { show: reportView, on: { choice: choose, returned: () => ({ go: 'report' }) } },
    history: { show: historyView, on: { choice: paged('history', eventsPerPage) } },
    photos: { show: photosView, on: { choice: paged('photos', () => photosPerPage) } },
  },
});
