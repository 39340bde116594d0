import type { Connection } from 'mongoose';

import type { CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import { obstacles, type Clue, type Debt, type Debts, type NearReason, type Proposal } from '../payments/index.ts';
import { bankReferencesIn, toBankReference } from './bank-reference.ts';
import { finePurpose } from './fine-purpose.ts';
import type { FineService } from './fines.service.ts';
import { infractionModel, toFine, type Fine, type InfractionRecord } from './infraction.model.ts';
import { payableStates } from './infraction.states.ts';
import { codesNear, distanceWithin, foldReference } from './near-reference.ts';

const mostProposals = 5;
const mostFines = 300;
/** Banks write less into a line; what is longer is nobody's reference. */
const mostSigns = 200;
const dayMs = 86_400_000;
const week = 7 * dayMs;
/** By what it was found. What is found by several counts as found by the best. */
const scores: Partial<Record<NearReason, number>> = {
  named: 95,
  reference_misread: 95,
  reference_off_by_one: 90,
  note_number: 85,
  plate: 60,
  short_number: 55,
  near_date: 25,
};
const bonus = 5;
const rival = 20;
const obstacle = 30;

const toDebt = (fine: Fine): Debt => ({
  purpose: finePurpose([fine.id]),
  reference: fine.reference,
  country: fine.country,
  remaining: fine.remaining,
  isOwed: payableStates.includes(fine.state),
});

/** How a text comes near the references of a fine. */
function nearBy(fine: Fine, label: string, folded: string): NearReason | undefined {
  if (bankReferencesIn(label).includes(fine.reference)) return 'named';
  const distance = distanceWithin(folded, toBankReference(fine.reference));
  if (distance === 0) return 'reference_misread';
  if (distance === 1) return 'reference_off_by_one';
  if (folded.includes(fine.reference.replace(/-/g, ''))) return 'note_number';
  return label.split(/\D+/).includes(fine.shortCode) ? 'short_number' : undefined;
}

/** Words of the text that may be plates, also when they are written in pieces: `1234 AB 01`. */
function platesIn(label: string): string[] {
  const words = label.toUpperCase().split(/[^A-Z0-9]+/);
  const joined = words.flatMap((_, at) => [1, 2, 3].map((count) => words.slice(at, at + count).join('')));
  return [...new Set(joined)].filter((word) => /^(?=.*\d)[A-Z0-9]{4,10}$/.test(word)).slice(0, mostFines);
}

const isSameAmount = ({ remaining }: Fine, { money }: Clue): boolean =>
  remaining.amount === money.amount && remaining.currency === money.currency;

function toProposal(fine: Fine, by: NearReason, clue: Clue, isAlone: boolean): Proposal {
  const debt = toDebt(fine);
  const same = isSameAmount(fine, clue);
  const against = obstacles(debt, clue);
  const score = (scores[by] ?? 0) + (same ? bonus : -bonus) - (isAlone ? 0 : rival) - against.length * obstacle;
  return {
    debt,
    score: Math.max(1, Math.min(score, 99)),
    reasons: [by, same ? 'same_amount' : 'other_amount', ...against],
  };
}

/** Lets banks find the fines that lines of their statements pay for. */
export function createBankDebts({
  connection,
  fines,
}: {
  connection: Connection;
  fines: Pick<FineService, 'byReference'>;
}): Debts {
  const infractions = infractionModel(connection);
  const many = async (filter: Record<string, unknown>, most = mostFines): Promise<Fine[]> =>
    (await infractions.find(filter).sort({ at: 1, _id: 1 }).limit(most).lean<InfractionRecord[]>()).map(toFine);

  const byReferences = async (label: string): Promise<(readonly [Fine, NearReason])[]> => {
    const folded = foldReference(label).slice(0, mostSigns);
    const codes = codesNear(folded);
    const found = codes.length > 0 ? await many({ shortCode: { $in: codes } }) : [];
    return found.flatMap((fine) => {
      const by = nearBy(fine, label, folded);
      return by ? [[fine, by] as const] : [];
    });
  };

  const open = (country: CountryCode) => ({ country, state: { $in: payableStates } });

  const byPlate = async ({ label, country }: Clue): Promise<(readonly [Fine, NearReason])[]> => {
    const plates = platesIn(label);
    const found = plates.length > 0 ? await many({ ...open(country), plate: { $in: plates } }) : [];
    return found.filter(({ remaining }) => remaining.amount > 0).map((fine) => [fine, 'plate'] as const);
  };

  /** Only where no other fine of those days has this amount. */
  const byAmount = async (clue: Clue): Promise<(readonly [Fine, NearReason])[]> => {
    const day = Date.parse(clue.on);
    const found = await many(
      {
        ...open(clue.country),
        'due.currency': clue.money.currency,
        'due.amount': clue.money.amount,
        paidAmount: 0,
        at: { $gte: new Date(day - week), $lt: new Date(day + week + dayMs) },
      },
      2,
    );
    return found.length === 1 ? found.map((fine) => [fine, 'near_date'] as const) : [];
  };

  return {
    async named(label) {
      const references = bankReferencesIn(label);
      const found = references.length > 0 ? await many({ reference: { $in: references } }) : [];
      // Where one of several was never given out, it is not certain what the sum is for.
      return found.length === references.length ? found.map(toDebt) : [];
    },

    async near(clue) {
      const found = [...(await byReferences(clue.label)), ...(await byPlate(clue))];
      // A bare number of seven digits may be anything: it counts only with the right amount.
      const likely = found.filter(([fine, by]) => by !== 'short_number' || isSameAmount(fine, clue));
      const all = likely.length > 0 ? likely : await byAmount(clue);
      const best = new Map<string, Proposal>();
      for (const [fine, by] of all) {
        const isAlone = all.every(([other, otherBy]) => other.id === fine.id || otherBy !== by);
        const proposal = toProposal(fine, by, clue, isAlone);
        if ((best.get(fine.id)?.score ?? 0) < proposal.score) best.set(fine.id, proposal);
      }
      return [...best.values()].sort((a, b) => b.score - a.score).slice(0, mostProposals);
    },

    async byReference(typed) {
      const fine = await fines.byReference(typed);
      return fine && toDebt(fine);
    },

    together(debts) {
      const [first] = debts;
      if (!first) throw new LisoloError('invalid_input', { reason: 'nothing is named' });
      const ids = debts.map(({ purpose }) => purpose.id);
      return {
        ...first,
        purpose: finePurpose(ids),
        reference: debts.map(({ reference }) => reference).join(' + '),
        remaining: { ...first.remaining, amount: debts.reduce((sum, { remaining }) => sum + remaining.amount, 0) },
      };
    },
  };
}
