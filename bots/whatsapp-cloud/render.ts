import { shorten, toPieces } from '../../core/dialog/fit.ts';
import { toLines } from '../../core/dialog/lines.ts';
import { toPlainText, withTameParams } from '../../core/dialog/plain-text.ts';
import type { Attachment, Reply } from '../../core/dialog/types.ts';
import { t } from '../../core/dialog/words.ts';
import type { Speak, Words } from '../../core/dialog/words.ts';
import { mostRows, whatsappCloudSurface } from './surface.ts';

/** Sizes of the Cloud API, "interactive messages" and "media". */
export const limits = {
  text: 4_096,
  body: 1_024,
  caption: 1_024,
  button: 20,
  buttons: 3,
  row: 24,
  description: 72,
} as const;

interface ButtonAction {
  readonly buttons: readonly {
    readonly type: 'reply';
    readonly reply: { readonly id: string; readonly title: string };
  }[];
}
interface ListAction {
  readonly button: string;
  readonly sections: readonly { readonly rows: readonly Row[] }[];
}
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

/** One message to send: the API's own body, or a file that has to be handed over first. */
export type Call =
  | { readonly type: 'text'; readonly text: { readonly body: string; readonly preview_url: false } }
  | {
      readonly type: 'interactive';
      readonly interactive: {
        readonly type: 'button';
        readonly body: { readonly text: string };
        readonly action: ButtonAction;
      };
    }
  | {
      readonly type: 'interactive';
      readonly interactive: {
        readonly type: 'list';
        readonly body: { readonly text: string };
        readonly action: ListAction;
      };
    }
  | {
      readonly type: Attachment['kind'];
      readonly file: { readonly id: string; readonly name: string };
      readonly caption?: string;
    };

interface Entry {
  readonly token: string;
  readonly label: string;
}

const toTexts = (text: string): Call[] =>
  toPieces(text, limits.text).map((body) => ({ type: 'text', text: { body, preview_url: false } }));

const areButtons = (entries: readonly Entry[]): boolean =>
  entries.length <= limits.buttons &&
  entries.every(({ label }) => label.length <= limits.button) &&
  new Set(entries.map(({ label }) => label)).size === entries.length;

function toRow({ token, label }: Entry): Row {
  if (label.length <= limits.row) return { id: token, title: label };
  return { id: token, title: shorten(label, limits.row), description: shorten(label, limits.description) };
}

/** The text with its choices; what is too long for one interactive message goes ahead of it as plain text. */
function toInteractive(text: string, entries: readonly Entry[], choose: string): Call[] {
  const pieces = toPieces(text, limits.body);
  const body = { text: pieces.at(-1) ?? choose };
  const before = toTexts(pieces.slice(0, -1).join('\n'));
  if (areButtons(entries)) {
    const buttons = entries.map(({ token, label }) => ({ type: 'reply', reply: { id: token, title: label } }) as const);
    return [...before, { type: 'interactive', interactive: { type: 'button', body, action: { buttons } } }];
  }
  const action = { button: shorten(choose, limits.button), sections: [{ rows: entries.map(toRow) }] };
  return [...before, { type: 'interactive', interactive: { type: 'list', body, action } }];
}

function toFileCalls(attachment: Attachment, say: (words: Words) => string): Call[] {
  const caption = attachment.caption === undefined ? '' : say(attachment.caption);
  const file = { type: attachment.kind, file: { id: attachment.fileId, name: attachment.name } };
  if (caption === '') return [file];
  return caption.length <= limits.caption ? [{ ...file, caption }] : [file, ...toTexts(caption)];
}

/** A reply as messages: files first, then the text with its buttons or its list. Pure. */
export function render(reply: Reply, speak: Speak): Call[] {
  const raw = (words: Words): string =>
    speak(typeof words === 'string' ? words : withTameParams(words), reply.language);
  const say = (words: Words): string => toPlainText(raw(words));
  const entries = [...reply.options, ...reply.nav].map(({ token, label }) => ({ token, label: say(label) }));
  const body = [...reply.body.map(say), ...(reply.link ? [`${say(reply.link.label)}\n${reply.link.url}`] : [])];
  const asLines = entries.length > mostRows;
  const spelledOut = asLines || entries.some(({ label }) => label.length > limits.description);
  const lines = {
    language: reply.language,
    notices: reply.notices.map(say),
    body,
    options: spelledOut ? reply.options.map((option) => ({ ...option, label: say(option.label) })) : [],
    nav: asLines ? reply.nav.map((nav) => ({ ...nav, label: say(nav.label) })) : [],
  };
  const text = toLines(lines, (words) => (typeof words === 'string' ? words : say(words)), whatsappCloudSurface);
  const files = reply.attachments.flatMap((attachment) => toFileCalls(attachment, say));
  if (entries.length === 0 || asLines) return [...files, ...toTexts(text)];
  return [...files, ...toInteractive(text, entries, say(t('whatsapp:choose')))];
}
