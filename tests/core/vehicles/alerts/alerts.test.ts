import fc from 'fast-check';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { newId } from '../../../../core/database/index.ts';
import { languages } from '../../../../core/dialog/index.ts';
import { silentLog } from '../../../../core/log.ts';
import type { Notice } from '../../../../core/notifications/index.ts';
import { createVehicleAlerts, vehicleModel, type VehicleAlerts } from '../../../../core/vehicles/index.ts';
import { alertSteps, lateDays, stepFor } from '../../../../core/vehicles/alerts/alert-steps.ts';
import { testDatabase, type TestDatabase } from '../../../support/mongo.ts';
import { strictSpeak } from '../../../support/talk.ts';

let database: TestDatabase;
let alerts: VehicleAlerts;
/** Of another process. */
let others: VehicleAlerts;
const sent = new Map<string, Notice>();
let diesAfter = Infinity;
beforeAll(async () => {
  database = await testDatabase();
  const deps: Parameters<typeof createVehicleAlerts>[0] = {
    connection: database.connection,
    log: silentLog,
    ussdCode: '*384*123#',
    notifications: {
      notify: (notice) => {
        // As the outbox does: the same key is stored once.
        if (!sent.has(notice.key)) sent.set(notice.key, notice);
        diesAfter -= 1;
        return diesAfter < 0 ? Promise.reject(new Error('the process dies here')) : Promise.resolve();
      },
    },
  };
  [alerts, others] = [createVehicleAlerts(deps), createVehicleAlerts(deps)];
  await vehicleModel(database.connection).init();
}, 60_000);
afterAll(() => database.drop());
beforeEach(async () => {
  sent.clear();
  diesAfter = Infinity;
  await clear();
});
const clear = () =>
  Promise.all(
    ['vehicles', 'vehicle_alerts', 'vehicle_alert_sweeps'].map((name) => database.connection.collection(name).deleteMany({})),
  ); // prettier-ignore

const end = DateTime.fromISO('2026-12-21T00:00:00Z', { zone: 'utc' });
const at = (daysBefore: number, hour = 9): Date => end.minus({ days: daysBefore }).set({ hour }).toJSDate();
let plates = 1_000;
async function vehicle(over: object = {}): Promise<string> {
  const _id = newId();
  const plate = `${(plates += 1)}AB01`;
  await vehicleModel(database.connection).create({
    _id, country: 'CD', plate, make: 'Toyota', model: 'Corolla', category: 'car', ownerId: 'patrick', stolen: false,
    revision: 1, createdAt: at(90), insuranceUntil: end.toJSDate(), ...over,
  }); // prettier-ignore
  return plate.replace(/(..)$/, '/$1');
}
const texts = (): string[] =>
  [...sent.values()].map(({ body }) => body.map((words) => strictSpeak(words, 'fr')).join('\n'));

describe('the owner of a vehicle', () => {
  it('is told 30, 7 and 1 days before a paper ends and on its last day, each once, by day only', async () => {
    const plate = await vehicle();
    const days: number[] = [];
    for (const left of [31, 30, 29, 8, 7, 6, 2, 1, 0, -1, -7, -8])
      for (const hour of [0, 9, 9]) {
        const before = sent.size;
        await alerts.run(at(left, hour));
        if (sent.size > before) days.push(left);
      }
    expect(days).toEqual([30, 7, 1, 0]);
    expect(texts()).toEqual([
      expect.stringContaining(`${plate} : l'assurance prend fin le 21/12/2026.`),
      expect.stringContaining('prend fin le 21/12/2026.'),
      expect.stringContaining('prend fin le 21/12/2026.'),
      expect.stringContaining("prend fin aujourd'hui, 21/12/2026."),
    ]);
    expect([...sent.values()].every(({ onlyByDay, essential }) => onlyByDay === 'CD' && !essential)).toBe(true);
  }, 60_000);

  it('hears of all their vehicles and papers in one message, and what to do', async () => {
    const [one, two] = [await vehicle(), await vehicle({ insuranceUntil: undefined, taxUntil: end.toJSDate() })];
    await vehicle({ ownerId: 'chantal' });
    await vehicle({ ownerId: undefined, ownerPhone: '+243810000009' });
    // Two spellings of one address are one owner.
    for (const ownerEmail of ['Garage@example.cd', 'garage@example.cd'])
      await vehicle({ ownerId: undefined, ownerEmail });
    await alerts.run(at(7));
    expect([...sent.values()].map(({ to }) => to)).toEqual(
      expect.arrayContaining([
        { personId: 'patrick' },
        { personId: 'chantal' },
        { phone: '+243810000009' },
        { channel: 'email', address: 'garage@example.cd' },
      ]),
    );
    expect(sent.size).toBe(4);
    const [mine = ''] = texts().filter((text) => text.includes(one));
    expect(mine).toContain(two);
    expect(mine).toContain('la vignette');
    expect(mine).toContain('*384*123#');
  });

  it('of many vehicles reads the first ones and how many more there are, in three parts of an SMS at most', async () => {
    for (let nth = 0; nth < 7; nth += 1) await vehicle();
    await alerts.run(at(1));
    const [notice] = sent.values();
    for (const language of languages) {
      const text = notice?.body.map((words) => strictSpeak(words, language, { short: true })).join('\n') ?? '';
      expect(text).toContain('3');
      expect(text.length).toBeLessThanOrEqual(459);
    }
  });

  it('of a paper that was renewed hears nothing of the old one, and of the new one in its time', async () => {
    await vehicle();
    await alerts.run(at(30));
    const renewed = end.plus({ days: 365 });
    await vehicleModel(database.connection).updateOne({}, { $set: { insuranceUntil: renewed.toJSDate() } });
    await alerts.run(at(7));
    await alerts.run(renewed.minus({ days: 30 }).toJSDate());
    expect(texts()).toHaveLength(2);
    expect(texts()[1]).toContain('21/12/2027');
  });

  it('after a break is told only of the nearest step, and of nothing that ended long ago', async () => {
    await vehicle();
    await vehicle({ ownerId: 'grace', insuranceUntil: end.minus({ days: 9 }).toJSDate() });
    await alerts.run(at(-2));
    expect(texts()).toEqual([expect.stringContaining('a pris fin le 21/12/2026.')]);
  });

  it('is told once when the process died in between, with what has come since', async () => {
    await vehicle();
    diesAfter = 0;
    await alerts.run(at(7));
    expect(sent.size).toBe(1);
    diesAfter = Infinity;
    await alerts.run(at(7, 12));
    await alerts.run(at(7, 13));
    expect(sent.size).toBe(1);
    expect(await database.connection.collection('vehicle_alerts').findOne({ to: { $exists: true } })).toBeNull();
  });

  it('is told of each paper once by two processes that work on it in the same moment', async () => {
    const plates: string[] = [];
    for (let nth = 0; nth < 24; nth += 1) plates.push(await vehicle({ ownerId: `owner-${nth % 8}` }));
    await Promise.all([alerts, others, alerts].map((process) => process.run(at(7))));
    for (const hour of [12, 13]) await others.run(at(7, hour));
    for (const plate of plates)
      expect(
        texts().filter((text) => text.includes(plate)),
        plate,
      ).toHaveLength(1);
  }, 60_000);

  it('hears what another process is about to tell from that one, and when it has died from the next', async () => {
    const theirs = await vehicle();
    const mine = await vehicle({ insuranceUntil: end.plus({ hours: 1 }).toJSDate() });
    diesAfter = 0;
    await alerts.run(at(7));
    sent.clear();
    diesAfter = Infinity;
    // The other one has written its message into the first paper, and not yet into the second.
    const noted = database.connection.collection('vehicle_alerts');
    const ids = await vehicleModel(database.connection).find({}).sort({ plate: 1 }).lean();
    await noted.updateOne({ vehicleId: ids[0]?._id }, { $set: { messageAt: at(7, 12) } });
    await noted.updateOne({ vehicleId: ids[1]?._id }, { $unset: { message: 1, messageAt: 1 } });
    await others.run(at(7, 12));
    expect(texts()).toEqual([expect.stringContaining(mine)]);
    await others.run(at(7, 13));
    expect(texts()).toEqual([expect.stringContaining(mine), expect.stringContaining(theirs)]);
  });

  it('hears of it as the one who owns the vehicle when it is told', async () => {
    await vehicle();
    diesAfter = -1;
    await alerts.run(at(7));
    sent.clear();
    diesAfter = Infinity;
    await vehicleModel(database.connection).updateOne({}, { $set: { ownerId: 'chantal' } });
    await alerts.run(at(7, 12));
    expect([...sent.values()].map(({ to }) => to)).toEqual([{ personId: 'chantal' }]);
  });

  it('is told by the calendar of the country, in more than one batch', async () => {
    const model = vehicleModel(database.connection);
    await model.insertMany(
      Array.from({ length: 520 }, (_, nth) => ({
        _id: newId(), country: 'CD', plate: `${2_000 + nth}ZZ01`, make: 'A', model: 'B', category: 'car',
        ownerId: `owner-${nth % 20}`, stolen: false, createdAt: at(90), insuranceUntil: end.toJSDate(),
      })),
    ); // prettier-ignore
    // 23:30 UTC is the next day in Kinshasa.
    await alerts.run(end.minus({ days: 31 }).set({ hour: 22, minute: 30 }).toJSDate());
    expect(sent.size).toBe(0);
    await alerts.run(end.minus({ days: 31 }).set({ hour: 23, minute: 30 }).toJSDate());
    expect(sent.size).toBe(20);
  }, 60_000);
});

describe('the steps', () => {
  it('are the nearest one only', () => {
    expect([31, 30, 8, 7, 2, 1, 0, -lateDays, -lateDays - 1].map(stepFor)).toEqual([
      undefined, 30, 30, 7, 7, 1, 0, 0, undefined,
    ]); // prettier-ignore
  });

  it('are told each at most once and only ever nearer, in whatever order and however often the days are run', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -10, max: 34 }), { maxLength: 5 }), async (days) => {
        await clear();
        sent.clear();
        await vehicle();
        const told: number[] = [];
        for (const left of days) {
          const before = sent.size;
          await alerts.run(at(left));
          if (sent.size > before) told.push(stepFor(left) ?? NaN);
        }
        expect(told).toEqual([...new Set(told)].sort((a, b) => b - a));
        expect(told.every((step) => (alertSteps as readonly number[]).includes(step))).toBe(true);
        const due = days.flatMap((left) => stepFor(left) ?? []);
        // Unless the days ran backwards, whatever was due was told.
        if (days.every((left, nth) => nth === 0 || left <= (days[nth - 1] ?? left)))
          expect(told).toEqual([...new Set(due)]);
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});
