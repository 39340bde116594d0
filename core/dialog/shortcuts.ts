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
  /** The first dialog that claims this input; keywords go before recognisers. `alwaysOnly`: those that interrupt any screen. */
  find(input: Input, caller: Caller, surface: Surface, alwaysOnly?: boolean): Promise<ShortcutHit | undefined>;
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
      case 'photo':
        return shortcut.photo?.(input, bound.deps, caller);
      case 'location':
        return shortcut.location?.(input);
      default:
        return undefined;
    }
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
      for (const candidate of candidates) {
        const data = await recognise(candidate, input, caller);
        if (data) return toHit(candidate, data);
      }
      return undefined;
    },
  };
}
