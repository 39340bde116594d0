import type { Attachment, Reply, Surface } from '../../core/dialog/types.ts';
import type { Speak, Words } from '../../core/dialog/words.ts';

/** What the simulator's chat can show and take. */
export const simulatorSurface: Surface = {
  channel: 'simulator',
  accepts: ['text', 'press', 'photo', 'document', 'location', 'contact'],
  choices: 'buttons',
  optionsPerPage: 8,
  showsFiles: true,
  short: false,
};

export interface ChatButton {
  readonly label: string;
  readonly token: string;
}

export interface ChatFileCard {
  readonly kind: Attachment['kind'];
  readonly name: string;
  readonly mimeType: string;
  readonly url: string;
  readonly caption?: string;
}

/** A reply as the page draws it: words, no keys. */
export interface ChatReply {
  readonly rev: number;
  readonly language: string;
  readonly notices: readonly string[];
  readonly text: string;
  readonly options: readonly (ChatButton & { readonly number: number })[];
  readonly nav: readonly (ChatButton & { readonly kind: string })[];
  readonly files: readonly ChatFileCard[];
  readonly link?: { readonly url: string; readonly label: string };
  readonly asks: readonly string[];
  readonly end: boolean;
  readonly page: { readonly number: number; readonly of: number };
  /** Not to be drawn. */
  readonly silent?: true;
}

interface Drawing {
  readonly speak: Speak;
  /** Address of a stored file that the page may open. */
  readonly fileUrl: (fileId: string) => string;
}

/** Puts a reply into words and addresses for the page. Pure. */
export function renderReply(reply: Reply, { speak, fileUrl }: Drawing): ChatReply {
  const say = (words: Words): string => speak(words, reply.language);
  const card = (file: Attachment): ChatFileCard => ({
    kind: file.kind,
    name: file.name,
    mimeType: file.mimeType,
    url: fileUrl(file.fileId),
    ...(file.caption ? { caption: say(file.caption) } : {}),
  });
  return {
    rev: reply.rev,
    language: reply.language,
    notices: reply.notices.map(say),
    text: reply.body.map(say).join('\n'),
    options: reply.options.map(({ label, token, number }) => ({ label: say(label), token, number })),
    nav: reply.nav.map(({ kind, label, token }) => ({ kind, label: say(label), token })),
    files: reply.attachments.map(card),
    ...(reply.link ? { link: { url: reply.link.url, label: say(reply.link.label) } } : {}),
    asks: [...reply.asks],
    end: reply.end,
    page: reply.page,
    ...(reply.silent ? { silent: true } : {}),
  };
}

/** A reply as one SMS: no buttons, the link in full. Pure. */
export function renderSms(reply: Reply, speak: Speak): string {
  const words = [...reply.notices, ...reply.body].map((line) => speak(line, reply.language, { short: true }));
  return [...words, ...(reply.link ? [reply.link.url] : [])].filter((line) => line !== '').join('\n');
}
