import type { Api } from 'grammy';
import { isLisoloError, LisoloError } from '../../core/errors.ts';
import type { FileService, StoredFile } from '../../core/files/types.ts';
import { isTooBig, toLisoloError } from './errors.ts';
import type { Media } from './receive.ts';

/** What a bot may fetch at all (Bot API, getFile). */
const maxDownloadBytes = 20 * 1024 * 1024;
const timeoutMs = 30_000;

interface FetchMediaOptions {
  readonly api: Pick<Api, 'getFile'>;
  readonly token: string;
  readonly apiRoot: string;
  readonly files: Pick<FileService, 'put'>;
}

/**
 * Fetches a file that a person sent and stores it; twice the same message stores once.
 * Throws `too_large`, `unsupported_media`, `unavailable`.
 */
export function createMediaFetcher({ api, token, apiRoot, files }: FetchMediaOptions) {
  async function download(path: string): Promise<Buffer> {
    // The address holds the token, and fetch's errors hold the address: none of them leaves this function.
    const response = await fetch(`${apiRoot}/file/bot${token}/${path}`, {
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => undefined);
    if (!response?.ok || !response.body)
      throw new LisoloError('unavailable', { reason: 'the file could not be fetched' });
    return readAll(response.body);
  }

  async function fetchBytes(media: Media): Promise<Buffer> {
    if (media.size !== undefined && media.size > maxDownloadBytes) throw new LisoloError('too_large');
    const { file_path } = await api.getFile(media.fileId).catch((error: unknown) => {
      throw isTooBig(error) ? new LisoloError('too_large') : toLisoloError(error);
    });
    if (file_path === undefined) throw new LisoloError('unavailable', { reason: 'Telegram gave no path' });
    return download(file_path);
  }

  return async (media: Media, owner: string, key: string): Promise<StoredFile> => {
    const bytes = await fetchBytes(media).catch((error: unknown) => {
      // The network fails far more often than it stays down: once more before the person is asked to send it again.
      if (isLisoloError(error, 'unavailable')) return fetchBytes(media);
      throw error;
    });
    return files.put({ bytes, name: media.name, owner, key, briefly: true });
  };
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body) {
      size += part.byteLength;
      if (size > maxDownloadBytes) throw new LisoloError('too_large');
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof LisoloError ? error : new LisoloError('unavailable', { reason: 'the file broke off' });
  }
  return Buffer.concat(parts);
}
