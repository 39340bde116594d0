import { isLisoloError } from '../errors.ts';
import { maxBytes, type FileService } from '../files/index.ts';
import type { Outbound, OutboundAnswer } from '../outbound/types.ts';

/** A photo that was fetched; `none` where there is none to be had, `later` where it may be had another time. */
export type Fetched = { readonly fileId: string } | 'none' | 'later';

export interface Media {
  /** Throws what is a defect only. */
  fetch(url: string, token: string, keepUntil: Date): Promise<Fetched>;
}

const timeoutMs = 15_000;
const mostRedirects = 3;
/** Statuses after which the same question may be answered (RFC 9110, 15; RFC 6585, 4). */
const mayComeLater = (status: number): boolean => status >= 500 || status === 408 || status === 425 || status === 429;

export function createMedia({
  outbound,
  files,
}: {
  readonly outbound: Pick<Outbound, 'ask'>;
  readonly files: Pick<FileService, 'put' | 'remove'>;
}): Media {
  /** Each step is asked anew, so that none of them leads into our own network. */
  async function follow(url: string, left: number): Promise<OutboundAnswer | undefined> {
    const answer = await outbound.ask({ url, method: 'GET', timeoutMs, mostBytes: maxBytes });
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status >= 400 || location === undefined) return answer;
    return left > 0 && URL.canParse(location, url) ? follow(new URL(location, url).href, left - 1) : undefined;
  }

  return {
    async fetch(url, token, keepUntil) {
      try {
        const answer = await follow(url, mostRedirects);
        if (!answer || answer.status !== 200) return answer && mayComeLater(answer.status) ? 'later' : 'none';
        const kept = await files.put({
          bytes: answer.body,
          name: 'photo',
          owner: 'open311',
          keepUntil,
          key: `open311:${token}`,
        });
        if (kept.mimeType.startsWith('image/')) return { fileId: kept.id };
        await files.remove(kept.id);
        return 'none';
      } catch (error) {
        if (!isLisoloError(error)) throw error;
        return error.code === 'unavailable' ? 'later' : 'none';
      }
    },
  };
}
