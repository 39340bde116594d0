import { t, type Param, type Text, type Words } from '../../core/dialog/words.ts';
import { LisoloError, type ErrorCode } from '../../core/errors.ts';

/** One thing that is wrong; its words are for whoever uses the program ("meant to be seen by the user"). */
export interface Fault {
  /** "In most cases, this should match the HTTP status code" (GeoReport, "Errors"). */
  readonly code: number;
  readonly words: Words;
}

const said = (name: string, params?: Record<string, Param>): Text => t(`open311:error.${name}`, params);

/** What can be wrong with a field. */
export const missing = (field: string): Fault => ({ code: 400, words: said('missing', { field }) });
export const wrong = (field: string, wanted: string): Fault => ({ code: 400, words: said('wrong', { field, wanted }) });
export const tooLong = (field: string, most: number): Fault => ({ code: 400, words: said('tooLong', { field, most }) });
export const unknown = (field: string): Fault => ({ code: 404, words: said('unknown', { field }) });
export const other = (name: string, params?: Record<string, Param>): Fault => ({
  code: 400,
  words: said(name, params),
});

/** All that was found wrong at once: 404 where something only is not there, 400 for all else. */
export function refuseAll(faults: readonly Fault[]): LisoloError {
  const isOnlyUnknown = faults.length > 0 && faults.every(({ code }) => code === 404);
  return new LisoloError(isOnlyUnknown ? 'not_found' : 'invalid_input', { faults });
}

/** What can be wrong with a whole request, the error of ours that it is, and the code that is told of it. */
const refusals = {
  address: ['not_found', 404],
  format: ['not_found', 404],
  notAcceptable: ['invalid_input', 406],
  method: ['invalid_input', 405],
  tooLarge: ['too_large', 413],
  unreadable: ['invalid_input', 400],
  contentType: ['unsupported_media', 415],
  key: ['forbidden', 403],
  keyRights: ['forbidden', 403],
  failed: ['invalid_input', 400],
} as const satisfies Record<string, readonly [ErrorCode, number]>;

export function refusal(name: keyof typeof refusals, params?: Record<string, Param>): LisoloError {
  const [error, code] = refusals[name];
  return new LisoloError(error, { reason: name, faults: [{ code, words: said(name, params) }] });
}

/** What to say of an error that another part has thrown. */
function faultOf({ code, httpStatus, details }: LisoloError): Fault {
  const seconds = details['retryAfterSeconds'];
  if (code === 'too_many_requests')
    return { code: httpStatus, words: said('tooMany', { seconds: Number(seconds ?? 60) }) };
  if (code === 'conflict' && details['reason'] === 'other_request')
    return { code: httpStatus, words: said('otherRequest') };
  if (code === 'too_large') return { code: httpStatus, words: said('tooLarge') };
  if (code === 'unsupported_media') return { code: httpStatus, words: said('contentType') };
  if (code === 'not_found') return { code: httpStatus, words: said('address') };
  if (code === 'invalid_input') return { code: httpStatus, words: said('unreadable') };
  if (httpStatus >= 500) return { code: httpStatus, words: said('unavailable') };
  return { code: httpStatus, words: said('failed') };
}

/** Of an error of ours, what to list; undefined stands for a defect. */
export function faultsOf(error: LisoloError | undefined): readonly Fault[] {
  if (!error) return [{ code: 500, words: said('internal') }];
  const { faults } = error.details;
  return Array.isArray(faults) ? (faults as readonly Fault[]) : [faultOf(error)];
}

/**
 * "404 for resources that don't exist, 403 for errors because of wrong or missing api_key and basically 400 for any other
 * error"; but for what programs and proxies act upon by themselves.
 */
export function statusOf(error: LisoloError | undefined): number {
  if (!error) return 500;
  const { code, httpStatus, details } = error;
  if (details['reason'] === 'method') return 405;
  if (details['reason'] === 'notAcceptable') return 406;
  return ['not_found', 'forbidden', 'too_many_requests', 'unavailable'].includes(code) ? httpStatus : 400;
}
