/** The dialogue that both servers hold: which tea, how many cups, a confirmation that names both. */
export const teas = ['Kinkeliba', 'Bissap', 'Citronnelle'] as const;

export const askTea = 'Which tea?\n1. Kinkeliba\n2. Bissap\n3. Citronnelle';
export const askCups = (tea: string): string => `How many cups of ${tea}?`;
/** The line under a screen that is not the first; Lisolo adds it by itself. */
export const back = '\n0 Retour';
export const ordered = (tea: string, cups: string): string => `Ordered: ${cups} x ${tea}.`;

export interface Step {
  readonly text: string;
  /** The whole answer, to the letter. */
  readonly expected: string;
}

/** The three requests of one person, told apart by the number. */
export function dialogueOf(person: number): readonly Step[] {
  const choice = (person % 3) + 1;
  const cups = String((person % 9) + 1);
  const tea = teas[choice - 1] ?? '';
  return [
    { text: '', expected: `CON ${askTea}` },
    { text: String(choice), expected: `CON ${askCups(tea)}${back}` },
    { text: `${choice}*${cups}`, expected: `END ${ordered(tea, cups)}` },
  ];
}
