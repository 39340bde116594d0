import { afterAll, beforeAll, expect, it } from 'vitest';

import { bringUpOldFines, infractionModel } from '../../../../core/fines/index.ts';
import { silentLog } from '../../../../core/log.ts';
import { dayMs, tariff, timeWorld, type TimeWorld } from './time-world.ts';

let world: TimeWorld;
beforeAll(async () => {
  world = await timeWorld();
});
afterAll(() => world.database.drop());

it('fines of before terms were kept are reminded of like all others, and none is forgotten or touched twice', async () => {
  const { connection } = world.database;
  const bringUp = () => bringUpOldFines({ connection, clock: world.now, log: silentLog });
  const [old, paid, fresh] = [
    await world.record({ typeCode: 'plain' }),
    await world.record({ typeCode: 'plain', plate: 'P2' }),
    await world.record({ plate: 'P3' }),
  ];
  await infractionModel(connection).collection.updateMany({ _id: { $in: [old.id, paid.id] } } as object, {
    $unset: { rev: 1, adjustments: 1, contestations: 1, schedule: 1, 'type.terms': 1 },
    $set: { payments: [] },
  });
  await infractionModel(connection).updateOne({ _id: paid.id }, { $set: { paidAmount: tariff } });
  await Promise.all([bringUp(), bringUp()]);
  await bringUp();
  expect(await world.fine(old.id)).toMatchObject({
    rev: 0,
    adjustments: [],
    contestations: [],
    schedule: { done: [] },
  });
  expect((await world.fine(fresh.id)).adjustments).toHaveLength(1);
  world.pass(24 * dayMs);
  await world.run();
  expect(world.sent.filter(({ key }) => key.includes(old.id))).toHaveLength(1);
  expect(await infractionModel(connection).countDocuments({ 'schedule.nextAt': { $lte: world.now() } })).toBe(0);
  expect((await world.fine(paid.id)).schedule.nextAt).toBeUndefined();
});
