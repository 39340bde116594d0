import { countries } from '../../../countries/index.ts';
import { shorten } from '../../../dialog/fit.ts';
import type { Attachment, Option, View } from '../../../dialog/types.ts';
import { moment, t, type Words } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { longestComment } from '../../limits.ts';
import type { SeenComment } from '../../types.ts';
import { speakerName } from '../speaker-name.ts';
import { bodySpeaker } from '../speakers.ts';
import { pageIn, type Look, type TalkPage } from './talk.ts';

const longestLabel = 22;

export const gone: View = { text: t('reports:refused.gone'), final: true };

/** The page, or nothing where the report is not there for this person. */
export async function pageOrGone(look: Look): Promise<TalkPage | undefined> {
  try {
    return await pageIn(look);
  } catch (error) {
    if (isLisoloError(error, 'not_found')) return undefined;
    throw error;
  }
}

function linesOf(comment: SeenComment): Words[] {
  const { text, at, country, photo, mine, hidden } = comment;
  const facts = {
    who: speakerName(comment),
    date: moment(at, countries[country].timeZone, 'datetime'),
    words: text === '' ? t('report-talk:noWords') : text,
  };
  return [
    t(mine ? 'report-talk:mine' : 'report-talk:line', facts),
    ...(photo ? [t(`report-talk:${photo.state === 'waiting' ? 'photoWaits' : 'withPhoto'}`)] : []),
    ...(hidden ? [t('report-talk:hiddenOne')] : []),
  ];
}

const picturesOf = (items: readonly SeenComment[]): Attachment[] =>
  items.flatMap((comment) =>
    comment.photo
      ? [{
          kind: 'image' as const,
          fileId: comment.photo.fileId,
          name: 'commentaire.jpg',
          mimeType: 'image/jpeg',
          caption: speakerName(comment),
        }]
      : [],
  ); // prettier-ignore

/** Those of this page who can be answered: everybody but the person, the last to speak first. */
export const othersOn = (items: readonly SeenComment[]): readonly SeenComment[] => {
  const others = [...items].reverse().filter(({ mine }) => !mine);
  return others.filter(({ speaker }, index) => others.findIndex((one) => one.speaker === speaker) === index);
};

export async function talkView(look: Look): Promise<View> {
  const page = await pageOrGone(look);
  if (!page) return gone;
  const { report, items, total, older } = page;
  const hasOthers = items.some(({ mine }) => !mine);
  const options: Option[] = [
    { value: 'write', label: t('report-talk:write') },
    ...(hasOthers ? [{ value: 'answer', label: t('report-talk:answer') }] : []),
    ...(older ? [{ value: 'older', label: t('report-talk:older') }] : []),
    ...((look.data.newer ?? 0) > 0 ? [{ value: 'newer', label: t('report-talk:newer') }] : []),
    ...(hasOthers ? [{ value: 'flag', label: t('report-talk:flagOne') }] : []),
  ];
  return {
    text: [t('report-talk:title', { number: report.number, count: total }), ...items.flatMap(linesOf)],
    options,
    attachments: look.surface.showsFiles ? picturesOf(items) : [],
  };
}

export async function whomView(look: Look): Promise<View> {
  const page = await pageOrGone(look);
  if (!page) return gone;
  return {
    text: t('report-talk:whom'),
    options: othersOn(page.items).map((comment) => ({ value: String(comment.speaker), label: speakerName(comment) })),
  };
}

export function writeView({ data }: Look): View {
  const { to, photoId = '' } = data;
  const most = longestComment;
  const who = to === undefined || to < 0 ? undefined : speakerName({ speaker: to, role: 'citizen' });
  return {
    text: who ? t('report-talk:askTo', { who, most }) : t('report-talk:ask', { most }),
    ...(photoId === ''
      ? { hints: { photo: t('report-talk:photoHint') } }
      : { options: [{ value: 'photo', label: t('report-talk:sendPhoto') }] }),
  };
}

export async function pickView(look: Look): Promise<View> {
  const page = await pageOrGone(look);
  if (!page) return gone;
  return {
    text: t('report-talk:pick'),
    options: page.items
      .filter(({ mine }) => !mine)
      .map((comment) => ({
        value: comment.id,
        label: t('report-talk:item', {
          who: speakerName(comment),
          words: comment.text === '' ? t('report-talk:noWords') : shorten(comment.text, longestLabel),
        }),
      })),
  };
}

/** Before what is said to somebody. */
export const callOf = (to: number | undefined): string =>
  to === undefined || to < 0 ? '' : to === bodySpeaker ? '@service ' : `@${to} `;
