import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { toBankReference, type Fine } from '../../core/fines/index.ts';
import { addType, recordFine } from './road.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
let token: string;
let accountant: string;

beforeAll(async () => {
  server = await startServer();
  ({ token, personId: accountant } = await server.member('accountant'));
  await addType(server, 'speed', 5_000_000);
});
afterAll(() => server.stop());

const fine = (): Promise<Fine> => recordFine(server, 'speed');
let count = 0;
const statement = (...labels: readonly string[]): string =>
  ['date,amount,currency,label,id', ...labels.map((label) => `2026-11-20,50000,CDF,${label},N${(count += 1)}`)].join(
    '\n',
  );
const send = (content: string, query = '', as = token, type = 'text/csv') =>
  server.call('POST', `/bank-statements${query}`, { token: as, raw: { type, content } });
const post = (path: string, body: unknown, as = token) => server.call('POST', path, { token: as, body });
const theLine = async (statementId: string) =>
  (await server.call('GET', `/bank-lines?statementId=${statementId}`, { token })).json.items[0];

describe('a statement of a bank', () => {
  it('is taken in by an accountant, shown with how its lines stand, and written down', async () => {
    const paid = await fine();
    const taken = await send(`${statement(toBankReference(paid.reference))}\n2026-11-20,7,CDF,DON ANONYME,D1`);
    expect(taken.json).toMatchObject({ dryRun: false, credits: 2, exact: 1, unmatched: 1, faulty: 0 });
    const { statementId } = taken.json;
    const shown = await server.call('GET', `/bank-statements/${statementId}`, { token });
    expect(shown.json).toMatchObject({ by: accountant, credits: 2, states: { applied: 1, unmatched: 1 } });
    const applied = await server.call('GET', `/bank-lines?statementId=${statementId}&state=applied`, { token });
    expect(applied.json).toMatchObject({ total: 1, items: [{ reference: paid.reference, amount: 5_000_000 }] });
    const payment = await server.call('GET', `/payments/${applied.json.items[0].paymentId}`, { token });
    expect(payment.json).toMatchObject({ provider: 'bank', state: 'confirmed', operator: 'Banque' });
    const receipt = await server.call('GET', `/payments/${applied.json.items[0].paymentId}/receipt.pdf`, { token });
    expect(receipt.text.slice(0, 5)).toBe('%PDF-');
    const [entry] = (await server.audit.list({ subjectId: statementId, skip: 0, limit: 1 })).items;
    expect(entry).toMatchObject({ action: 'bank.import', after: { exact: 1 } });
    expect(JSON.stringify(entry)).not.toContain('ANONYME');
  });

  it('is only tried with dryRun', async () => {
    const tried = await send(statement(toBankReference((await fine()).reference)), '?dryRun=true');
    expect(tried.json).toMatchObject({ dryRun: true, exact: 1, lines: [{ state: 'exact' }] });
    expect(tried.json.statementId).toBeUndefined();
  });

  it('is refused in another form, by an unknown profile, when it is empty, and from those who may not', async () => {
    expect((await send('{}', '', token, 'application/json')).status).toBe(415);
    expect((await send('x'.repeat(5_300_000))).status).toBe(413);
    const headless = await send('a,b\n1,2');
    expect(headless.json).toMatchObject({
      status: 400,
      detail: 'the head of the file lacks date, amount, currency, label, id',
    });
    expect((await send('', '')).status).toBe(400);
    expect((await send(statement('x'), '?profile=other')).json).toMatchObject({
      status: 400,
      detail: 'the profiles are plain',
    });
    const { token: support } = await server.member('support');
    expect((await send(statement('x'), '', support)).status).toBe(403);
    expect((await server.call('GET', '/bank-lines', { token: support })).status).toBe(403);
  });

  it('is exported so that no cell runs in a spreadsheet', async () => {
    await send(statement('"=HYPERLINK(""http://evil"")"'));
    const csv = await server.call('GET', '/bank-lines.csv', { token });
    expect(csv.text).toContain(`"'=HYPERLINK(""http://evil"")"`);
  });
});

describe('a line', () => {
  it('is matched by hand, once, and written down', async () => {
    const [paid, other] = [await fine(), await fine()];
    const { id } = await theLine((await send(statement('DEPOT SANS REFERENCE'))).json.statementId);
    const matched = await post(`/bank-lines/${id}/match`, { fineReference: paid.reference });
    expect(matched.json).toMatchObject({ state: 'applied', reference: paid.reference });
    const again = await post(`/bank-lines/${id}/match`, { fineReference: toBankReference(paid.reference) });
    expect(again.json).toMatchObject({ state: 'applied', paymentId: matched.json.paymentId });
    expect((await post(`/bank-lines/${id}/match`, { fineReference: other.reference })).status).toBe(409);
    expect(await server.fines.byId(paid.id)).toMatchObject({ paidAmount: 5_000_000 });
    const { items } = await server.audit.list({ subjectId: id, skip: 0, limit: 9 });
    expect(items[0]).toMatchObject({ action: 'bank.match', after: { reference: paid.reference } });
  });

  it('is set aside with a reason, and matched later all the same', async () => {
    const paid = await fine();
    const { id } = await theLine((await send(statement('LOYER'))).json.statementId);
    expect((await post(`/bank-lines/${id}/ignore`, { reason: 'no' })).status).toBe(400);
    expect((await post(`/bank-lines/${id}/ignore`, { reason: 'loyer de M. Kabila' })).json.state).toBe('ignored');
    expect((await post(`/bank-lines/${id}/ignore`, { reason: 'encore une fois' })).status).toBe(409);
    const { items } = await server.audit.list({ subjectId: id, skip: 0, limit: 9 });
    expect(JSON.stringify(items)).not.toContain('Kabila');
    expect((await post(`/bank-lines/${id}/match`, { fineReference: paid.shortCode })).json.state).toBe('applied');
  });

  it('is unknown, or what is named is: 404', async () => {
    expect((await post(`/bank-lines/${newId()}/match`, { fineReference: 'CD-2026-0001234' })).status).toBe(404);
    const { id } = await theLine((await send(statement('RIEN'))).json.statementId);
    expect((await post(`/bank-lines/${id}/match`, { fineReference: 'CD-2026-9999999' })).status).toBe(404);
  });
});

describe('money paid back by hand', () => {
  const paidBack = { means: 'bank', on: '2026-11-20', reason: 'payé deux fois' };

  async function creditOf(): Promise<string> {
    const reference = toBankReference((await fine()).reference);
    const { statementId } = (await send(statement(reference, reference))).json;
    const { items } = (await server.call('GET', `/bank-lines?statementId=${statementId}`, { token })).json;
    const payments = await server.payments.byIds(items.map((item: { paymentId: string }) => item.paymentId));
    return payments.find(({ steps }) => steps.allocated?.excess === 5_000_000)?.id ?? '';
  }

  it('is written down with its reference, and takes the credit off the book', async () => {
    const id = await creditOf();
    const made = await post(`/payments/${id}/refunds/by-hand`, { ...paidBack, reference: 'VIR 2026/118' });
    expect(made.status).toBe(201);
    expect(made.json.items).toMatchObject([
      { amount: 5_000_000, provider: 'bank', state: 'paid', byHand: { means: 'bank', reference: 'VIR 2026/118' } },
    ]);
    const again = await post(`/payments/${id}/refunds/by-hand`, { ...paidBack, reference: 'VIR 2026/119' });
    expect(again.json).toMatchObject({ status: 400, most: 0 });
    const other = await creditOf();
    const repeated = await post(`/payments/${other}/refunds/by-hand`, { ...paidBack, reference: 'VIR 2026/118' });
    expect(repeated.status).toBe(409);
    const { items } = await server.audit.list({ subjectId: id, skip: 0, limit: 1 });
    expect(items[0]).toMatchObject({ action: 'payments.refund-by-hand' });
    expect(items[0]?.after).toMatchObject([{ amount: 5_000_000, byHand: { means: 'bank' } }]);
    for (const words of ['payé deux fois', 'VIR 2026/118']) expect(JSON.stringify(items)).not.toContain(words);
  });

  it('is refused for a day that has not come, a strange reference and a role that only reads', async () => {
    const path = `/payments/${await creditOf()}/refunds/by-hand`;
    expect((await post(path, { ...paidBack, on: '2126-11-20', reference: 'VIR 1' })).status).toBe(400);
    expect((await post(path, { ...paidBack, reference: '<b>' })).status).toBe(400);
    expect((await post(path, { ...paidBack })).status).toBe(400);
    const { token: opj } = await server.member('opj');
    expect((await post(path, { ...paidBack, reference: 'VIR 2' }, opj)).status).toBe(403);
  });
});
