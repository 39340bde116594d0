import { foldWords, keywordsOf } from './commands.ts';
import type { BoundFlow, FlowRegistry } from './registry.ts';
import type { Caller, Input, Shortcut, Surface } from './types.ts';
import type { Speak } from './words.ts';

export interface ShortcutHit {
  readonly flow: string;
  readonly data: Record<string, unknown>;
  readonly screen?: string;
}

type AnyShortcut = Shortcut<Record<string, unknown>, unknown>;

interface Known {
  readonly bound: BoundFlow;
  readonly shortcut: AnyShortcut;
  readonly keywords: ReadonlySet<string>;
}

export interface Shortcuts {
  /**
   * The first dialog that claims this input: by a keyword, by recognising it, or by recognising what stands behind a
   * keyword. `alwaysOnly`: those that interrupt any screen, by what they claim as a whole.
   */
  find(input: Input, caller: Caller, surface: Surface, alwaysOnly?: boolean): Promise<ShortcutHit | undefined>;
}

/** "payer 1234AB01", "plaque: 1234AB01": what stands behind one of the keywords, the longest first. */
function behindKeyword(text: string, keywords: ReadonlySet<string>): string | undefined {
  const words = text.split(/\s+/);
  for (let count = words.length - 1; count > 0; count -= 1) {
    if (!keywords.has(foldWords(words.slice(0, count).join(' ')))) continue;
    const rest = words
      .slice(count)
      .join(' ')
      .replace(/^[^\p{L}\p{N}]+/u, '');
    if (rest !== '') return rest;
  }
  return undefined;
}

/** A7: what opens the right screen from anywhere. */
export function createShortcuts(registry: FlowRegistry, speak: Speak): Shortcuts {
  const known: Known[] = registry.all.flatMap((bound) =>
    (bound.flow.shortcuts ?? []).map((shortcut) => ({
      bound,
      shortcut,
      keywords: shortcut.keywords ? keywordsOf(shortcut.keywords, speak) : new Set<string>(),
    })),
  );

  const toHit = ({ bound, shortcut }: Known, data: Record<string, unknown>): ShortcutHit => ({
    flow: bound.flow.id,
    data,
    ...(shortcut.screen !== undefined && { screen: shortcut.screen }),
  });

  async function recognise(
    { bound, shortcut }: Known,
    input: Input,
    caller: Caller,
  ): Promise<Record<string, unknown> | undefined> {
    switch (input.kind) {
      case 'text':
        return shortcut.text?.(input.text, bound.deps, caller);
      case 'photo': {
        const { kind: _kind, ...photo } = input;
        return shortcut.photo?.(photo, bound.deps, caller);
      }
      case 'location':
        return shortcut.location?.(input);
      default:
        return undefined;
    }
  }

  async function first(candidates: readonly Known[], input: Input, caller: Caller): Promise<ShortcutHit | undefined> {
    for (const candidate of candidates) {
      const data = await recognise(candidate, input, caller);
      if (data) return toHit(candidate, data);
    }
    return undefined;
  }

  /** The dialog that the keyword belongs to is asked first, then all others: a reference after "payer" is not its own. */
  async function firstBehindKeyword(
    candidates: readonly Known[],
    text: string,
    caller: Caller,
  ): Promise<ShortcutHit | undefined> {
    for (const { bound, keywords } of candidates) {
      const rest = behindKeyword(text, keywords);
      if (rest === undefined) continue;
      const own = candidates.filter((candidate) => candidate.bound === bound);
      const others = candidates.filter((candidate) => candidate.bound !== bound);
      const hit = await first([...own, ...others], { kind: 'text', text: rest }, caller);
      if (hit) return hit;
    }
    return undefined;
  }

  return {
    async find(input, caller, surface, alwaysOnly = false) {
      const open = new Set(registry.openTo(caller, surface.channel));
      const candidates = known.filter(
        ({ bound, shortcut }) => open.has(bound) && (!alwaysOnly || shortcut.always === true),
      );
      const word = input.kind === 'text' ? foldWords(input.text) : undefined;
      const byWord = word === undefined ? undefined : candidates.find(({ keywords }) => keywords.has(word));
      if (byWord) return toHit(byWord, {});
      const whole = await first(candidates, input, caller);
      if (whole || input.kind !== 'text' || alwaysOnly) return whole;
      return firstBehindKeyword(candidates, input.text, caller);
    },
  };
}
