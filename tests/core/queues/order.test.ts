import fc from 'fast-check';
import { expect, it } from 'vitest';
import { strategies } from '../../../core/queues/index.ts';
import {
  aheadInAll, farthest, laneOf, laneOfCall, lanes, rankOf, type Lane, type OrderRule, type Standing,
} from '../../../core/queues/order.ts'; // prettier-ignore
import { minutesUntil } from '../../../core/queues/minutes-until.ts';
import { priorities } from '../../../core/queues/queue.kinds.ts';

const anyRule = fc.record<OrderRule>({
  strategy: fc.constantFrom(...strategies),
  reservedEvery: fc.integer({ min: 2, max: 5 }),
});
const anyone = fc.record({
  priority: fc.constantFrom(...priorities),
  hasAppointment: fc.boolean(),
  isTransferred: fc.boolean(),
});

/** The lanes in the order in which a line is called until it is empty, from the call number `calls` on. */
function callsOf(rule: OrderRule, waiting: Record<Lane, number>, calls: number): Lane[] {
  const left = { ...waiting };
  const called: Lane[] = [];
  for (let call = calls; left.ordinary + left.reserved > 0; call += 1) {
    const turn = laneOfCall(rule, call);
    const lane = left[turn] > 0 ? turn : turn === 'ordinary' ? 'reserved' : 'ordinary';
    left[lane] -= 1;
    called.push(lane);
  }
  return called;
}

it('tells everybody the place at which the counters will call them, and nobody the same', () => {
  const few = fc.integer({ min: 0, max: 30 });
  fc.assert(
    fc.property(anyRule, few, few, few, (rule, ordinary, reserved, calls) => {
      // Without a second lane nobody stands in it.
      const waiting = { ordinary, reserved: rule.strategy === 'fifo' || rule.strategy === 'priority' ? 0 : reserved };
      const order = callsOf(rule, waiting, calls);
      for (const lane of lanes)
        for (let ahead = 0; ahead < waiting[lane]; ahead += 1) {
          const others = waiting[lane === 'ordinary' ? 'reserved' : 'ordinary'];
          const place = aheadInAll(rule, { lane, ahead, others, calls });
          const called = order.flatMap((one, index) => (one === lane ? [index] : []));
          expect(place).toBe(called[ahead]);
        }
    }),
  );
});

it('lets nobody be overtaken by anybody who came much later', () => {
  fc.assert(
    fc.property(anyRule, fc.array(anyone, { minLength: 2, maxLength: 400 }), (rule, people) => {
      const line = people.map((one, index): Standing & { lane: Lane; rank: number } => {
        const standing = { ...one, serial: index + 1 };
        return { ...standing, lane: laneOf(rule, standing), rank: rankOf(rule, standing) };
      });
      for (const lane of lanes) {
        const order = line.filter((one) => one.lane === lane).sort((a, b) => a.rank - b.rank);
        // Whoever is called next has the lowest number of those behind, give or take the greatest head start.
        let lowest = Infinity;
        for (const one of [...order].reverse()) {
          expect(one.serial - Math.min(lowest, one.serial)).toBeLessThanOrEqual(farthest);
          lowest = Math.min(lowest, one.serial);
        }
        const isByTurn = rule.strategy === 'fifo' || rule.strategy === 'appointment_first';
        if (isByTurn && order.every(({ isTransferred }) => !isTransferred))
          expect(order.map(({ serial }) => serial)).toEqual(order.map(({ serial }) => serial).sort((a, b) => a - b));
      }
    }),
    { numRuns: 60 },
  );
});

it('gives each lane its share of the calls while somebody waits in both', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 0, max: 50 }), (reservedEvery, from) => {
      const turns = Array.from({ length: reservedEvery }, (_, index) =>
        laneOfCall({ strategy: 'mixed', reservedEvery }, from + index),
      );
      expect(turns.filter((lane) => lane === 'reserved')).toHaveLength(1);
    }),
  );
});

const anyCounters = fc.array(
  fc.record({
    busyFor: fc.integer({ min: 0, max: 40 }),
    others: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 4 },
);

it('expects counters of one queue to take one each in turn, the one that is free first before the others', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.integer({ min: 1, max: 30 }), anyCounters, (ahead, minutes, counters) => {
      const free = counters.map(({ busyFor }) => busyFor);
      for (let call = 0; call < ahead; call += 1) free[free.indexOf(Math.min(...free))]! += minutes;
      const own = counters.map(({ busyFor }) => ({ busyFor, others: [] }));
      expect(minutesUntil(ahead, minutes, own)).toBeCloseTo(Math.min(...free), 5);
    }),
  );
});

it('expects nobody to be called sooner for others who wait, nor later than after all of them', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.integer({ min: 0, max: 30 }), anyCounters, (ahead, minutes, counters) => {
      const alone = minutesUntil(ahead, minutes, counters.map(({ busyFor }) => ({ busyFor, others: [] }))); // prettier-ignore
      const until = minutesUntil(ahead, minutes, counters);
      const all = counters.map(({ busyFor, others }) => busyFor + others.reduce((sum, one) => sum + one, 0) * minutes);
      expect(until).toBeGreaterThanOrEqual(alone - 1e-6);
      expect(until).toBeLessThanOrEqual(Math.max(...all) + (ahead + 1) * minutes + 1e-3);
      expect(minutesUntil(ahead + 1, minutes, counters)).toBeGreaterThanOrEqual(until - 1e-6);
    }),
  );
});
