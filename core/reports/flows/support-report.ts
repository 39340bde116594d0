import { defineFlow, type Looking, type Outcome, type Turn, type View } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { categoryOf } from '../categories.ts';
import { longestComment } from '../limits.ts';
import { triedReport } from '../refusals.ts';
import type { ReportService } from '../types.ts';
import { isUsed, type DoorPhotos } from './door-photos.ts';
import { citizenOf } from './report-lines.ts';

type Act = 'vote' | 'unvote' | 'follow' | 'unfollow' | 'confirm' | 'reopen' | 'addPhoto';

interface Data {
  readonly reportId: string;
  readonly act: Act;
}

export interface SupportReportDeps {
  readonly reports: Pick<ReportService, 'get' | 'vote' | 'follow' | 'confirm' | 'reopen' | 'addPhoto'>;
  readonly files: DoorPhotos;
}

type ScreenId = 'sure' | 'words' | 'photo';
type Step = Turn<Data, SupportReportDeps>;
type Next = Outcome<ScreenId, Data>;

/** Does it, and goes back with what came of it or why not. */
async function done(act: Act, work: () => Promise<unknown>): Promise<Next> {
  const outcome = await triedReport(work);
  return { done: act, notice: 'refused' in outcome ? outcome.refused : t(`report-search:done.${act}`) };
}

const common = ({ data, caller, turnId }: Step) => ({
  key: turnId,
  reportId: data.reportId ?? '',
  actor: citizenOf(caller),
});

function act(turn: Step): Promise<Next> {
  const { reports } = turn.deps;
  const { key, ...who } = common(turn);
  const { act: wished = 'follow' } = turn.data;
  switch (wished) {
    case 'vote':
    case 'unvote':
      return done(wished, () => reports.vote({ ...who, on: wished === 'vote' }));
    case 'confirm':
      return done(wished, () => reports.confirm({ key, ...who }));
    case 'unfollow':
      return done(wished, () => reports.follow({ ...who, on: false }));
    default:
      return done('follow', () => reports.follow({ ...who, on: true }));
  }
}

function reopen(turn: Step, words?: string): Next | Promise<Next> {
  if ([...(words ?? '')].length > longestComment)
    return { retry: t('report-search:tooLong', { most: longestComment }) };
  return done('reopen', () => turn.deps.reports.reopen({ ...common(turn), ...(words !== undefined && { words }) }));
}

/** Everybody sees it at once, or once a moderator has looked at it. */
async function addPhoto(turn: Step, { fileId }: { readonly fileId: string }): Promise<Next> {
  await isUsed(turn, fileId);
  const tried = await triedReport(() => turn.deps.reports.addPhoto({ ...common(turn), fileId }));
  if ('refused' in tried) return { done: 'addPhoto', notice: tried.refused };
  const isChecked = tried.done.photos.at(-1)?.state === 'waiting';
  return { done: 'addPhoto', notice: t(`report-search:done.${isChecked ? 'addPhotoChecked' : 'addPhoto'}`) };
}

async function photoView({ data, deps }: Looking<Data, SupportReportDeps>): Promise<View> {
  const report = await deps.reports.get(data.reportId ?? '');
  const isChecked = report !== undefined && categoryOf(report.category).photos === 'checked';
  return {
    text: t(`report-search:photos.${isChecked ? 'askChecked' : 'ask'}`),
    options: [{ value: 'back', label: t('report-search:see.back') }],
    hints: { photo: t('report-search:photos.send') },
  };
}

/** F4: what people do with a report that anybody may see; whoever does it has agreed to be known. */
export const supportReport = defineFlow<ScreenId, Data, SupportReportDeps>({
  id: 'support-report',
  version: 1,
  start: 'sure',
  requires: ['consent'],
  screens: {
    // Chosen on the report already: nobody is asked twice.
    sure: {
      show: ({ data }) => ({
        text: t('report-search:sure'),
        options: [{ value: 'yes', label: t(`report-search:see.${data.act ?? 'follow'}`) }],
      }),
      on: { opened: act, choice: act },
    },
    words: {
      show: () => ({
        text: t('report-search:reopen.ask'),
        options: [{ value: 'skip', label: t('report-search:reopen.skip') }],
      }),
      on: { text: (turn, words) => reopen(turn, words), choice: (turn) => reopen(turn) },
    },
    photo: {
      show: photoView,
      on: { photo: addPhoto, choice: () => ({ done: 'back' }) },
    },
  },
});
