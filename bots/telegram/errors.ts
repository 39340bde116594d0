import { GrammyError, HttpError } from 'grammy';
import { isLisoloError, LisoloError } from '../../core/errors.ts';

/**
 * Telegram's refusals as the product's own errors, in one place. grammY's errors hold the message's text and the
 * bot's address with its token, so neither they nor their text ever go on as a cause.
 */
export function toLisoloError(error: unknown): LisoloError {
  if (isLisoloError(error)) return error;
  if (error instanceof HttpError) return new LisoloError('unavailable', { reason: 'Telegram is out of reach' });
  if (!(error instanceof GrammyError)) return new LisoloError('unavailable', { reason: 'the call was not made' });
  const reason = `Telegram answered ${error.error_code} to ${error.method}`;
  const wait = error.parameters.retry_after;
  if (error.error_code === 429) return new LisoloError('unavailable', { reason, retryAfterSeconds: wait ?? 1 });
  if (error.error_code === 403) return new LisoloError('forbidden', { reason });
  if (error.error_code >= 500 || error.error_code === 401 || error.error_code === 409) {
    return new LisoloError('unavailable', { reason });
  }
  return new LisoloError('vendor_refused', { reason });
}

/** An error in words that hold nothing private, for status lines and logs. */
export const describeError = (error: unknown): string => {
  const known = toLisoloError(error);
  return String(known.details['reason'] ?? known.code);
};

export const hasCode = (error: unknown, code: number): boolean =>
  error instanceof GrammyError && error.error_code === code;

/** Said when an edit would change nothing, as after a repeated update. */
export const isNotModified = (error: unknown): boolean =>
  hasCode(error, 400) && error instanceof GrammyError && error.description.includes('message is not modified');

/** Said by getFile for files that bots may not fetch. */
export const isTooBig = (error: unknown): boolean =>
  hasCode(error, 400) && error instanceof GrammyError && error.description.includes('file is too big');

/** Worth another try soon: the network, or Telegram's own servers. */
export const isPassing = (error: unknown): boolean =>
  error instanceof HttpError || (error instanceof GrammyError && error.error_code >= 500);
