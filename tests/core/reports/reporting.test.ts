import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileModel } from '../../../core/files/file.model.ts';
import { communeAt, type Position } from '../../../core/geo/index.ts';
import { parseReportNumber } from '../../../core/reports/index.ts';
import { newReportNumber } from '../../../core/reports/number.ts';
import { createPrint } from '../../../core/reports/print.ts';
import { reportModel } from '../../../core/reports/report.model.ts';
import { isSameStreet } from '../../../core/reports/same-street.ts';
import { inLemba, north, reportWorld, type ReportWorld } from './report-world.ts';

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

describe('what was told before', () => {
  it('is found near by, nearest first, and by the street where somebody shared no position', async () => {
    const own = await reportWorld();
    try {
      const at = (metres: number, more: object = {}) => own.tell({ place: { position: north(metres), ...more } });
      const far = await at(240);
      const near = await at(20, { street: 'Av. Kasavubu' });
      await at(260);
      await own.tell({ category: 'pothole', place: { position: north(5) } });
      const words = await own.tell({ place: { commune: 'Lemba', street: 'avenue kasavubu 12' } });
      await own.tell({ place: { commune: 'Ngaba', street: 'avenue kasavubu' } });
      await own.tell({ place: { commune: 'Lemba', street: 'Avenue By-Pass' } });
      const ids = async (place: object, more: object = {}) =>
        (await own.reports.duplicates({ country: 'CD', category: 'garbage', place, most: 5, ...more })).map(({ id }) => id);
      expect(await ids({ position: inLemba })).toEqual([near.id, far.id]);
      expect(await ids({ position: inLemba, street: 'Kasavubu' })).toEqual([near.id, far.id, words.id]);
      expect(new Set(await ids({ commune: 'Lemba', street: 'Kasavuvu' }))).toEqual(new Set([near.id, words.id]));
      expect(await ids({ position: inLemba }, { except: near.id })).toEqual([far.id]);
      expect(await ids({ commune: 'Lemba' })).toEqual([]);
      // Many near by do not hide what was told without a position.
      const many = [near.id, ...(await Promise.all([50, 60, 70, 80].map((metres) => at(metres)))).map(({ id }) => id)];
      const there = { position: inLemba, street: 'Kasavubu' };
      expect(await ids({ position: inLemba })).toEqual(many);
      expect(await ids(there)).toEqual([...many.slice(0, 4), words.id]);
      expect(await ids(there, { most: 1 })).toEqual([near.id]);
      const [first] = await own.reports.duplicates({ country: 'CD', category: 'garbage', place: { position: inLemba }, most: 1 });
      expect(first).toMatchObject({ metres: 20, words: near.words });
    } finally {
      await own.database.drop();
    }
  }); // prettier-ignore

  it.each([
    ['Avenue Kasa-Vubu n° 12', 'kasavubu', true],
    ['Avenue Kasavubu n° 12', 'av. kasavubo 14', true],
    ['Avenue Kasa-Vubu', 'kasavubo', true],
    ['Avenue Kikwit', 'kikwiti', true],
    ['1ère rue', '2e rue', false],
    ['sixième rue', 'dixième rue', false],
    ['1ère rue', 'rue 1', true],
    ['12ème rue', 'Rue 12', true],
    ['12ème rue', '13e rue', false],
    ['Limete 12e rue', 'limete, 12ème rue', true],
    ['Limete 12e rue', 'limete, 11ème rue', false],
    ['Avenue de la Paix', 'Avenue de la Justice', false],
    ['Avenue', 'Rue', false],
    ['', 'Rue 12', false],
  ])('takes "%s" and "%s" for the same street: %s', (one, other, expected) => {
    expect([isSameStreet(one, other), isSameStreet(other, one)]).toEqual([expected, expected]);
  });

  describe('of a private matter', () => {
    /** Nothing but the commune, or the hundredth of a degree where none is known, may tell two questions apart. */
    const cellOf = ({ latitude, longitude }: Position): string => {
      const commune = communeAt('CD', { latitude, longitude });
      return commune ? `${commune.city}/${commune.name}` : `${latitude.toFixed(2)} ${longitude.toFixed(2)}`;
    };

    it.each([
      ['in a commune', inLemba, undefined, 0.004],
      ['where no commune is known', { latitude: -6.0312, longitude: 17.0488 }, 'kwilu', 0.002],
    ])('is found by no question nearer than it is shown, %s', async (_where, around, region, step) => {
      const one = await world.tell({
        category: 'insecurity',
        place: { ...(region && { region }), position: around, street: 'Rue de la Paix', landmark: 'Chez Mama Joie' },
      });
      const offsets = [-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6].map((nth) => nth * step);
      const asked = offsets.flatMap((south) =>
        offsets.map((east) => ({ latitude: around.latitude + south, longitude: around.longitude + east })),
      );
      const answers = new Map<string, Set<boolean>>();
      for (const position of asked) {
        const place = { ...(region && { region }), position, street: 'Rue de la Paix', landmark: 'Chez Mama Joie' };
        const found = await world.reports.duplicates({ country: 'CD', category: 'insecurity', place, most: 20 });
        const own = found.find(({ id }) => id === one.id);
        answers.set(cellOf(position), (answers.get(cellOf(position)) ?? new Set()).add(own !== undefined));
        expect(JSON.stringify(own ?? {})).not.toMatch(/Paix|Mama Joie/);
        if (own) expect(own).toMatchObject({ blurred: true, metres: expect.any(Number) as number });
        expect((own?.metres ?? 0) % 500).toBe(0);
      }
      expect(answers.size).toBeGreaterThan(1);
      for (const [cell, found] of answers) expect([cell, ...found]).toEqual([cell, cell === cellOf(around)]);
    });

    it('is not known by its street or landmark, right or wrong', async () => {
      const one = await world.tell({ category: 'noise', place: { commune: 'Ngaba', street: 'Rue de la Paix' } });
      for (const street of ['Rue de la Paix', 'Avenue Kalema', undefined]) {
        const place = { commune: 'Ngaba', ...(street !== undefined && { street }) };
        const found = await world.reports.duplicates({ country: 'CD', category: 'noise', place, most: 5 });
        expect(found.map(({ id }) => id)).toEqual([one.id]);
      }
    });
  });
});
