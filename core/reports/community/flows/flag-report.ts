import { shorten } from '../../../dialog/fit.ts';
import { defineFlow, type Looking, type Outcome, type Turn, type View } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { flagReasons, type FlagReason } from '../../flag.model.ts';
import { citizenOf, viewerOf } from '../../flows/report-lines.ts';
import { longestComment } from '../../limits.ts';
import { triedReport } from '../../refusals.ts';
import type { ReportService, ReportTalk, SeenComment } from '../../types.ts';
import { speakerName } from '../speaker-name.ts';
import { gone } from './talk.views.ts';

type ScreenId = 'reason' | 'words';

interface Data {
  readonly reportId: string;
  readonly commentId: string;
  readonly reason: FlagReason;
}

export interface FlagReportDeps {
  readonly reports: Pick<ReportService, 'get'>;
  readonly reportTalk: Pick<ReportTalk, 'oneComment' | 'flag'>;
}

type Look = Looking<Data, FlagReportDeps>;
type Step = Turn<Data, FlagReportDeps>;
type Next = Outcome<ScreenId, Data>;

const longestQuote = 60;

async function commentIn({ data, deps, caller, now }: Look): Promise<SeenComment | undefined> {
  try {
    return await deps.reportTalk.oneComment(data.commentId ?? '', viewerOf(caller, now));
  } catch (error) {
    if (isLisoloError(error, 'not_found')) return undefined;
    throw error;
  }
}

async function reasonView(look: Look): Promise<View> {
  const { data, deps } = look;
  const report = await deps.reports.get(data.reportId ?? '');
  const comment = data.commentId ? await commentIn(look) : undefined;
  if (!report || (data.commentId && !comment)) return gone;
  return {
    text: comment
      ? t('report-talk:flag.comment', {
          who: speakerName(comment),
          words: comment.text === '' ? t('report-talk:noWords') : shorten(comment.text, longestQuote),
        })
      : t('report-talk:flag.report', { number: report.number }),
    options: flagReasons.map((reason) => ({ value: reason, label: t(`report-moderation:reason.${reason}`) })),
  };
}

async function flag(turn: Step, words = ''): Promise<Next> {
  const { data, deps, caller } = turn;
  const { reportId = '', commentId, reason = 'other' } = data;
  if (words.length > longestComment) return { retry: t('report-talk:tooLong', { most: longestComment }) };
  const flagged = await triedReport(() =>
    deps.reportTalk.flag({
      reportId,
      ...(commentId && { commentId }),
      actor: citizenOf(caller),
      reason,
      ...(words && { words }),
    }),
  );
  return { done: true, notice: 'refused' in flagged ? flagged.refused : t('report-talk:flag.done') };
}

const isReason = (value: string): value is FlagReason => flagReasons.some((reason) => reason === value);

/** F5: somebody finds that a report or a comment should not be seen, and says why. */
export const flagReport = defineFlow<ScreenId, Data, FlagReportDeps>({
  id: 'flag-report',
  version: 1,
  start: 'reason',
  requires: ['consent'],
  screens: {
    reason: {
      show: reasonView,
      on: {
        choice: (_turn, value) => (isReason(value) ? { go: 'words', set: { reason: value } } : { go: 'reason' }),
      },
    },
    words: {
      show: () => ({
        text: t('report-talk:flag.words'),
        options: [{ value: 'none', label: t('report-talk:flag.noWords') }],
      }),
      on: { choice: (turn) => flag(turn), text: flag },
    },
  },
});
