import type { PurposeRef } from '../payment.model.ts';
import type { StoredProposal } from './bank-line.model.ts';
import { obstacles, type Clue, type Debts, type Proposal } from './debts.ts';

/** Where a line begins. */
export type Match =
  | { readonly state: 'exact'; readonly purpose: PurposeRef; readonly reference: string }
  | { readonly state: 'proposed'; readonly proposals: readonly StoredProposal[] }
  | { readonly state: 'unmatched' };

const namedScore = 50;

const toStored = ({ debt, score, reasons }: Proposal): StoredProposal => ({
  purpose: debt.purpose,
  reference: debt.reference,
  score,
  reasons,
});

/**
 * What a line pays for. Certain only where references with right check digits name what is owed, in its currency; more
 * than is due becomes a credit, also of what is already paid. Everything else is proposed, for a person to decide.
 */
export async function matchLine(clue: Clue, debts: Debts): Promise<Match> {
  const named = await debts.named(clue.label);
  if (named.length > 0 && named.every((debt) => obstacles(debt, clue).length === 0)) {
    const { purpose, reference } = debts.together(named);
    return { state: 'exact', purpose, reference };
  }
  const proposals: readonly Proposal[] =
    named.length > 0
      ? named.map((debt) => ({ debt, score: namedScore, reasons: ['named', ...obstacles(debt, clue)] }))
      : await debts.near(clue);
  return proposals.length === 0 ? { state: 'unmatched' } : { state: 'proposed', proposals: proposals.map(toStored) };
}
