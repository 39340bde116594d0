import { foldWords } from './commands.ts';

/** People write the answer as often as they press it. */
const yes = new Set(['oui', 'yes', 'ok', 'iyo', 'ee', 'ndiyo', 'ndio', 'waaw', 'c est ca', 'exact']);
const no = new Set(['non', 'no', 'te', 'hapana', 'deedeet']);

/** Whether a text says yes or no, in any of our languages; undefined when it says something else. */
export function yesOrNo(typed: string): 'yes' | 'no' | undefined {
  const said = foldWords(typed);
  return yes.has(said) ? 'yes' : no.has(said) ? 'no' : undefined;
}
