import { shortHash } from '../hash.ts';
import type { Dialled } from './session.ts';

export const toDialled = (sessionId: string, text: string): Dialled => ({
  sessionId,
  length: text.length,
  hash: shortHash(text),
});

/**
 * What a phone has newly typed. USSD gateways send everything dialled so far, joined by `*`; a person may type `*` too,
 * so the new input is what follows the text already seen, never the last part of a split. Only the first request of a
 * session, which nobody typed at a screen, is taken apart into steps.
 */
export function newlyDialled(
  seen: Dialled | undefined,
  sessionId: string,
  text: string,
): { kind: 'begun'; steps: string[] } | { kind: 'next'; typed: string } | { kind: 'old' } {
  if (seen?.sessionId !== sessionId) return { kind: 'begun', steps: text === '' ? [] : text.split('*') };
  if (text.length <= seen.length || shortHash(text.slice(0, seen.length)) !== seen.hash) return { kind: 'old' };
  return { kind: 'next', typed: seen.length === 0 ? text : text.slice(seen.length + 1) };
}
