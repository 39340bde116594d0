import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import {
  contestationTransitions, createDeadlines, infractionModel, infractionTransitions, isContested, tariffAmount, type Fine,
} from '../../../../core/fines/index.ts'; // prettier-ignore
import { checkLedger } from '../../../../core/ledger-check.ts';
import { createIdentityService } from '../../../../core/identity/index.ts';
import { silentLog } from '../../../../core/log.ts';
import { createVehicleOwners, createVehicles } from '../../../../core/vehicles/index.ts';
import { author, contestWorld, day, francs, officer, type ContestWorld } from './contest-world.ts';

let world: ContestWorld;
let passTime: () => Promise<unknown>;
beforeAll(async () => {
  world = await contestWorld();
  const { connection } = world.database;
  const people = createIdentityService({ connection, clock: world.now, defaultCountry: 'CD' });
  const deadlines = createDeadlines({
    connection, clock: world.now, log: silentLog, people, ussdCode: '*384*123#',
    vehicles: createVehicles({ connection }),
    owners: createVehicleOwners({ connection, people }),
    notifications: { notifyMany: () => Promise.resolve() },
  }); // prettier-ignore
  passTime = () => deadlines.runDue();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

type Act =
  | { do: 'open'; key: number; by: number }
  | { do: 'withdraw'; by: number }
  | { do: 'evidence'; key: number }
  | { do: 'decide'; to: 'upheld' | 'rejected' | 'reduced'; by: number; units: number }
  | { do: 'judge'; to: 'validated' | 'dismissed' | 'forwarded'; by: number }
  | { do: 'pay'; units: number }
  | { do: 'tell' }
  | { do: 'giveBack' }
  | { do: 'know'; by: number }
  | { do: 'wait'; days: number };

const who = fc.nat({ max: 1 });
const one = <D extends string>(weight: number, name: D, rest: Record<string, fc.Arbitrary<unknown>> = {}) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(name), ...rest }),
});
const act = fc.oneof(
  one(5, 'open', { key: fc.nat({ max: 2 }), by: who }),
  one(2, 'withdraw', { by: who }),
  one(1, 'evidence', { key: fc.nat({ max: 2 }) }),
  one(4, 'decide', {
    to: fc.constantFrom('rejected', 'reduced', 'reduced', 'upheld'),
    by: who,
    units: fc.constantFrom(5_000, 20_000, 49_999, 60_000),
  }),
  one(1, 'judge', { to: fc.constantFrom('validated', 'validated', 'dismissed', 'forwarded'), by: who }),
  one(4, 'pay', { units: fc.constantFrom(5_000, 20_000, 35_000) }),
  one(1, 'tell'),
  one(2, 'giveBack'),
  one(1, 'know', { by: who }),
  one(4, 'wait', { days: fc.constantFrom(1, 13, 20, 40) }),
) as fc.Arbitrary<Act>;

const people = [author, 'e'.repeat(24)];
const officers = [officer, 'f'.repeat(24)];

async function perform(action: Act, { id }: Fine): Promise<void> {
  const personId = 'by' in action ? (people[action.by] ?? author) : author;
  const by = 'by' in action ? (officers[action.by] ?? officer) : officer;
  switch (action.do) {
    case 'open':
      await world.contestations.open({ fineId: id, personId, ground: 'sold', key: `${id}:${action.by}:${action.key}` });
      return;
    case 'withdraw':
      await world.contestations.withdraw(id, personId);
      return;
    case 'evidence':
      await world.contestations.addEvidence({ fineId: id, personId, text: 'Encore', key: `more:${action.key}` });
      return;
    case 'decide': {
      const less = action.to === 'reduced' ? { amount: francs(action.units) } : {};
      await world.contestations.decide(id, { to: action.to, words: 'Vu.', by, role: 'opj', ...less });
      return;
    }
    case 'judge':
      await world.fines.decide(id, { to: action.to, by, role: 'opj', reason: 'Vu.' });
      return;
    case 'pay': {
      const fine = await world.fines.byId(id);
      if (fine && fine.remaining.amount > 0) await world.pay(fine, Math.min(action.units, fine.remaining.amount / 100));
      return;
    }
    case 'tell':
      await world.contestationNotices.tellDue();
      return;
    case 'giveBack':
      return world.giveBack();
    case 'know':
      // The owner becomes known, once.
      await infractionModel(world.database.connection).updateOne(
        { _id: id, ownerId: { $exists: false } },
        { $set: { ownerId: personId } },
      );
      return;
    case 'wait':
      world.pass(action.days * day);
      await passTime();
  }
}

const ended = ({ contestations }: Fine) =>
  contestations.filter(({ state }) => state !== 'open').map(({ id, state, history }) => ({ id, state, history }));

/** What must hold of a fine after whatever happened, compared with what it was before. */
function holds(before: Fine, after: Fine): void {
  const { contestations, adjustments, due, paidAmount, payments, history } = after;
  expect(contestations.filter(({ state }) => state === 'open').length).toBeLessThanOrEqual(1);
  // After an answer to a stranger there is one to the owner, and no other; each person takes back two at most.
  const of = (personId: string, ...states: string[]): number =>
    contestations.filter((each) => each.personId === personId && states.includes(each.state)).length;
  const answered = people.map((personId) => of(personId, 'upheld', 'reduced', 'rejected'));
  expect(Math.max(...answered)).toBeLessThanOrEqual(1);
  if (!after.ownerId) expect(answered.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(1);
  for (const personId of people) expect(of(personId, 'withdrawn')).toBeLessThanOrEqual(2);
  if (before.ownerId)
    for (const { id, personId } of contestations)
      if (!before.contestations.some((each) => each.id === id)) expect(personId).toBe(before.ownerId);
  expect(ended(after).slice(0, ended(before).length)).toEqual(ended(before));
  for (const { history: changes } of contestations)
    for (const { from, to } of changes) if (from) expect(contestationTransitions[from]).toHaveProperty(to);
  for (const { from, to } of history) if (from) expect(infractionTransitions[from]).toHaveProperty(to);
  if (isContested(after)) expect(['recorded', 'validated']).toContain(after.state);
  if (isContested(before) && isContested(after)) expect(after.due).toEqual(before.due);
  expect(tariffAmount(after)).toBe(francs(50_000));
  expect(new Set(adjustments.map(({ key }) => key)).size).toBe(adjustments.length);
  expect(due.amount).toBeGreaterThanOrEqual(0);
  expect(paidAmount).toBe(payments.reduce((sum, { amount }) => sum + amount, 0));
}

it('whatever citizens, officers, payers and time do in any order, one contestation is open at most and sums add up', async () => {
  const { connection } = world.database;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('early', 'plain'),
      fc.array(fc.array(act, { minLength: 1, maxLength: 2 }), { minLength: 3, maxLength: 10 }),
      async (typeCode, rounds) => {
        await world.clear();
        const { id } = await world.recorded(typeCode);
        const read = async (): Promise<Fine> => (await world.fines.byId(id))!;
        let before = await read();
        for (const actions of rounds) {
          // Those of one round at the same time; what is refused is refused.
          await Promise.allSettled(actions.map((action) => perform(action, before)));
          const after = await read();
          holds(before, after);
          before = after;
        }
        // In the end nothing lies on the fine beyond what is due there, and everything that had to be told was told.
        for (let round = 0; round < 3; round += 1) await world.giveBack();
        await world.contestationNotices.tellDue();
        const last = await read();
        expect(last.paidAmount).toBeLessThanOrEqual(last.state === 'dismissed' ? 0 : last.due.amount);
        expect(last.contestations.every(({ tellAt }) => tellAt === undefined)).toBe(true);
        expect(await infractionModel(connection).countDocuments({ overpaid: true, state: { $ne: 'dismissed' }, $expr: { $gt: ['$paidAmount', '$due.amount'] } })).toBe(0);
        expect(new Set(world.told.map(({ key }) => key)).size).toBe(world.told.length);
        expect(await checkLedger({ connection })).toMatchObject({ faults: [] });
      },
    ),
    { numRuns: 25 },
  );
}, 60_000); // prettier-ignore
