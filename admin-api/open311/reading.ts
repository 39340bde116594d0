import express, { type Request, type RequestHandler } from 'express';
import { refusal } from './faults.ts';
import { parseForm, parseJsonFields, type Fields } from './form.ts';

const bodyLimit = '64kb';
const longestQuery = 8_000;

/** The bytes as they are: what they mean is found out here, so that a wrong letter is told and not replaced. */
export const takeBytes: RequestHandler = express.raw({ limit: bodyLimit, type: () => true });

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refusal('unreadable');
  }
}

/** What stands behind the question mark. Throws `invalid_input`. */
export function readQuery(request: Request): Fields {
  const at = request.originalUrl.indexOf('?');
  const query = at < 0 ? '' : request.originalUrl.slice(at + 1);
  if (query.length > longestQuery) throw refusal('tooLarge');
  return parseForm(query);
}

const isUtf8 = (request: Request): boolean => {
  const [, charset] = /charset="?([^";\s]+)/i.exec(request.get('content-type') ?? '') ?? [];
  return charset === undefined || ['utf-8', 'utf8', 'us-ascii'].includes(charset.toLowerCase());
};

/** A form, as the specification has it, or JSON. Throws `invalid_input`, `unsupported_media`. */
export function readBody(request: Request): Fields {
  const bytes: unknown = request.body;
  const text = Buffer.isBuffer(bytes) ? utf8(bytes) : '';
  if (!isUtf8(request)) throw refusal('contentType');
  const type = (request.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return parseJsonFields(text);
  if (text === '' || type === '' || type === 'application/x-www-form-urlencoded') return parseForm(text);
  throw refusal('contentType');
}
