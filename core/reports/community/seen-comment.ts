import { mayDo } from '../actions.ts';
import type { CommentRecord } from '../comment.model.ts';
import type { SeenComment, Viewer } from '../types.ts';

/**
 * Who sees what of a comment: who wrote it nobody learns, a hidden one and a photo that waits only whoever wrote it and
 * the guards.
 */
export function seenComment(record: CommentRecord, viewer: Viewer): SeenComment | undefined {
  const { _id: id, reportId, country, role, speaker, text, mentions, photo, hidden, hiddenBy, revision, at } = record;
  const mine = viewer !== undefined && viewer.personId !== '' && viewer.personId === record.authorId;
  const isGuard = viewer !== undefined && mayDo(viewer.role, 'seeHidden');
  if (hidden && !mine && !isGuard) return undefined;
  const seesPhoto = photo && (photo.state === 'shown' || isGuard || (mine && photo.state === 'waiting'));
  return {
    id, reportId, country, role, speaker, text, mentions, hidden, revision, at, mine,
    ...(seesPhoto && { photo }),
    ...(hiddenBy && isGuard && { hiddenBy }),
  }; // prettier-ignore
}
