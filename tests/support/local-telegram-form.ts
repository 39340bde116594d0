import type { IncomingMessage } from 'node:http';
import type { Parameters } from './local-telegram-rules.ts';

export interface FormFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export const isFormFile = (value: unknown): value is FormFile =>
  typeof value === 'object' && value !== null && 'bytes' in value && Buffer.isBuffer(value.bytes);

/** The parameters of a call, sent as JSON or as a form with files. */
export async function readParameters(request: IncomingMessage): Promise<Parameters> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const boundary = /^multipart\/form-data;\s*boundary=("?)(.+)\1$/.exec(request.headers['content-type'] ?? '')?.[2];
  if (boundary !== undefined) return resolveAttachments(readForm(body, boundary));
  return body.length === 0 ? {} : (JSON.parse(body.toString()) as Parameters);
}

/** Vendors' forms are laxer than fetch's own reader allows (no space after `form-data;`, names without quotes). */
function readForm(body: Buffer, boundary: string): Parameters {
  const text = body.toString('latin1');
  const parts = text.split(new RegExp(`(?:^|\r\n)--${boundary}(?:--)?(?:\r\n|$)`)).slice(1, -1);
  return Object.fromEntries(parts.map(readPart));
}

function readPart(part: string): [string, string | FormFile] {
  const end = part.indexOf('\r\n\r\n');
  const head = Buffer.from(part.slice(0, end), 'latin1').toString();
  const content = Buffer.from(part.slice(end + 4), 'latin1');
  const name = /[; ]name="([^"]*)"/.exec(head)?.[1] ?? '';
  const file = /filename="?([^"\r\n;]*)/.exec(head)?.[1];
  return [name, file === undefined ? content.toString() : { name: file, bytes: content }];
}

/** `photo: "attach://abc"` names the part that holds the bytes. */
const resolveAttachments = (form: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(form).map(([name, value]) => [
      name,
      typeof value === 'string' && value.startsWith('attach://') ? form[value.slice('attach://'.length)] : value,
    ]),
  );
