import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../../core/database/index.ts';
import { languages } from '../../../../core/dialog/index.ts';
import { vehicleModel } from '../../../../core/vehicles/index.ts';
import { pagePhone } from '../../../support/talk.ts';
import { moneyWorld, type MoneyWorld } from '../../payments/money-world.ts';
import { finesChat } from './fines-chat.ts';

let world: MoneyWorld;
beforeAll(async () => void (world = await moneyWorld()));
beforeEach(async () => {
  await world.clear();
  for (const name of ['vehicles', 'vehicle_lookups', 'vehicle_lookup_days'])
    await world.database.connection.collection(name).deleteMany({});
  await vehicleModel(world.database.connection).create({
    _id: newId(), country: 'CD', plate: '1234AB01', make: 'Suzuki', model: 'Swift', category: 'car', ownerId: 'patrick',
    createdAt: world.now(),
  }); // prettier-ignore
});
afterAll(() => world.database.drop());

const noted = () =>
  world.database.connection
    .collection('vehicle_lookups')
    .find({}, { projection: { _id: 0, expiresAt: 0 } })
    .toArray();
const limits = { citizen: 2, staff: 5 };
const tooMany = 'trop de plaques';

async function aFine(plate = '1234AB01'): Promise<string> {
  const fine = await world.fines.record({
    country: 'CD', plate, typeCode: 'speed', amount: 5_000_000, place: { text: 'Gombe' }, at: world.now(), agentId: 'agent',
  }); // prettier-ignore
  return fine.reference;
}

describe('whoever opens the fines of a plate', () => {
  it('leaves a look, once, however long they stay and come back', async () => {
    await aFine();
    const played = await finesChat(world);
    await played.says('1234AB01');
    expect(played.screen()).toContain('Suzuki Swift');
    await played.says('1');
    await played.says('0');
    expect(played.screen()).toContain('Suzuki Swift');
    expect(await noted()).toMatchObject([
      { what: 'fine', plate: '1234AB01', found: true, viewer: 'public', channel: 'simulator' },
    ]);
  });

  it('leaves one as the owner of it, and one of a plate that nobody has registered', async () => {
    await (await finesChat(world, { caller: { personId: 'patrick' } })).says('1234 ab 01');
    const played = await finesChat(world, { from: 'fines' });
    await played.says('1');
    await played.says('5555KK05');
    expect(await noted()).toMatchObject([
      { what: 'fine', viewer: 'owner', personId: 'patrick' },
      { what: 'fine', viewer: 'public', plate: '5555KK05', found: false },
    ]);
    expect((await noted())[1]).not.toHaveProperty('vehicleId');
  });
});

describe('whoever has looked at too many plates', () => {
  const full = async () => {
    const played = await finesChat(world, { limits });
    for (const plate of ['5555KK05', '6666KK06']) expect(await played.says(plate)).not.toContain(tooMany);
    return played;
  };

  it('hears when they may go on, whichever way they come, and reads again what they have seen', async () => {
    await aFine();
    const played = await full();
    expect(await played.says('1234AB01')).toContain(tooMany);
    expect(played.screen()).not.toContain('Suzuki');
    expect(await (await finesChat(world, { limits })).says('1234AB01')).toContain(tooMany);
    expect(await (await finesChat(world, { limits })).says('1234AB')).toContain(tooMany);
    expect(await (await finesChat(world, { limits })).says('6666KK06')).toContain('6666KK/06');
    expect(await noted()).toHaveLength(3);
  });

  it('still opens a fine by its reference, and the fines of their own vehicle', async () => {
    const reference = await aFine();
    await full();
    expect(await (await finesChat(world, { limits })).says(reference)).toContain(reference);
    const own = await finesChat(world, { limits, caller: { personId: 'patrick' } });
    expect(await own.says('1234AB01')).toContain('Suzuki Swift');
  });

  it.each(languages)('hears it on a phone that shows one page, in %s', async (language) => {
    await full();
    const caller = { language, channel: 'simulator' as const };
    const played = await finesChat(world, { limits, surface: pagePhone, from: 'fines', caller });
    await played.says('1');
    await played.says('1234AB01');
    expect(played.screen()).toContain('00h00');
    expect(await noted()).toHaveLength(2);
  });
});
