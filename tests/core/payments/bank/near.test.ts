import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { showBankReference, toNoteNumber, type Fine } from '../../../../core/fines/index.ts';
import { bankLineModel, type BankLine } from '../../../../core/payments/index.ts';
import { bankWorld, plain, type BankWorld } from './bank-world.ts';

let world: BankWorld;
beforeAll(async () => {
  world = await bankWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

let count = 0;
async function lineOf(label: string, units = 1, currency = 'CDF'): Promise<BankLine> {
  await world.import(plain(`2026-11-20,${units},${currency},"${label}",N${(count += 1)}`));
  const line = (await world.lines()).at(-1);
  if (!line) throw new Error('no line');
  return line;
}
const swap = (text: string, at: number): string =>
  text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2);
/** Another digit in place of the one that is there. */
const wrong = (text: string, at: number): string =>
  text.slice(0, at) + String((Number(text[at]) + 1) % 10) + text.slice(at + 1);

describe('a reference that is nearly right', () => {
  const mistakes: readonly (readonly [string, (reference: string) => string])[] = [
    ['one wrong digit of the number', (reference) => wrong(reference, 14)],
    ['one wrong check digit', (reference) => wrong(reference, 3)],
    ['a missing digit', (reference) => reference.slice(0, 13) + reference.slice(14)],
    ['a digit too many', (reference) => `${reference.slice(0, 12)}7${reference.slice(12)}`],
    ['two digits that changed places', (reference) => swap(reference, 15)],
    ['a letter for a digit', (reference) => `${reference.slice(0, 15)}X${reference.slice(16)}`],
    ['a wrong country', (reference) => reference.replace('CD', 'CO')],
  ];
  it.each(mistakes)('is proposed, never applied: %s', async (_what, mistake) => {
    // A number whose last digits differ, so that there is something to exchange.
    await world.fine(9_000);
    const fine = await world.fine(50_000);
    const line = await lineOf(`VERSEMENT ${showBankReference(mistake(world.bankReference(fine)))} M. KABILA`, 50_000);
    expect(line).toMatchObject({
      state: 'proposed',
      proposals: [{ reference: fine.reference, reasons: ['reference_off_by_one', 'same_amount'] }],
    });
    expect(line.proposals[0]?.score).toBeGreaterThanOrEqual(75);
    expect(await world.fines.byId(fine.id)).toMatchObject({ paidAmount: 0 });
  });

  it('is proposed where zeros and ones were read as letters', async () => {
    const fine = await world.fine(50_000);
    const line = await lineOf(world.bankReference(fine).replaceAll('0', 'O'), 20_000);
    expect(line.proposals).toMatchObject([
      { reference: fine.reference, score: 90, reasons: ['reference_misread', 'other_amount'] },
    ]);
  });

  it('is found again whichever character is wrong', async () => {
    const fine = await world.fine(50_000);
    const reference = world.bankReference(fine);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: reference.length - 1 }),
        fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTUVWXYZ'),
        async (at, sign) => {
          const text = `DEPOT ${reference.slice(0, at)}${sign}${reference.slice(at + 1)} FIN`;
          if ((await world.debts.named(text)).length > 0) return;
          const clue = {
            label: text,
            money: { amount: 100, currency: 'CDF' as const },
            on: '2026-11-20',
            country: 'CD' as const,
          };
          expect((await world.debts.near(clue)).map(({ debt }) => debt.reference)).toContain(fine.reference);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a line without a bank reference', () => {
  it("is matched by the fine's own reference, by its note's number, and by its short number with the right amount", async () => {
    const fine = await world.fine(50_000);
    for (const label of [fine.reference, toNoteNumber(fine.reference), `NP ${fine.reference.replaceAll('-', ' ')}`])
      expect((await lineOf(`AMENDE ${label}`)).proposals).toMatchObject([
        { reference: fine.reference, reasons: ['note_number', 'other_amount'] },
      ]);
    expect((await lineOf(`AMENDE ${fine.shortCode}`, 50_000)).proposals[0]?.reasons).toEqual([
      'short_number',
      'same_amount',
    ]);
    expect(await lineOf(`TEL ${fine.shortCode}`, 77)).toMatchObject({ state: 'unmatched', proposals: [] });
  });

  it.each(['1234AB01', '1234 AB 01', '1234AB/01', 'plaque 1234-ab-01'])('is matched by the plate %s', async (plate) => {
    const fine = await world.fine(50_000);
    expect((await lineOf(`AMENDE ${plate} KINSHASA`, 50_000)).proposals).toMatchObject([
      { reference: fine.reference, reasons: ['plate', 'same_amount'] },
    ]);
  });

  it('puts the fine of the plate whose amount is right before the others', async () => {
    await world.fine(10_000);
    const fine = await world.fine(50_000);
    const { proposals } = await lineOf('AMENDE 1234AB01', 50_000);
    expect(proposals.map(({ reference }) => reference)[0]).toBe(fine.reference);
    expect(proposals.map(({ score }) => score)).toEqual([...proposals.map(({ score }) => score)].sort((a, b) => b - a));
    expect(proposals).toHaveLength(2);
  });

  it('is matched by the amount alone only where one fine of those days has it', async () => {
    const fine = await world.fine(33_333);
    expect((await lineOf('VERSEMENT', 33_333)).proposals).toMatchObject([
      { reference: fine.reference, score: 30, reasons: ['near_date', 'same_amount'] },
    ]);
    await world.fine(33_333);
    expect((await lineOf('VERSEMENT', 33_333)).state).toBe('unmatched');
  });
});

describe('a right reference', () => {
  const proposalOf = async (label: string, currency: string): Promise<BankLine> => lineOf(label, 50_000, currency);

  it('of what is not owed any more is only proposed', async () => {
    const fine = await world.fine(50_000);
    await world.fines.decide(fine.id, { to: 'dismissed', by: 'opj', role: 'opj', reason: 'not proven' });
    expect((await proposalOf(world.bankReference(fine), 'CDF')).proposals).toMatchObject([
      { reference: fine.reference, reasons: ['named', 'not_owed'] },
    ]);
  });

  it('with another currency, or of another country, is only proposed', async () => {
    const [fine, far] = [await world.fine(50_000), await world.fine(50_000, 'SN')];
    expect((await proposalOf(world.bankReference(fine), 'USD')).proposals[0]?.reasons).toEqual([
      'named',
      'other_currency',
    ]);
    expect((await proposalOf(world.bankReference(far), 'XOF')).proposals[0]?.reasons).toEqual([
      'named',
      'other_country',
    ]);
  });

  it('beside one that nobody gave out is only proposed', async () => {
    const [fine, gone] = [await world.fine(50_000), await world.fine(50_000)];
    await world.database.connection.collection('infractions').deleteOne({ _id: gone.id as never });
    const line = await proposalOf(`${world.bankReference(fine)} ${world.bankReference(gone)}`, 'CDF');
    expect(line).toMatchObject({ state: 'proposed', proposals: [{ reference: fine.reference }] });
    expect(line.proposals[0]?.reasons).toEqual(['named', 'same_amount']);
  });

  it('that nobody gave out is matched with nothing', async () => {
    const fine = await world.fine(50_000);
    const label = world.bankReference(fine);
    await world.database.connection.collection('infractions').deleteMany({});
    expect((await proposalOf(label, 'CDF')).state).toBe('unmatched');
  });
});

describe("an accountant's word", () => {
  it('applies what was proposed, once, also when two of them say it in the same moment', async () => {
    const fine: Fine = await world.fine(50_000);
    const { id } = await lineOf('AMENDE 1234AB01', 50_000);
    const answers = await Promise.all([
      world.bank.match(id, fine.reference, 'one'),
      world.bank.match(id, fine.shortCode, 'two'),
    ]);
    expect(answers.map(({ state }) => state)).toContain('applied');
    await world.settleDown();
    expect(await world.fines.byId(fine.id)).toMatchObject({ paidAmount: 5_000_000, moneyStatus: 'paid' });
    expect(await world.ledger.balances('cash:bank')).toMatchObject([{ amount: 5_000_000 }]);
    expect((await world.lines())[0]?.history.map(({ to }) => to)).toEqual(['proposed', 'exact', 'applied']);
  });

  it('gives the money to one of two fines that are named in the same moment', async () => {
    const [fine, other] = [await world.fine(50_000), await world.fine(50_000)];
    const { id } = await lineOf('SANS REFERENCE', 7);
    const said = await Promise.allSettled([
      world.bank.match(id, fine.reference, 'one'),
      world.bank.match(id, other.reference, 'two'),
    ]);
    expect(said.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(said.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'illegal_transition' } });
    const paid = await world.fines.byIds([fine.id, other.id]);
    expect(paid.map(({ paidAmount }) => paidAmount).sort()).toEqual([0, 700]);
    await expect(world.bank.ignore(id, 'too late', 'one')).rejects.toMatchObject({ code: 'illegal_transition' });
  });

  it('that cannot be followed leaves the line refused, to be matched again', async () => {
    const fine = await world.fine(50_000);
    const { id } = await lineOf('SANS REFERENCE', 9);
    const gone = { state: 'exact' as const, purpose: { kind: 'fine', id: 'gone' }, nextLookAt: world.now() };
    await bankLineModel(world.database.connection).updateOne({ _id: id }, { $set: gone });
    await world.bank.carryOn(world.now());
    expect((await world.lines())[0]).toMatchObject({ state: 'refused', history: [{}, { reason: 'not_found' }] });
    expect((await world.bank.match(id, fine.reference, 'one')).state).toBe('applied');
    expect(await world.fines.byId(fine.id)).toMatchObject({ paidAmount: 900 });
  });
});
