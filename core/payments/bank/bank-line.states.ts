export const bankLineStates = ['exact', 'applied', 'proposed', 'unmatched', 'ignored', 'refused'] as const;
export type BankLineState = (typeof bankLineStates)[number];

/** Who moves a line: this system, or a person of the administration. */
export type BankLineActor = 'system' | 'accountant';

const byHand = { exact: ['accountant'], ignored: ['accountant'] } as const;

/**
 * from -> to (who). Exact: what it pays for is certain, by its check digits or by an accountant's word, and its money is on
 * its way there. Refused: it could not go there after all. Money that was applied goes back by a refund only.
 */
export const bankLineTransitions: Record<BankLineState, Partial<Record<BankLineState, readonly BankLineActor[]>>> = {
  exact: { applied: ['system'], refused: ['system'] },
  applied: {},
  proposed: byHand,
  unmatched: byHand,
  ignored: { exact: ['accountant'] },
  refused: byHand,
};

/** The states from which this actor may move a line to `to`. */
export const bankLineSources = (to: BankLineState, by: BankLineActor): BankLineState[] =>
  bankLineStates.filter((from) => bankLineTransitions[from][to]?.includes(by));
