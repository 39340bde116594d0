import { afterAll, beforeAll, expect, it } from 'vitest';

import { newId } from '../../core/database/index.ts';
import type { Terms } from '../../core/fines/index.ts';
import { recordFine } from './road.ts';
import { startServer, type Answer, type TestServer } from './start-server.ts';

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startServer();
  ({ token } = await server.member('admin'));
});
afterAll(() => server.stop());

const labels = { fr: 'Feu rouge', en: 'Red light', ln: 'Feu rouge', sw: 'Taa nyekundu', wo: 'Feu rouge' };
const terms: Terms = {
  daysToPay: 30,
  daysToContest: 20,
  discount: { percent: 30, days: 14 },
  increases: [
    { afterDays: 1, percent: 25 },
    { afterDays: 30, amount: 1_000_000 },
  ],
  capPercent: 100,
  forwardAfterDays: 90,
};
const make = (over: object = { terms }): Promise<Answer> =>
  server.call('POST', '/infraction-types', {
    token,
    body: {
      country: 'CD', code: `kind_${newId().slice(-8)}`, labels, article: 'art. 12',
      tariff: { kind: 'fixed', amount: 5_000_000, currency: 'CDF' }, ...over,
    },
  }); // prettier-ignore
const change = (id: string, body: object) => server.call('PATCH', `/infraction-types/${id}`, { token, body });
const record = (typeCode: string) => recordFine(server, typeCode);

it('a kind of infraction is made with its terms, which fines keep when it changes', async () => {
  const { json, status } = await make();
  expect(status).toBe(201);
  expect(json.terms).toEqual(terms);
  const fine = await record(json.code);
  expect(fine).toMatchObject({ due: { amount: 3_500_000 }, type: { terms } });

  const renamed = await change(json.id, { article: 'art. 13' });
  expect(renamed.json.terms).toEqual(terms);
  const stricter = await change(renamed.json.id, { terms: { daysToPay: 10, daysToContest: 10 } });
  expect(stricter.json.terms).toEqual({ daysToPay: 10, daysToContest: 10 });
  const plain = await change(stricter.json.id, { terms: null });
  expect(plain.json.terms).toBeUndefined();
  expect((await record(json.code)).adjustments).toEqual([]);
  expect((await server.fines.byId(fine.id))?.type.terms).toEqual(terms);
});

it.each<[string, object]>([
  ['terms.daysToPay', { ...terms, daysToPay: 0 }],
  ['terms.daysToContest', { ...terms, daysToContest: 1.5 }],
  ['terms.discount.percent', { ...terms, discount: { percent: 100, days: 1 } }],
  ['terms.discount.days', { ...terms, discount: { percent: 10, days: 31 } }],
  ['terms.increases.0.percent', { ...terms, increases: [{ afterDays: 1, percent: 101 }] }],
  ['terms.increases.0', { ...terms, increases: [{ afterDays: 1, percent: 10, amount: 10 }] }],
  ['terms.increases.0', { ...terms, increases: [{ afterDays: 1 }] }],
  ['terms.increases.1.afterDays', { ...terms, increases: [{ afterDays: 5, percent: 1 }, { afterDays: 5, percent: 1 }] }],
  ['terms.capPercent', { ...terms, capPercent: 0 }],
  ['terms.forwardAfterDays', { ...terms, forwardAfterDays: -1 }],
])('is refused for its %s', async (field, wrong) => {
  const answer = await make({ terms: wrong });
  expect(answer.status).toBe(400);
  expect((answer.json.errors as { path: string }[]).map(({ path }) => path)).toEqual([field]);
  const { json } = await make();
  expect((await change(json.id, { terms: wrong })).status).toBe(400);
}); // prettier-ignore

it('shows the terms in the CSV', async () => {
  const { json } = await make();
  const { text } = await server.call('GET', `/infraction-types.csv?code=${json.code}`, { token });
  const [head = '', line = ''] = text.trim().split(/\r?\n/);
  expect(head).toContain('terms.daysToPay,terms.daysToContest,terms.discount.percent');
  expect(line).toContain(',30,20,30,14,');
  expect(line).toContain('""afterDays"":1');
});
