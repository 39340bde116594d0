import { septets, toGsm } from '../dialog/gsm.ts';
import type { Attachment, Reply } from '../dialog/types.ts';
import { t } from '../dialog/words.ts';
import type { Language, Speak, Words } from '../dialog/words.ts';
import type { Notice } from './types.ts';

/** 3GPP TS 23.040: one SMS carries 160 septets, a part of a longer one 153. */
const singleSeptets = 160;
const partSeptets = 153;
/** Each part costs money; longer texts belong behind the link. */
const maxParts = 3;
const ellipsis = '...';

/** A notice as a door delivers it: a reply that asks for nothing. */
export const toReply = (
  key: string,
  message: Pick<Notice, 'body' | 'attachments' | 'link'>,
  language: Language,
): Reply => ({
  dialogId: `notice:${key}`,
  rev: 0,
  language,
  notices: [],
  body: message.body,
  options: [],
  nav: [],
  attachments: message.attachments ?? [],
  ...(message.link ? { link: message.link } : {}),
  asks: [],
  end: true,
  page: { number: 1, of: 1 },
});

/** The longest beginning that fits, cut between words where there are any. */
function cut(text: string, limit: number): string {
  if (septets(text) <= limit) return text;
  let kept = '';
  for (const character of text) {
    if (septets(kept) + septets(character) > limit - septets(ellipsis)) break;
    kept += character;
  }
  const lastSpace = kept.search(/\s\S*$/);
  return `${(lastSpace > kept.length / 2 ? kept.slice(0, lastSpace) : kept).trimEnd()}${ellipsis}`;
}

/**
 * The same notice as an SMS: one string in the GSM alphabet, short wording, files as links at its end, at most three
 * parts. Links are never cut: the text before them is.
 */
export function toSmsReply(
  reply: Reply,
  { speak, linkTo }: { readonly speak: Speak; readonly linkTo: (attachment: Attachment) => string },
): Reply {
  const say = (words: Words): string => toGsm(speak(words, reply.language, { short: true })).trim();
  const names = reply.attachments.map(({ caption }) => say(caption ?? t('notifications:file')));
  const links = [
    ...(reply.link ? [reply.link.url] : []),
    ...reply.attachments.map((attachment, at) => `${names[at] ?? ''}: ${linkTo(attachment)}`),
  ].map((link) => `\n${toGsm(link)}`);
  const tail = links.join('');
  // A line that only names a file stands before its link already.
  const lines = reply.body.map(say).filter((line) => line !== '' && !names.includes(line));
  const text = lines.join('\n');
  const single = septets(text) + septets(tail) <= singleSeptets;
  const limit = (single ? singleSeptets : maxParts * partSeptets) - septets(tail);
  const body = `${cut(text, Math.max(limit, 0))}${tail}`.trim();
  const { link: _shown, ...rest } = reply;
  return { ...rest, body: [body], attachments: [] };
}
