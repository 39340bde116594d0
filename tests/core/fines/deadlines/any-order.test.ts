import fc from 'fast-check';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { countries } from '../../../../core/countries/index.ts';
import { tariffAmount, toFine, type Fine } from '../../../../core/fines/index.ts';
import { afterTime } from '../../../../core/fines/deadlines/plan.ts';
import { isContested } from '../../../../core/fines/contestations/rules.ts';
import { dayMs, hourMs, ownerPhone, start, tariff, timeWorld, type TimeWorld } from './time-world.ts';

let world: TimeWorld;
beforeAll(async () => {
  world = await timeWorld();
});
afterAll(() => world.database.drop());

type Act =
  | { readonly does: 'pass'; readonly hours: number }
  | { readonly does: 'run'; readonly processes: number }
  | { readonly does: 'crash'; readonly when: 'before' | 'after' }
  | { readonly does: 'pay'; readonly amount: number }
  | { readonly does: 'reserve' | 'contest' | 'withdraw' | 'reject' | 'reduce' };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant('pass'), hours: fc.integer({ min: 1, max: 24 * 40 }) }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('run'), processes: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('crash'), when: fc.constantFrom('before', 'after') }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('pay'), amount: fc.integer({ min: 1, max: 60_000 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constantFrom('reserve', 'contest', 'withdraw', 'reject', 'reduce') }),
  },
);

const soon = (): Date => new Date(world.now().getTime() + 5 * 60_000);
const reserve = (fineId: string, paymentId: string) =>
  world.fines.reserve({ fineId, paymentId, until: soon(), now: world.now(), anyway: true });

async function perform(one: Act, id: string, country: 'CD' | 'SN', nth: number): Promise<void> {
  const currency = countries[country].currency;
  const opj = { by: 'opj', role: 'opj', words: 'vu' } as const;
  if (one.does === 'pass') world.pass(one.hours * hourMs);
  else if (one.does === 'run') await world.run(one.processes);
  else if (one.does === 'crash') world.crash = one.when;
  else if (one.does === 'pay')
    await world.fines.applyPayment({ fineId: id, paymentId: `p${nth}`, money: { amount: one.amount, currency }, at: world.now() }); // prettier-ignore
  // What is not allowed now is refused and changes nothing.
  else if (one.does === 'reserve') await reserve(id, `p${nth}`).catch(() => undefined);
  else if (one.does === 'contest')
    await world.contestations
      .open({ fineId: id, personId: 'me', ground: 'not_there', key: `${id}:${nth}` })
      .catch(() => undefined);
  else if (one.does === 'withdraw') await world.contestations.withdraw(id, 'me').catch(() => undefined);
  else
    await world.contestations
      .decide(id, one.does === 'reject' ? { to: 'rejected', ...opj } : { to: 'reduced', amount: 60_000, ...opj })
      .catch(() => undefined);
}

const increasesOf = ({ adjustments }: Fine) => adjustments.filter(({ kind }) => kind === 'increase');
const total = (list: readonly { readonly amount: number }[]): number =>
  list.reduce((sum, { amount }) => sum + amount, 0);

function checkSums(fine: Fine): void {
  const keys = fine.adjustments.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  const increases = increasesOf(fine);
  // A reduction takes them away; none comes again afterwards.
  const steps = increases.map(({ key }) => key).filter((key) => !key.startsWith('increases-over:'));
  expect(steps).toEqual(steps.map((_key, index) => `increase:${index + 1}`));
  expect(total(increases)).toBeGreaterThanOrEqual(0);
  expect(increases.map(({ at }) => at.getTime())).toEqual(
    increases.map(({ at }) => at.getTime()).sort((a, b) => a - b),
  );
  expect(total(increases)).toBeLessThanOrEqual(tariff);
  expect(tariffAmount(fine)).toBe(tariff);
  // What has come came when it was due, and never before.
  for (const { at } of fine.adjustments) expect(at.getTime()).toBeLessThanOrEqual(world.now().getTime());
}

/** What time has done to a fine: nothing of it changes while the fine is contested. */
const marks = ({ adjustments, state, schedule, deadline, due }: Fine) => ({ adjustments, state, done: schedule.done, deadline, due }); // prettier-ignore

function checkNotices(country: 'CD' | 'SN'): void {
  const keys = world.sent.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { at, address } of world.sent) {
    expect(address).toBe(ownerPhone[country]);
    const { hour } = DateTime.fromJSDate(at, { zone: countries[country].timeZone });
    expect(hour >= 8 && hour < 20, at.toISOString()).toBe(true);
  }
}

it('whatever happens in whatever order, each change comes once and in order, none while contested, and none is forgotten', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('CD' as const, 'SN' as const),
      fc.array(act, { minLength: 5, maxLength: 25 }),
      async (country, acts) => {
        await world.clear();
        const { id } = await world.record({ country });
        for (const [nth, one] of acts.entries()) {
          const before = await world.fine(id);
          await perform(one, id, country, nth);
          const after = await world.fine(id);
          if (isContested(before) && isContested(after) && one.does !== 'pay')
            expect(marks(after)).toEqual(marks(before));
          checkSums(after);
        }
        // Whoever has withdrawn often enough waits for the answer, and it comes.
        for (const does of ['withdraw', 'reject'] as const) await perform({ does }, id, country, acts.length);
        await world.live(200, 2);
        const end = await world.fine(id);
        checkSums(end);
        checkNotices(country);
        expect(end.news ?? []).toEqual([]);
        expect(end.schedule.nextAt).toBeUndefined();
        if (end.remaining.amount > 0) expect(end.state).toBe('forwarded');
      },
    ),
    { numRuns: 12 },
  );
}, 60_000);

/** Lives through time alone, looking at these moments. */
const liveTo = (fine: Fine, moments: readonly Date[]): Fine => moments.reduce(afterTime, fine);

const days = fc.integer({ min: 1, max: 120 });
const someTerms = fc.record(
  {
    daysToPay: fc.integer({ min: 1, max: 60 }),
    daysToContest: days,
    discount: fc.record({ percent: fc.integer({ min: 1, max: 100 }), days: fc.integer({ min: 1, max: 60 }) }),
    increases: fc
      .uniqueArray(days, { maxLength: 6 })
      .chain((after) =>
        fc.tuple(
          ...after
            .sort((a, b) => a - b)
            .map((afterDays) =>
              fc.oneof(
                fc.record({ afterDays: fc.constant(afterDays), percent: fc.integer({ min: 1, max: 100 }) }),
                fc.record({ afterDays: fc.constant(afterDays), amount: fc.integer({ min: 1, max: tariff }) }),
              ),
            ),
        ),
      ),
    capPercent: fc.integer({ min: 1, max: 200 }),
    forwardAfterDays: days,
  },
  { requiredKeys: ['daysToPay', 'daysToContest'] },
);

it('an outage changes no amount: one look at the end brings what a look at each hour would have brought', async () => {
  await world.clear();
  const recorded = await world.record({ typeCode: 'plain' });
  fc.assert(
    fc.property(
      someTerms,
      fc.integer({ min: 1, max: 300 }),
      fc.array(fc.integer({ min: 0, max: 300 * 24 }), { maxLength: 60 }),
      (terms, lived, hours) => {
        const at = (ms: number): Date => new Date(start.getTime() + ms);
        const end = at(lived * dayMs);
        const fine = {
          ...recorded,
          type: { ...recorded.type, terms },
          deadline: at(terms.daysToPay * dayMs),
          due: { ...recorded.due, amount: tariff - (terms.discount?.percent ?? 0) * 1_000 },
          adjustments: terms.discount
            ? [
                {
                  key: 'discount:1', kind: 'discount' as const, amount: -terms.discount.percent * 1_000, at: start,
                  by: 'clock', until: at(terms.discount.days * dayMs),
                },
              ]
            : [],
        }; // prettier-ignore
        const { id, remaining: _remaining, moneyStatus: _status, ...record } = fine;
        const fresh = toFine({ _id: id, ...record });
        const looks = hours.sort((a, b) => a - b).map((hour) => at(hour * hourMs));
        const often = liveTo(fresh, [...looks.filter((look) => look <= end), end]);
        const once = liveTo(fresh, [end]);
        expect(marks(once)).toEqual(marks(often));
        const cap = terms.capPercent === undefined ? Infinity : (tariff * terms.capPercent) / 100;
        expect(total(increasesOf(once))).toBeLessThanOrEqual(cap);
      },
    ),
    { numRuns: 300 },
  );
});
