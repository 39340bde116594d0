import { toLines } from '../../core/dialog/lines.ts';
import type { Attachment, Reply } from '../../core/dialog/types.ts';
import type { Param, Speak, Text, Words } from '../../core/dialog/words.ts';
import { bold, toPlainText } from './plain-text.ts';
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

const inOneLine = (param: Param): Param => {
  if (typeof param === 'string') return param.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ');
  return typeof param === 'object' && 'key' in param ? withTameParams(param) : param;
};

/** Data inside a sentence stays in its line, so that a name cannot write a menu of its own. */
function withTameParams(text: Text): Text {
  if (!text.params) return text;
  return {
    ...text,
    params: Object.fromEntries(Object.entries(text.params).map(([name, param]) => [name, inOneLine(param)])),
  };
}

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

/** Pieces that fit into one message, broken between lines where that can be. */
export function toMessages(text: string, longest: number = longestText): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const line = rest.lastIndexOf('\n', longest);
    const at = line > longest / 2 ? line : longest - (/[\uD800-\uDBFF]/.test(rest.charAt(longest - 1)) ? 1 : 0);
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? pieces : [...pieces, rest];
}

function toFileCalls(attachment: Attachment, say: (words: Words) => string): Call[] {
  const { kind: as, fileId, name, mimeType } = attachment;
  const caption = attachment.caption === undefined ? '' : say(attachment.caption);
  const file = { kind: 'file', as, fileId, name, mimeType } as const;
  if (caption === '') return [file];
  if (caption.length <= longestCaption) return [{ ...file, caption }];
  return [file, ...toMessages(caption).map((text) => ({ kind: 'text', text }) as const)];
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
  const texts = toMessages(toText(reply, say)).map((text): Call => ({ kind: 'text', text }));
  return [...files, ...texts];
}
