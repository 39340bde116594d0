import type { Connection } from 'mongoose';
import { categoryOf } from '../categories.ts';
import { commentModel } from '../comment.model.ts';
import type { ReportListener } from '../types.ts';

/**
 * Where a report turns out to be of a kind whose photos a moderator looks at first, so are those of its comments: what no
 * moderator has let pass waits for one. A repeat changes nothing more.
 */
export function createCheckedAgain({ connection }: { readonly connection: Connection }): ReportListener {
  const comments = commentModel(connection);

  return async ({ id: reportId, category, history }, { what }) => {
    if (what !== 'category_changed' || categoryOf(category).photos !== 'checked') return;
    const passed = history.flatMap((one) => (one.what === 'photo_shown' && one.photoId ? [one.photoId] : []));
    const unchecked = { reportId, 'photo.state': 'shown', 'photo.fileId': { $nin: passed } } as const;
    const waits = { 'photo.state': 'waiting' } as const;
    const $inc = { revision: 1 };
    await comments.updateMany({ ...unchecked, hidden: false }, { $set: { ...waits, toModerate: true }, $inc });
    // Of what nobody sees anyhow a moderator is asked when it comes back.
    await comments.updateMany({ ...unchecked, hidden: true }, { $set: waits, $inc });
  };
}
