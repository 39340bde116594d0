import { defineFlow, type SentFile } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { isUsed, keepWhileTold } from '../../flows/door-photos.ts';
import { citizenOf, viewerOf } from '../../flows/report-lines.ts';
import { longestComment } from '../../limits.ts';
import { triedReport } from '../../refusals.ts';
import { speakerName } from '../speaker-name.ts';
import { callOf, pickView, talkView, whomView, writeView } from './talk.views.ts';
import { perPage, type Data, type Next, type ScreenId, type Step, type TalkAboutReportDeps } from './talk.ts';

export type { TalkAboutReportDeps } from './talk.ts';

/** Nobody is answered, and nothing is left of what was begun. */
const fresh = { to: -1, photoId: '' } as const;

function choose(turn: Step, value: string): Next {
  const { newer = 0 } = turn.data;
  switch (value) {
    case 'write':
      return { go: 'write', set: fresh };
    case 'answer':
      return { go: 'whom', set: fresh };
    case 'older':
      return { go: 'talk', set: { newer: newer + perPage(turn) } };
    case 'newer':
      return { go: 'talk', set: { newer: Math.max(0, newer - perPage(turn)) } };
    default:
      return { go: 'pick' };
  }
}

const isNoPhoto = (error: unknown): boolean =>
  isLisoloError(error, 'unsupported_media') || isLisoloError(error, 'too_large') || isLisoloError(error, 'not_found');

async function send(turn: Step, words: string): Promise<Next> {
  const { data, deps, caller, now, turnId } = turn;
  const { reportId = '', to, photoId = '' } = data;
  const text = `${callOf(to)}${words}`.trim();
  if (text.length > longestComment) return { retry: t('report-talk:tooLong', { most: longestComment }) };
  const actor = viewerOf(caller, now) ?? citizenOf(caller);
  const sent = await triedReport(async () => {
    try {
      return await deps.reportTalk.comment({ key: turnId, reportId, actor, text, ...(photoId && { photoId }) });
    } catch (error) {
      // The photo, where the report itself is there.
      if (photoId && isNoPhoto(error) && (await deps.reports.get(reportId))) return 'no photo' as const;
      throw error;
    }
  });
  if ('refused' in sent) return { go: 'talk', set: { newer: 0, ...fresh }, notice: sent.refused };
  if (sent.done === 'no photo') return { go: 'write', set: { photoId: '' }, notice: t('report-talk:photoLost') };
  if (photoId) await isUsed(turn, photoId);
  const said = sent.done.photo?.state === 'waiting' ? 'sentWaits' : 'sent';
  return {
    go: 'talk',
    set: { newer: 0, ...fresh },
    notice: t(`report-talk:${said}`, { who: speakerName(sent.done) }),
  };
}

/** With words beneath it, it is a whole comment. */
async function takePhoto(turn: Step, { fileId, caption }: SentFile): Promise<Next> {
  const kept = { photoId: fileId };
  await keepWhileTold(turn, fileId);
  if (caption === undefined) return { go: 'write', set: kept, notice: t('report-talk:photoKept') };
  const next = await send({ ...turn, data: { ...turn.data, ...kept } }, caption);
  return 'retry' in next ? { go: 'write', set: kept, notice: next.retry } : next;
}

/** F4: read what is said about a report, say something, answer somebody by their number, object to a comment. */
export const talkAboutReport = defineFlow<ScreenId, Data, TalkAboutReportDeps>({
  id: 'talk-about-report',
  version: 1,
  start: 'talk',
  requires: ['consent'],
  screens: {
    talk: { show: talkView, on: { choice: choose, returned: () => ({ go: 'talk' }) } },
    whom: { show: whomView, on: { choice: (_turn, speaker) => ({ go: 'write', set: { to: Number(speaker) } }) } },
    write: {
      show: writeView,
      on: {
        text: send,
        choice: (turn) => send(turn, ''),
        photo: takePhoto,
      },
    },
    pick: {
      show: pickView,
      on: {
        choice: ({ data }, commentId) => ({
          run: 'flag-report',
          with: { reportId: data.reportId, commentId },
          then: 'talk',
        }),
      },
    },
  },
});
