import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { communeAt, type Position } from '../../../core/geo/index.ts';
import { isSameStreet } from '../../../core/reports/same-street.ts';
import { inLemba, north, reportWorld, type ReportWorld } from './report-world.ts';

let world: ReportWorld;
beforeAll(async () => {
  world = await reportWorld();
});
afterAll(() => world.database.drop());

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
