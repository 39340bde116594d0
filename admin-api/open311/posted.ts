import type { Request } from 'express';
import { isLisoloError } from '../../core/errors.ts';
import type { ApiKey, ApiKeys, Open311Posting, Posted } from '../../core/open311/index.ts';
import type { Outbound } from '../../core/outbound/types.ts';
import { refusal, refuseAll, unknown, wrong } from './faults.ts';
import { fieldOf, type Fields } from './form.ts';
import type { Answer } from './format.ts';
import { askedCity } from './jurisdiction.ts';
import type { CallLimits } from './limits.ts';
import { readBody, readQuery } from './reading.ts';
import type { InLanguage } from './services.ts';
import { toWish } from './wish.ts';

export interface PostedDeps {
  readonly outbound: Pick<Outbound, 'check'>;
  readonly open311Keys: Pick<ApiKeys, 'holderOf'>;
  readonly open311Limits: CallLimits;
  readonly open311Posting: Pick<Open311Posting, 'post' | 'ofToken'>;
}

const markPattern = /^[\x21-\x7e]{1,200}$/;

/** Telling a report, and asking what has become of it. */
export function createPosted({ outbound, open311Keys, open311Limits, open311Posting }: PostedDeps) {
  async function writerOf(request: Request, fields: Fields): Promise<ApiKey> {
    const secret = fieldOf(fields, 'api_key');
    const key = secret === undefined ? undefined : await open311Keys.holderOf(secret);
    if (!key) {
      if (secret !== undefined) await open311Limits.countWrongKey(request.ip ?? '');
      throw refusal('key');
    }
    if (!key.permissions.includes('write')) throw refusal('keyRights');
    await open311Limits.countWriting(key);
    return key;
  }

  /** An address that nobody may be asked at is told at once; one that does not answer now may answer later. */
  async function checkMedia(url: string | undefined): Promise<void> {
    if (url === undefined) return;
    try {
      await outbound.check(url);
    } catch (error) {
      if (isLisoloError(error, 'invalid_input')) throw refuseAll([wrong('media_url', 'https://...')]);
      if (!isLisoloError(error, 'unavailable')) throw error;
    }
  }

  function markOf(request: Request): string | undefined {
    const mark = request.get('Idempotency-Key');
    if (mark === undefined || markPattern.test(mark)) return mark;
    throw refuseAll([wrong('Idempotency-Key', '1-200 ASCII')]);
  }

  const idOf = (posted: Posted): Readonly<Record<string, string>> =>
    'number' in posted ? { service_request_id: posted.number } : { token: posted.token };

  return {
    async post(request: Request, reader: InLanguage): Promise<Answer> {
      const fields: Fields = new Map([...readQuery(request), ...readBody(request)]);
      const key = await writerOf(request, fields);
      const { wish, notices } = toWish(fields, key, reader);
      const idempotencyKey = markOf(request);
      await checkMedia(wish.mediaUrl);
      const posted = await open311Posting.post({ ...wish, ...(idempotencyKey !== undefined && { idempotencyKey }) });
      const notice = notices.map((words) => reader.speak(words, reader.language)).join(' ');
      return { root: 'service_requests', value: [{ ...idOf(posted), service_notice: notice, account_id: null }] };
    },

    async ofToken(request: Request, token: string): Promise<Answer> {
      askedCity(readQuery(request));
      const found = await open311Posting.ofToken(token);
      if (!found) throw refuseAll([unknown('token')]);
      if (found.state === 'failed') throw refusal('failed');
      return { root: 'service_requests', value: [{ service_request_id: found.number ?? null, token }] };
    },
  };
}
