import { fileTypeFromBuffer } from 'file-type';
import { heic, isLisoloError, LisoloError } from '../errors.ts';
import { toSafePhoto } from './photo.ts';
import type { Content } from './photo.ts';
import type { MadeType } from './types.ts';

const extensions: Record<MadeType, string> = {
  'application/json': 'json',
  'text/plain': 'txt',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'application/pdf': 'pdf',
  'image/png': 'png',
};
const pictures: readonly string[] = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heif', 'image/avif'];

/** Bytes after the end mark by which a reader still takes a PDF (line ends, a signature's padding). */
const pdfTail = 1024;
/** Names that make a PDF run or carry something (ISO 32000-1, sections 7.11.4, 12.6.4.5 and 12.6.4.16). */
const activePdf = ['/JavaScript', '/Launch', '/EmbeddedFile'];

const isHeic = (type: string): boolean => /^image\/hei[cf]/.test(type);

const refuse = (reason: string): LisoloError => new LisoloError('unsupported_media', { reason });

/** The decoder lacks what newer iPhones make; whoever sent it can do something about that. */
const sayHeic =
  (type: string) =>
  (error: unknown): never => {
    throw isHeic(type) && isLisoloError(error, 'unsupported_media') ? refuse(heic) : error;
  };

async function sniff(bytes: Buffer): Promise<string | undefined> {
  try {
    return (await fileTypeFromBuffer(bytes))?.mime;
  } catch {
    // A file cut off inside its header makes the reader throw.
    return undefined;
  }
}

function toSafePdf(bytes: Buffer): Content {
  if (bytes.subarray(0, 5).toString('latin1') !== '%PDF-') throw refuse('not_a_plain_pdf');
  const end = bytes.lastIndexOf('%%EOF');
  if (end < 0 || end < bytes.length - pdfTail) throw refuse('truncated');
  if (activePdf.some((name) => bytes.includes(name))) throw refuse('active_content');
  return { bytes, mimeType: 'application/pdf', extension: 'pdf' };
}

/**
 * What may be kept of bytes that a person sent: a clean JPEG or PNG of any picture, or a plain PDF.
 * Throws `unsupported_media` (`details.reason`), `too_large` for a picture of too many pixels.
 */
export async function toSafeContent(bytes: Buffer): Promise<Content> {
  const type = await sniff(bytes);
  if (type === 'application/pdf') return toSafePdf(bytes);
  if (type !== undefined && pictures.includes(type)) return toSafePhoto(bytes).catch(sayHeic(type));
  throw refuse(type !== undefined && isHeic(type) ? heic : 'unknown_type');
}

/** What our own code has made, kept as it is. Throws `unsupported_media` when the bytes are not of that type. */
export async function toMadeContent(bytes: Buffer, type: MadeType): Promise<Content> {
  const binary = type === 'application/pdf' || type === 'image/png';
  const fits = binary ? (await sniff(bytes)) === type : isPlainText(bytes);
  if (!fits) throw refuse('not_the_declared_type');
  return { bytes, mimeType: type, extension: extensions[type] };
}

function isPlainText(bytes: Buffer): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
}
