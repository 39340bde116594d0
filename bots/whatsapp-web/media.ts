import type { Message } from 'whatsapp-web.js';
import { LisoloError } from '../../core/errors.ts';
import type { FileService, StoredFile } from '../../core/files/types.ts';
import { within, type Timers } from './timers.ts';

/** The library hands media over as base64 text inside the page: more than this is not worth the memory. */
const largestBytes = 20 * 1024 * 1024;
const downloadWithinMs = 60_000;

interface MediaFacts {
  readonly size?: unknown;
  readonly filename?: unknown;
}

/** Fetches what a message bears and stores it. Throws `too_large`, `unsupported_media`, `unavailable`. */
export async function storeMedia(message: Message, files: FileService, timers: Timers): Promise<StoredFile> {
  const { size, filename } = message.rawData as MediaFacts;
  if (typeof size === 'number' && size > largestBytes) throw new LisoloError('too_large', { limit: largestBytes });
  const media = await within(timers, downloadWithinMs, message.downloadMedia()).catch((error: unknown) => {
    throw new LisoloError('unavailable', { reason: 'media could not be fetched' }, { cause: error });
  });
  // Undefined also when WhatsApp has deleted the media or the sender's phone still has to upload it again.
  if (!media) throw new LisoloError('unavailable', { reason: 'media could not be fetched' });
  return files.put({
    bytes: Buffer.from(media.data, 'base64'),
    name: typeof filename === 'string' && filename !== '' ? filename : 'photo',
    owner: 'whatsapp',
    key: `whatsapp:${message.id._serialized}`,
    briefly: true,
  });
}
