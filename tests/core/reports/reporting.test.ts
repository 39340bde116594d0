import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileModel } from '../../../core/files/file.model.ts';
import { parseReportNumber } from '../../../core/reports/index.ts';
import { newReportNumber } from '../../../core/reports/number.ts';
import { createPrint } from '../../../core/reports/print.ts';
import { reportModel } from '../../../core/reports/report.model.ts';
import { inLemba, reportWorld, type ReportWorld } from './report-world.ts';

let world: ReportWorld;
beforeAll(async () => {
  world = await reportWorld();
});
afterAll(() => world.database.drop());

const reason = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code: string; details: { reason?: string } }) => `${error.code}: ${error.details.reason}`,
  );

describe('a number', () => {
  it('is read with what people take its signs for, and no word or sum is taken for one', () => {
    const numbers = Array.from({ length: 300 }, newReportNumber);
    expect(numbers.filter((one) => !/^[2-9ACDEFHJKMNPQRTWXY]{6}$/.test(one))).toEqual([]);
    for (const one of numbers) {
      const asRead = one
        .replaceAll('Q', '0')
        .replaceAll('8', 'b')
        .replaceAll('5', 'S')
        .replaceAll('2', 'z')
        .toLowerCase();
      for (const typed of [one, asRead, `R-${asRead}`, `# ${one.slice(0, 3)} ${one.slice(3)}`, ` r${one} `])
        expect(parseReportNumber(typed)).toBe(one);
    }
    for (const word of ['bosses', 'MARCHE', '250000', '300000', '', 'R-', '7K3M9QX', '7K3M9', 'un tas de 3 sacs'])
      expect(parseReportNumber(word)).toBeUndefined();
  });
});

describe('telling', () => {
  it('keeps what was told once however often the turn comes, and finds it by its number', async () => {
    const { actor } = await world.neighbour();
    const wish = { key: world.key(), reporterId: actor.personId, photos: [await world.photo()] };
    const before = await fileModel(world.connection).countDocuments();
    const all = await Promise.all(Array.from({ length: 5 }, () => world.tell(wish)));
    const again = await world.tell(wish);
    expect(new Set([...all, again].map(({ id }) => id)).size).toBe(1);
    expect(await fileModel(world.connection).countDocuments()).toBe(before + 1);
    const [report] = all;
    expect(report).toMatchObject({
      state: 'open',
      region: 'kinshasa',
      city: 'kinshasa.cd',
      commune: 'Lemba',
      revision: 1,
    });
    expect(report?.photos).toMatchObject([{ state: 'shown', of: 'problem' }]);
    expect((await world.reports.byNumber(` r-${report?.number.toLowerCase()}`))?.id).toBe(report?.id);
    expect(await world.reports.byNumber('7K3M9')).toBeUndefined();
    // Whoever tells it follows it.
    expect((await world.reports.get(report?.id ?? ''))?.followers).toBe(1);
  });

  it.each([
    ['a position', { position: inLemba }, { city: 'kinshasa.cd', commune: 'Lemba' }],
    ['a commune typed with a slip', { commune: 'lenba' }, { city: 'kinshasa.cd', commune: 'Lemba' }],
    ['a commune that is named beside a position', { commune: 'Ngaba', position: inLemba }, { commune: 'Ngaba' }],
    ['a place far from every town', { region: 'kwilu', landmark: 'Pont Kwenge', position: { latitude: -7.2, longitude: 19.8 } }, { region: 'kwilu' }],
    ['a commune that nobody knows', { region: 'kinshasa', commune: 'Petit Bruxelles' }, { region: 'kinshasa', commune: 'Petit Bruxelles' }],
  ])('takes %s for the place', async (_what, place, found) => {
    expect(await world.tell({ place })).toMatchObject(found);
  }); // prettier-ignore

  it('says what is wrong with what cannot be kept, and keeps nothing of it', async () => {
    const photo = await world.photo();
    const [reports, photos] = [reportModel(world.connection), fileModel(world.connection)];
    const before = [await reports.countDocuments(), await photos.countDocuments()];
    const lemba = { commune: 'Lemba' };
    const wishes: readonly (readonly [Parameters<ReportWorld['tell']>[0], string])[] = [
      [{ words: 'x'.repeat(1_001) }, 'words_too_long'],
      [{ place: {} }, 'no_place'],
      [{ place: { region: 'kinshasa' } }, 'no_place'],
      [{ place: { region: 'atlantis', street: 'Rue 1' } }, 'unknown_region'],
      [{ place: { city: 'dakar.sn', street: 'Rue 1' } }, 'unknown_city'],
      [{ place: { ...lemba, street: 'x'.repeat(121) } }, 'place_too_long'],
      [{ place: { ...lemba, position: { latitude: 91, longitude: 0 } } }, 'bad_position'],
      [{ place: { ...lemba, position: { latitude: Number.NaN, longitude: 0 } } }, 'bad_position'],
      [{ photos: Array.from({ length: 6 }, () => photo) }, 'too_many_photos'],
      [{ photos: [photo, 'gone'] }, 'photo_gone'],
    ];
    for (const [wish, expected] of wishes) expect(await reason(world.tell(wish))).toBe(`invalid_input: ${expected}`);
    expect([await reports.countDocuments(), await photos.countDocuments()]).toEqual(before);
  });

  it('takes twenty of one person a day, counted where they live', async () => {
    const { actor } = await world.neighbour();
    const tell = () => world.tell({ reporterId: actor.personId });
    for (let told = 0; told < 20; told += 1) await tell();
    expect(await reason(tell())).toBe('conflict: too_many_reports');
    // It is half past ten; midnight in Kinshasa is an hour before that of UTC.
    world.pass(12 * 60 + 35);
    expect(await reason(world.tell())).toBe('done');
    expect(await reason(tell())).toBe('conflict: too_many_reports');
    world.pass(60);
    expect(await reason(tell())).toBe('done');
  });

  it('keeps nothing of whoever stays anonymous: no name, no minute, no photo of theirs', async () => {
    const { actor } = await world.neighbour();
    world.pass(17);
    const key = `telegram:+243815556677:${actor.personId}:1`;
    const told = await world.tell({ key, photos: [await world.photo()] });
    const record = await world.record(told.id);
    const text = JSON.stringify(record);
    expect(text).not.toContain(actor.personId);
    expect(text).not.toContain('243815556677');
    for (const at of [record.createdAt, record.changedAt, ...record.history.map((one) => one.at), ...record.photos.map((one) => one.at)])
      expect(at.getTime() % 3_600_000).toBe(0);
    // The usual ids tell the second in which they were made.
    const photoId = record.photos[0]?.fileId ?? '';
    for (const id of [told.id, photoId])
      expect(Math.abs(Number.parseInt(id.slice(0, 8), 16) - Date.now() / 1_000)).toBeGreaterThan(3_600);
    const file = await fileModel(world.connection).findById(photoId).lean();
    expect(file).toMatchObject({ owner: 'reports', stored: true, createdAt: record.createdAt });
    expect(JSON.stringify(await world.connection.collection('report-supports').find({ reportId: told.id }).toArray())).toBe('[]');
    // A list of all telephone numbers leads nowhere without the secret.
    expect(record.key).toBe(createPrint('y'.repeat(32))(key));
    expect(record.key).not.toBe(createPrint('z'.repeat(32))(key));
  }); // prettier-ignore

  it('lets a moderator look at photos of some kinds before anybody else does', async () => {
    const told = await world.tell({ category: 'insecurity', photos: [await world.photo()] });
    expect(told).toMatchObject({ toModerate: true, photos: [{ state: 'waiting' }] });
  });
});

describe('sending to a body', () => {
  it('goes to the smallest area, then to whoever names the kind, then to whoever was there first', async () => {
    const own = await reportWorld();
    try {
      const to = async (wish: Parameters<ReportWorld['tell']>[0]) => (await own.tell(wish)).bodyId;
      expect(await to({})).toBeUndefined();
      const country = await own.body({ areas: ['CD'] });
      expect(await to({})).toBe(country.id);
      const city = await own.body({ areas: ['kinshasa.cd', 'lubumbashi.cd'] });
      const water = await own.body({ areas: ['kinshasa.cd'], categories: ['water_leak'] });
      own.pass(60);
      await own.body({ areas: ['kinshasa.cd'] });
      await own.body({ areas: ['kinshasa.cd/Lemba'], active: false });
      expect(await to({})).toBe(city.id);
      expect(await to({ category: 'water_leak' })).toBe(water.id);
      const lemba = await own.body({ areas: ['kinshasa.cd/Lemba'], categories: ['garbage'] });
      expect(await to({})).toBe(lemba.id);
      expect(await to({ category: 'pothole' })).toBe(city.id);
      expect(await to({ place: { commune: 'Ngaba' } })).toBe(city.id);
      expect(await to({ place: { region: 'kwilu', landmark: 'Pont Kwenge' } })).toBe(country.id);
      const dakar = { country: 'SN', place: { city: 'dakar.sn', commune: 'Ouakam' } } as const;
      expect(await to(dakar)).toBeUndefined();
    } finally {
      await own.database.drop();
    }
  });

  it('finds a body for what was told before there was one', async () => {
    const place = { city: 'dakar.sn', commune: 'Ngor' };
    const left = await world.tell({ country: 'SN', place });
    const other = await world.tell({ country: 'SN', place, category: 'noise' });
    const operator = await world.staff('operator');
    const wish = { name: 'UCG', country: 'SN', areas: ['dakar.sn'], operators: [operator.actor.personId] } as const;
    const body = await world.part.reportBodies.create({ ...wish, categories: ['garbage'] });
    expect(await world.part.reportLateRouting.run()).toBe(1);
    expect(await world.part.reportLateRouting.run()).toBe(0);
    expect(await world.reports.get(left.id)).toMatchObject({ bodyId: body.id });
    expect((await world.reports.get(other.id))?.bodyId).toBeUndefined();
    expect(world.heard.filter(({ reportId }) => reportId === left.id).map(({ what }) => what)).toEqual(['reported', 'routed']);
    await world.part.reportBodies.update(body.id, { categories: [] });
    expect(await world.part.reportLateRouting.run()).toBe(1);
    expect(await world.reports.get(other.id)).toMatchObject({ bodyId: body.id });
  }); // prettier-ignore

  it('finds another body for what one leaves behind, or lets it wait for one', async () => {
    const place = { city: 'lubumbashi.cd', commune: 'Kenya' };
    const operator = await world.staff('operator');
    const wish = { country: 'CD', categories: [], operators: [operator.actor.personId] } as const;
    const city = await world.part.reportBodies.create({ ...wish, name: 'Mairie', areas: ['lubumbashi.cd'] });
    const commune = await world.part.reportBodies.create({ ...wish, name: 'Commune', areas: ['lubumbashi.cd/Kenya'] });
    const [taken, waiting] = [await world.tell({ place }), await world.tell({ place })];
    await world.work.take(world.act(taken, operator));
    await world.part.reportLateRouting.run();
    await world.part.reportBodies.update(commune.id, { active: false });
    expect(await world.part.reportLateRouting.run()).toBe(2);
    const after = await world.record(taken.id);
    expect(after).toMatchObject({ bodyId: city.id, state: 'open' });
    expect(after.takenBy).toBeUndefined();
    expect(after.history.at(-1)).toMatchObject({ what: 'routed', from: 'in_progress', to: 'open', bodyId: city.id });
    await world.work.take(world.act(taken, operator));
    await world.part.reportBodies.update(city.id, { active: false });
    expect(await world.part.reportLateRouting.run()).toBe(0);
    for (const { id } of [taken, waiting]) {
      const left = await world.record(id);
      expect([left.bodyId, left.state]).toEqual([undefined, 'open']);
    }
  });

  it('takes no area that is not in the country, and nobody as an operator who is none', async () => {
    const { create } = world.part.reportBodies;
    const { actor } = await world.neighbour();
    const fine = { name: 'Voirie', country: 'CD', areas: ['CD/kwilu'], categories: [], operators: [] } as const;
    for (const areas of [[], ['SN'], ['CD/atlantis'], ['dakar.sn'], ['kinshasa.cd/Ouakam']])
      await expect(create({ ...fine, areas })).rejects.toMatchObject({ details: { field: 'areas' } });
    await expect(create({ ...fine, operators: [actor.personId] })).rejects.toMatchObject({
      details: { field: 'operators' },
    });
    await create(fine);
    await expect(create(fine)).rejects.toMatchObject({ code: 'conflict' });
  });
});
