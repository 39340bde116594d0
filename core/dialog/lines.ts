import type { Reply, ReplyNav, Surface } from './types.ts';
import type { Speak, Words } from './words.ts';

/** The parts of a reply that are drawn as lines. */
export type Lines = Pick<Reply, 'language' | 'notices' | 'body' | 'options' | 'nav'>;

const navLine = (nav: readonly ReplyNav[], say: (words: Words) => string, short: boolean): string[] =>
  nav.length === 0 ? [] : [nav.map(({ typed, label }) => `${typed} ${say(label)}`).join(short ? ' ' : '   ')];

/**
 * A reply as numbered lines, for surfaces without buttons: what is said, one line a choice, then where else to go.
 * Reminders, body, choices and navigation are set apart by an empty line where there is room for it.
 */
export function toLines(reply: Lines, speak: Speak, surface: Pick<Surface, 'short'>): string {
  const say = (words: Words): string => speak(words, reply.language, { short: surface.short });
  const blocks = [
    reply.notices.map(say),
    reply.body.map(say),
    reply.options.map(({ number, label }) => `${number}. ${say(label)}`),
    navLine(reply.nav, say, surface.short),
  ].filter((block) => block.length > 0);
  return blocks.map((block) => block.join('\n')).join(surface.short ? '\n' : '\n\n');
}
