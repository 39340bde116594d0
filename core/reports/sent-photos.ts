import type { Clock } from '../clock.ts';
import { newId } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import type { FileService } from '../files/index.ts';
import type { Actor } from './types.ts';

const hourMs = 3_600_000;
/** As long as a program may send the same request again and get the same answer. */
const keptHours = 24;

/** For whom a photo is kept, and for which report. */
interface Sent {
  readonly reportId: string;
  readonly actor: Pick<Actor, 'personId'>;
}

/**
 * Photos that a program sends before the act to which they belong. Each has a name that means something only together
 * with whoever sent it and its report, so that nobody brings into the open a file of somebody else whose id they know.
 */
export function createSentPhotos({
  files,
  clock,
}: {
  readonly files: Pick<FileService, 'put' | 'remove' | 'byKey'>;
  readonly clock: Clock;
}) {
  const keyOf = ({ reportId, actor }: Sent, photoId: string): string =>
    `report-sent:${reportId}:${actor.personId}:${photoId}`;

  return {
    /** Turned upright and freed of what it carries. Throws `unsupported_media`, `too_large`. */
    async keep({ bytes, ...sent }: Sent & { readonly bytes: Buffer }): Promise<{ photoId: string; until: Date }> {
      const photoId = newId();
      const until = new Date(clock().getTime() + keptHours * hourMs);
      const owner = sent.actor.personId;
      const kept = await files.put({ bytes, name: 'photo', owner, keepUntil: until, key: keyOf(sent, photoId) });
      if (kept.mimeType.startsWith('image/')) return { photoId, until };
      await files.remove(kept.id);
      throw new LisoloError('unsupported_media', { reason: 'not_a_photo' });
    },

    /** The file of such a photo. Throws `invalid_input` where there is none, or none any more. */
    async fileOf(sent: Sent, photoId: string): Promise<string> {
      const kept = await files.byKey(keyOf(sent, photoId));
      if (kept && (!kept.keepUntil || kept.keepUntil > clock())) return kept.id;
      throw new LisoloError('invalid_input', { field: 'photoId', reason: 'send the photo first' });
    },
  };
}

export type SentPhotos = ReturnType<typeof createSentPhotos>;
