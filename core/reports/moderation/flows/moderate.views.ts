import type { Attachment, Option, View } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import { actorOf } from '../../actions.ts';
import { flagReasons } from '../../flag.model.ts';
import { placeText } from '../../flows/report-lines.ts';
import { seen } from '../../seeing.ts';
import type { ToJudge } from '../../types.ts';
import { categoryName } from '../../words.ts';
import { speakerName } from '../../community/speaker-name.ts';
import { mostToJudge } from '../moderation-list.ts';
import { caseIn, photoToJudge, type Look } from './moderate.ts';

/** Of what flags say in words. */
const mostSaid = 3;
/** That are shown for a look at what was flagged. */
const mostPhotos = 3;

export async function overview(look: Look): Promise<View> {
  const count = await look.deps.moderationList.count(actorOf(look.caller));
  const shown = count < mostToJudge ? String(count) : `${mostToJudge - 1}+`;
  return {
    text: [t('report-moderation:count', { count: shown }), ...(count > 0 ? [] : [t('report-moderation:none')])],
    options: [{ value: 'next', label: t(`report-moderation:${count > 0 ? 'next' : 'again'}`) }],
  };
}

function headOf({ report, comment }: ToJudge, look: Look): Words[] {
  const facts = { number: report.number, what: categoryName(report.category) };
  const words = (comment ?? { text: report.words }).text;
  return [
    comment
      ? t('report-moderation:case.comment', { ...facts, who: speakerName(comment) })
      : t('report-moderation:case.report', { ...facts, place: placeText(seen(report, actorOf(look.caller))) }),
    words === '' ? t('report-moderation:case.noWords') : t('report-moderation:case.words', { words }),
  ];
}

/** Each reason with how many gave it, and what the first few wrote. */
function flagLines({ flags }: ToJudge): Words[] {
  const counted = flagReasons.map((reason) => ({
    reason,
    count: flags.filter((flag) => flag.reason === reason).length,
  }));
  return [
    ...counted
      .filter(({ count }) => count > 0)
      .map(({ reason, count }) =>
        t('report-moderation:case.flags', { reason: t(`report-moderation:reason.${reason}`), count: String(count) }),
      ),
    ...flags
      .flatMap(({ words }) => words ?? [])
      .slice(0, mostSaid)
      .map((words) => t('report-moderation:case.said', { words })),
  ];
}

const isHidden = ({ report, comment }: ToJudge): boolean => (comment ?? report).hidden;
const isHiddenByFlags = ({ report, comment, flags }: ToJudge): boolean =>
  flags.length > 0 &&
  (comment
    ? comment.hiddenBy === 'flags'
    : report.hidden && report.history.findLast(({ what }) => what === 'hidden')?.role === 'system');

function stateLines(judged: ToJudge, { surface }: Look): Words[] {
  const count = judged.waitingPhotos.length;
  const hidden = isHidden(judged) ? [isHiddenByFlags(judged) ? 'hiddenByFlags' : 'hidden'] : [];
  const photos = count > 0 ? [surface.showsFiles ? 'photo' : 'photosElsewhere'] : [];
  return [
    ...hidden.map((what) => t(`report-moderation:case.${what}`)),
    ...photos.map((what) => t(`report-moderation:case.${what}`, { count: String(count) })),
  ];
}

/** The photo that is judged; of what was flagged also the others that everybody sees. */
function pictures(judged: ToJudge, { data, surface }: Look): Attachment[] {
  if (!surface.showsFiles) return [];
  const { report, comment, flags } = judged;
  const shown = comment ? (comment.photo ? [comment.photo] : []) : report.photos;
  const flagged = flags.length > 0 ? shown.filter(({ state }) => state === 'shown').map(({ fileId }) => fileId) : [];
  const first = data.photoId ? [data.photoId] : [];
  return [...new Set([...first, ...flagged])].slice(0, mostPhotos).map((fileId, index) => ({
    kind: 'image',
    fileId,
    name: `photo-${index + 1}.jpg`,
    mimeType: 'image/jpeg',
  }));
}

function optionsOf(judged: ToJudge, { data, surface }: Look): Option[] {
  const photo = photoToJudge(judged);
  const judgesPhoto = surface.showsFiles && photo !== undefined && photo.fileId === data.photoId;
  const isFlagged = judged.flags.length > 0;
  const values = [
    ...(judgesPhoto && photo.state === 'waiting' ? ['show'] : []),
    ...(judgesPhoto ? ['block'] : []),
    ...(isFlagged ? ['keep'] : []),
    ...(isHidden(judged) && !isFlagged ? ['restore'] : ['hide']),
    'skip',
  ];
  return values.map((value) => ({ value, label: t(`report-moderation:${value}`) }));
}

export async function oneCase(look: Look): Promise<View> {
  const judged = await caseIn(look);
  if (!judged)
    return {
      text: t('report-moderation:refused.gone'),
      options: [{ value: 'skip', label: t('report-moderation:skip') }],
    };
  return {
    text: [...headOf(judged, look), ...flagLines(judged), ...stateLines(judged, look)],
    options: optionsOf(judged, look),
    attachments: pictures(judged, look),
  };
}

export const askReason = (): View => ({
  text: t('report-moderation:askReason'),
  options: flagReasons.map((reason) => ({ value: reason, label: t(`report-moderation:reason.${reason}`) })),
});
