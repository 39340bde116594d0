import { foldWords } from '../../dialog/commands.ts';
import { hintFor } from '../../dialog/hints.ts';
import type { Looking, Option, Outcome, Turn, View } from '../../dialog/types.ts';
import type { Language, Speak } from '../../dialog/words.ts';
import { yesOrNo } from '../../dialog/yes-no.ts';

/** What is chosen by writing a choice as it stands there; undefined where something else is written. */
export type SaidChoice = (typed: string, options: readonly Option[], language: Language) => string | undefined;

export const createSaidChoice =
  (speak: Speak): SaidChoice =>
  (typed, options, language) =>
    options.find(({ label }) => foldWords(speak(label, language)) === foldWords(typed))?.value;

type Chosen = (options: readonly Option[]) => string | undefined;

export const first: Chosen = (options) => options[0]?.value;
export const last: Chosen = (options) => options.at(-1)?.value;
/** Of a question to which there are two answers. */
export const firstOfTwo: Chosen = (options) => (options.length === 2 ? first(options) : undefined);

/**
 * Whoever writes a choice, or yes or no, has answered the question; anything else goes on to `otherwise`. A yes or no that
 * answers nothing is not understood: it is never taken for what somebody tells.
 */
export const inWords =
  <S extends string, D, Deps extends { readonly saidChoice: SaidChoice }>({
    show,
    choice,
    yes,
    no,
    otherwise,
  }: {
    readonly show: (looking: Looking<D, Deps>) => View | Promise<View>;
    readonly choice: (turn: Turn<D, Deps>, value: string) => Outcome<S, D> | Promise<Outcome<S, D>>;
    readonly yes?: Chosen;
    readonly no?: Chosen;
    readonly otherwise?: (turn: Turn<D, Deps>, typed: string) => Outcome<S, D> | Promise<Outcome<S, D>>;
  }) =>
  async (turn: Turn<D, Deps>, typed: string): Promise<Outcome<S, D>> => {
    const { options = [] } = await show(turn);
    const said = yesOrNo(typed);
    const value = turn.deps.saidChoice(typed, options, turn.language) ?? (said && { yes, no }[said]?.(options));
    if (value !== undefined) return choice(turn, value);
    return said === undefined && otherwise ? otherwise(turn, typed) : { retry: hintFor(turn.surface).notUnderstood };
  };
