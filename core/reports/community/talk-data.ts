import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../../database/index.ts';
import type { PersonalData } from '../../identity/index.ts';
import { commentModel, type CommentRecord } from '../comment.model.ts';
import { flagModel, type FlagRecord } from '../flag.model.ts';
import { speakerModel, type SpeakerRecord } from './speaker.model.ts';

/**
 * What somebody said of reports, and what they flagged. What they wrote goes with them; their number stays taken, so that
 * nobody else is held for them.
 */
export function talkPersonalData({ connection }: { readonly connection: Connection }): PersonalData {
  const comments = commentModel(connection);
  const flags = flagModel(connection);
  const speakers = speakerModel(connection);

  const said = (authorId: string) => comments.find({ authorId }).sort({ at: 1 }).lean<CommentRecord[]>();
  const flagged = (personId: string) => flags.find({ personId }).sort({ at: 1 }).lean<FlagRecord[]>();

  return {
    domain: 'report-talk',
    async collect(personId) {
      const [own, theirs] = await Promise.all([said(personId), flagged(personId)]);
      return {
        comments: own.map(({ reportId, speaker, text, at, hidden }) => ({ reportId, speaker, text, at, hidden })),
        flags: theirs.map(({ reportId, commentId, reason, words, at }) => ({ reportId, commentId, reason, words, at })),
      };
    },

    async erase(personId) {
      await comments.updateMany(
        { authorId: personId },
        {
          $set: { authorId: '', text: '', mentions: [], toModerate: false, 'news.$[own].by': '' },
          $unset: { photo: 1 },
          $inc: { revision: 1 },
        },
        { arrayFilters: [{ 'own.by': personId }] },
      );
      for (const { _id } of await speakers.find({ personId }).lean<SpeakerRecord[]>())
        await speakers.updateOne({ _id }, { $set: { personId: _id } });
      // That somebody has flagged it counts on; who it was, and what they wrote, does not.
      for (const { _id, ...flag } of await flagged(personId)) {
        const { words: _words, ...rest } = flag;
        await flags.updateOne(
          { _id: `${flag.commentId ?? flag.reportId}:${flag.at.getTime()}` },
          { $setOnInsert: { ...rest, personId: '' } },
          { upsert: true },
        );
        await flags.deleteOne({ _id });
      }
    },

    async merge(from, into) {
      await comments.updateMany({ authorId: from }, { $set: { authorId: into }, $inc: { revision: 1 } });
      for (const { _id } of await speakers.find({ personId: from }).lean<SpeakerRecord[]>())
        await speakers.updateOne({ _id }, { $set: { personId: into } }).catch(async (error: unknown) => {
          if (!isDuplicateKey(error)) throw error;
          // Both have spoken of it: from now on one number speaks, and the other stays where it was said.
          await speakers.updateOne({ _id }, { $set: { personId: _id } });
        });
      for (const { _id, ...flag } of await flagged(from)) {
        await flags
          .create({ ...flag, _id: `${flag.commentId ?? flag.reportId}:${into}`, personId: into })
          .catch((error: unknown) => {
            if (!isDuplicateKey(error)) throw error;
          });
        await flags.deleteOne({ _id });
      }
    },
  };
}
