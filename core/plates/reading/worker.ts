import sharp from 'sharp';
import type { CountryCode } from '../../dialog/types.ts';
import { isLisoloError } from '../../errors.ts';
import type { ErrorCode } from '../../errors.ts';
import type { PlateReading } from '../reader.ts';
import { conclude } from './conclude.ts';
import { decodePhoto } from './decode.ts';
import { loadNetwork } from './network.ts';
import type { ReadStrips } from './network.ts';
import { readPhoto } from './read-photo.ts';

export interface PhotoTask {
  readonly photo: Uint8Array;
  readonly country?: CountryCode;
}

/** Errors lose their class between threads, so a refusal is an answer. */
export type PhotoAnswer =
  { readonly reading: PlateReading } | { readonly refused: ErrorCode; readonly reason?: string | undefined };

// The pool has as many threads as it may use: none of them starts more.
sharp.concurrency(1);
sharp.cache(false);

let network: Promise<ReadStrips> | undefined;

/** Runs in a thread of its own: one photo from bytes to candidates. */
export async function readInThread({ photo, country }: PhotoTask): Promise<PhotoAnswer> {
  try {
    network ??= loadNetwork();
    const decoded = await decodePhoto(photo);
    return { reading: await conclude(decoded, await readPhoto(decoded.grey, await network, country), country) };
  } catch (error) {
    if (!isLisoloError(error)) throw error;
    return { refused: error.code, reason: error.details['reason'] as string | undefined };
  }
}
