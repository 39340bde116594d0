import { toPieces } from '../../core/dialog/fit.ts';
import { toLines } from '../../core/dialog/lines.ts';
import { toPlainText, withTameParams } from '../../core/dialog/plain-text.ts';
import type { Attachment, Reply } from '../../core/dialog/types.ts';
import type { Speak, Words } from '../../core/dialog/words.ts';
import { bold } from './bold.ts';
import { whatsappSurface } from './surface.ts';

/** One message to send. */
export type Call =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'file';
      readonly as: Attachment['kind'];
      readonly fileId: string;
      readonly name: string;
      readonly mimeType: string;
      readonly caption?: string;
    };

/** WhatsApp takes this many characters in a text, and in the caption of a file. */
export const longestText = 65_536;
export const longestCaption = 1_024;
/** A question longer than this is not a heading. */
const longestHeading = 120;

function heading(paragraphs: readonly string[], hasChoices: boolean): readonly string[] {
  const [first, ...rest] = paragraphs;
  if (first === undefined || !hasChoices || first.length > longestHeading) return paragraphs;
  return [bold(first), ...rest];
}

/** The last message: what is said, numbered choices, and where else to go. */
function toText(reply: Reply, say: (words: Words) => string): string {
  const link = reply.link ? [`${say(reply.link.label)}\n${reply.link.url}`] : [];
  const lines = {
    language: reply.language,
    notices: reply.notices.map(say),
    body: [...heading(reply.body.map(say), reply.options.length > 0), ...link],
    options: reply.options.map((option) => ({ ...option, label: say(option.label) })),
    nav: reply.nav.map((nav) => ({ ...nav, label: say(nav.label) })),
  };
  return toLines(lines, (words) => (typeof words === 'string' ? words : say(words)), whatsappSurface);
}

function toFileCalls(attachment: Attachment, say: (words: Words) => string): Call[] {
  const { kind: as, fileId, name, mimeType } = attachment;
  const caption = attachment.caption === undefined ? '' : say(attachment.caption);
  const file = { kind: 'file', as, fileId, name, mimeType } as const;
  if (caption === '') return [file];
  if (caption.length <= longestCaption) return [{ ...file, caption }];
  return [file, ...toPieces(caption, longestText).map((text) => ({ kind: 'text', text }) as const)];
}

/** A reply as messages: files first, the text with the numbers last, so that it stands above the keyboard. Pure. */
export function render(reply: Reply, speak: Speak): Call[] {
  const say = (words: Words): string =>
    toPlainText(
      speak(typeof words === 'string' ? words : withTameParams(words), reply.language, {
        short: whatsappSurface.short,
      }),
    );
  const files = reply.attachments.flatMap((attachment) => toFileCalls(attachment, say));
  const texts = toPieces(toText(reply, say), longestText).map((text): Call => ({ kind: 'text', text }));
  return [...files, ...texts];
}
