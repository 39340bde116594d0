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
import { caseIn, photoIn, type Look } from './moderate.ts';

/** Of what flags say in words. */
const mostSaid = 3;

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

function stateLines(judged: ToJudge, { data, surface }: Look): Words[] {
  const { photo, number = 0, of } = photoIn(judged, data);
  return [
    ...(isHidden(judged) ? [t(`report-moderation:case.${isHiddenByFlags(judged) ? 'hiddenByFlags' : 'hidden'}`)] : []),
    ...(photo ? [t(`report-moderation:case.photo.${photo.state}`, { n: number, of })] : []),
    ...(of > 0 && !surface.showsFiles ? [t('report-moderation:case.photosElsewhere')] : []),
  ];
}

/** The one photo that is judged. */
function pictures(judged: ToJudge, { data, surface }: Look): Attachment[] {
  const { photo, number } = photoIn(judged, data);
  return photo && surface.showsFiles
    ? [{ kind: 'image', fileId: photo.fileId, name: `photo-${number}.jpg`, mimeType: 'image/jpeg' }]
    : [];
}

/** Nobody brings into the open what they have not seen; out of sight it may be taken by its place alone. */
function photoOptions(judged: ToJudge, { data, surface }: Look): string[] {
  const { photo, of } = photoIn(judged, data);
  return [
    ...(photo && photo.state !== 'shown' && surface.showsFiles ? ['show'] : []),
    ...(photo && photo.state !== 'hidden' ? ['block'] : []),
    ...(of > (photo ? 1 : 0) ? ['nextPhoto'] : []),
  ];
}

function optionsOf(judged: ToJudge, look: Look): Option[] {
  const isFlagged = judged.flags.length > 0;
  const values = [
    ...photoOptions(judged, look),
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
