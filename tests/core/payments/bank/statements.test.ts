import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { showBankReference } from '../../../../core/fines/index.ts';
import { checkLedger } from '../../../../core/ledger-check.ts';
import { bankLineModel, bankStatementModel, paymentModel } from '../../../../core/payments/index.ts';
import { bankWorld, plain, rawbank, type BankWorld } from './bank-world.ts';

let world: BankWorld;
beforeAll(async () => {
  world = await bankWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const agree = async (): Promise<void> => expect((await checkLedger(world.database)).faults).toEqual([]);
const states = async (): Promise<string[]> => (await world.lines()).map(({ state }) => state);
const payments = () => paymentModel(world.database.connection).countDocuments();
const credit = async (): Promise<number> =>
  -(await world.ledger.balances('credit:')).reduce((sum, { amount }) => sum + amount, 0);

describe('a statement of a bank', () => {
  it('settles the fine that its line names, with a receipt and the book, as any payment', async () => {
    const fine = await world.fine(50_000);
    const label = `VERSEMENT ESPÈCES ${showBankReference(world.bankReference(fine))} KABILA J`;
    const outcome = await world.import(
      rawbank(
        `20/11/2026;${label};;50 000,00`,
        '20/11/2026;FRAIS DE TENUE DE COMPTE;1.250,50;',
        '20/11/2026;TOTAL;;',
        '31/02/2026;VERSEMENT;;100,00',
      ),
      'raw',
    );
    expect(outcome).toMatchObject({ credits: 1, exact: 1, known: 0, outgoing: 1, faulty: 2 });
    expect(outcome.faults).toEqual([
      { line: 6, reason: 'the amount is not a number of this currency' },
      { line: 7, reason: 'the date is not a day written as dd/MM/yyyy' },
    ]);
    expect(await world.fines.byId(fine.id)).toMatchObject({ moneyStatus: 'paid', paidAmount: 5_000_000 });
    const [line] = await world.lines();
    expect(line).toMatchObject({
      state: 'applied',
      label,
      on: '2026-11-20',
      amount: 5_000_000,
      currency: 'CDF',
      line: 4,
    });
    const payment = await world.payments.byId(line?.paymentId ?? '');
    expect(payment).toMatchObject({ provider: 'bank', operator: 'Rawbank', state: 'confirmed', providerRef: line?.id });
    expect(payment?.receiptNumber).toMatch(/^Q-CD-/);
    expect(await world.ledger.balances('cash:bank')).toMatchObject([{ amount: 5_000_000 }]);
    await agree();
  });

  it('reads signed amounts, ISO dates and the number of the transaction, and leaves alone what goes out', async () => {
    const [fine, other] = [await world.fine(50_000), await world.fine(20_000)];
    await world.import(
      plain(
        `2026-11-19,50000.00,CDF,"dépôt, ${world.bankReference(fine)}",T1`,
        '2026-11-19,-300,CDF,commission,T2',
        `2026-11-20,20000,FC,${world.bankReference(other)},T3`,
        `2026-11-20,9,EUR,${world.bankReference(other)},T4`,
      ),
    );
    expect(await states()).toEqual(['applied', 'applied']);
    expect((await world.fines.byIds([fine.id, other.id])).map(({ moneyStatus }) => moneyStatus)).toEqual([
      'paid',
      'paid',
    ]);
    const statement = await bankStatementModel(world.database.connection).findOne().lean();
    expect(statement).toMatchObject({ by: 'accountant', credits: 2, outgoing: 1, faulty: 1 });
    expect(statement?.faults).toMatchObject([{ line: 5, reason: 'the currency is not one of ours' }]);
  });

  it('is read without a head, by the places of its columns, in another country', async () => {
    const fine = await world.fine(12_000, 'SN');
    await world.import(`20/11/26\tVIREMENT\t${world.bankReference(fine)}\t12,000\n`, 'dakar');
    expect(await world.fines.byId(fine.id)).toMatchObject({ moneyStatus: 'paid' });
    await agree();
  });

  it('pays a part with less, and keeps what is too much as a credit, also of what is already paid', async () => {
    const fine = await world.fine(50_000);
    const reference = world.bankReference(fine);
    await world.import(plain(`2026-11-19,20000,CDF,${reference},T1`));
    expect(await world.fines.byId(fine.id)).toMatchObject({ moneyStatus: 'partly_paid', paidAmount: 2_000_000 });
    await world.import(plain(`2026-11-20,40000,CDF,${reference},T2`, `2026-11-20,5000,CDF,${reference},T3`));
    expect(await world.fines.byId(fine.id)).toMatchObject({ moneyStatus: 'paid', paidAmount: 5_000_000 });
    expect(await credit()).toBe(1_500_000);
    await agree();
  });

  it('pays several fines that one line names, in their order', async () => {
    const [one, two] = [await world.fine(10_000), await world.fine(20_000)];
    const label = `${world.bankReference(one)} ET ${world.bankReference(two)}`;
    await world.import(plain(`2026-11-19,25000,CDF,${label},T1`));
    const paid = await world.fines.byIds([one.id, two.id]);
    expect(paid.map(({ paidAmount }) => paidAmount)).toEqual([1_000_000, 1_500_000]);
    await agree();
  });

  it('tells the owner with the receipt, and nobody else, since nobody asked in a dialog', async () => {
    const fine = await world.fine(50_000);
    await world.database.connection
      .collection('infractions')
      .updateOne({ _id: fine.id as never }, { $set: { ownerId: 'owner' } });
    await world.import(plain(`2026-11-19,50000,CDF,${world.bankReference(fine)},T1`));
    expect(world.notices.map(({ to }) => to)).toEqual([{ personId: 'owner' }]);
    expect(world.notices[0]?.attachments).toHaveLength(1);
    expect(JSON.stringify(world.notices[0]?.body)).toContain('payments:notice.paid');
  });

  it('changes nothing when it is imported again, nor what an overlapping one repeats', async () => {
    const [fine, other] = [await world.fine(50_000), await world.fine(20_000)];
    const rows = [
      `19/11/2026;DEPOT ${world.bankReference(fine)};;50.000,00`,
      '19/11/2026;DEPOT SANS NOM;;1 000,00',
      '19/11/2026;DEPOT SANS NOM;;1 000,00',
    ];
    const first = await world.import(rawbank(...rows), 'raw');
    const again = await world.import(rawbank(...rows), 'raw');
    expect(again).toMatchObject({ statementId: first.statementId, known: 3, exact: 0, unmatched: 0, faulty: 0 });
    const next = await world.import(rawbank(...rows, `20/11/2026;DEPOT ${world.bankReference(other)};;20 000`), 'raw');
    expect(next).toMatchObject({ known: 3, exact: 1 });
    expect(await states()).toEqual(['applied', 'unmatched', 'unmatched', 'applied']);
    expect(await payments()).toBe(2);
    await agree();
  });

  it('says what it would do when it is only tried, and does nothing', async () => {
    const fine = await world.fine(50_000);
    const rows = [
      `2026-11-19,50000,CDF,${world.bankReference(fine)},T1`,
      '2026-11-19,1,CDF,rien,T2',
      '2026-11-19,1,CDF,rien,T2',
    ];
    const tried = await world.import(plain(...rows), 'plain', true);
    expect(tried).toMatchObject({ dryRun: true, credits: 3, exact: 1, unmatched: 1, known: 1 });
    expect(tried.lines[0]).toMatchObject({ line: 2, state: 'exact', reference: fine.reference });
    expect(await world.lines()).toEqual([]);
    expect(await bankStatementModel(world.database.connection).countDocuments()).toBe(0);
    expect(await world.fines.byId(fine.id)).toMatchObject({ paidAmount: 0 });
  });

  it('is stored once by two imports in the same moment', async () => {
    const fines = [await world.fine(10_000), await world.fine(20_000), await world.fine(30_000)];
    const rows = fines.map((fine, at) => `2026-11-19,5000,CDF,${world.bankReference(fine)},T${at}`);
    const both = await Promise.all([
      world.import(plain(...rows)),
      world.import(plain(...rows, '2026-11-20,1,CDF,x,T9')),
    ]);
    expect(both.reduce((sum, { exact }) => sum + exact, 0)).toBe(3);
    await world.settleDown();
    expect(await payments()).toBe(3);
    expect(await world.ledger.balances('cash:bank')).toMatchObject([{ amount: 1_500_000 }]);
    await agree();
  });

  it('lists a number of a transaction that comes back with another amount, and takes neither away', async () => {
    await world.import(plain('2026-11-19,100,CDF,un,T1'));
    const outcome = await world.import(plain('2026-11-19,200,CDF,deux,T1', '2026-11-19,300,CDF,trois,T3'));
    expect(outcome).toMatchObject({ faulty: 1, unmatched: 1 });
    expect(outcome.faults).toEqual([{ line: 2, reason: 'the number of the transaction belongs to another line' }]);
    expect((await world.lines()).map(({ amount }) => amount)).toEqual([10_000, 30_000]);
  });

  it('loses only the broken line of a file with a quote that is never closed', async () => {
    const fine = await world.fine(50_000);
    const outcome = await world.import(
      plain(`2026-11-19,100,CDF,"jamais fermé,T1`, `2026-11-19,50000,CDF,"${world.bankReference(fine)}",T2`),
    );
    expect(outcome).toMatchObject({ exact: 1, faults: [{ line: 2, reason: 'the quotes do not match' }] });
    expect(await world.fines.byId(fine.id)).toMatchObject({ moneyStatus: 'paid' });
  });

  it.each([
    [
      'in another writing',
      Buffer.from('date,amount,currency,label,id\n2026-11-19,1,CDF,d\xe9p\xf4t,1', 'latin1'),
      'invalid_input',
    ],
    ['without a column', Buffer.from('date,amount,label\n'), 'invalid_input'],
    ['that is empty', Buffer.from(''), 'invalid_input'],
    ['that is too long', Buffer.alloc(5_000_001), 'too_large'],
    ['of too many lines', Buffer.from(`date,amount,currency,label,id\n${'1\n'.repeat(10_001)}`), 'too_large'],
  ])('is refused as a whole %s', async (_what, bytes, code) => {
    const wish = { bytes, profile: 'plain', by: 'accountant' };
    await expect(world.bank.importStatement(wish)).rejects.toMatchObject({ code });
    await expect(world.bank.importStatement({ ...wish, profile: 'toString' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await bankStatementModel(world.database.connection).countDocuments()).toBe(0);
  });
});

describe('a line whose debt is certain', () => {
  it.each(['apply', 'post', 'print', 'store'] as const)(
    'is applied once though the process dies at %s',
    async (fault) => {
      for (const when of ['before', 'after'] as const) {
        await world.clear();
        const fine = await world.fine(50_000);
        world.faults.set(fault, when);
        await world.import(plain(`2026-11-19,50000,CDF,${world.bankReference(fine)},T1`));
        await world.settleDown();
        expect(await world.fines.byId(fine.id)).toMatchObject({ paidAmount: 5_000_000 });
        expect((await world.payments.byId((await world.lines())[0]?.paymentId ?? ''))?.steps.told).toBeDefined();
        await agree();
      }
    },
  );

  it('is taken up by the job when the process died after it was stored', async () => {
    const fine = await world.fine(50_000);
    await world.import(plain(`2026-11-19,50000,CDF,${world.bankReference(fine)},T1`));
    const lines = bankLineModel(world.database.connection);
    // As if it had died right after storing the line, and again after booking the payment.
    await lines.updateOne({}, { $set: { state: 'exact', nextLookAt: world.now() }, $unset: { paymentId: 1 } });
    expect(await Promise.all([world.bank.carryOn(world.now()), world.bank.carryOn(world.now())])).toContain(1);
    expect(await states()).toEqual(['applied']);
    expect(await world.bank.carryOn(world.now())).toBe(0);
    expect(await payments()).toBe(1);
    await agree();
  });
});
