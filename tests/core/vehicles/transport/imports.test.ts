import { stringify } from 'csv-stringify/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { isLisoloError } from '../../../../core/errors.ts';
import { searchKeys } from '../../../../core/vehicles/search/index.ts';
import { importWorld, type ImportWorld } from './import-world.ts';

let world: ImportWorld;
beforeAll(async () => void (world = await importWorld()), 60_000);
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const head = 'plaque;marque;modèle;genre;année;couleur;assurance;propriétaire;téléphone';
const file = (...rows: readonly string[]): string => [head, ...rows].join('\r\n');
const plateAt = (nth: number): string => `${String(nth).padStart(4, '0')}AB01`;
const many = (count: number): string =>
  file(
    ...Array.from(
      { length: count },
      (_, nth) => `${plateAt(nth)};Toyota;Corolla;voiture;2018;blanche;31/12/2026;Nom ${nth};+24381${1_000_000 + nth}`,
    ),
  );

describe('a file of vehicles', () => {
  it('is read with French heads and words, and written as the register writes', async () => {
    const owner = await world.identity.create({ name: 'Patrick', phone: '+243815550001', country: 'CD' });
    const taken = await world.take(
      file(
        '1234 AB/01;Toyota;Corolla;Véhicule particulier;2018;Blanche;31/12/2026;;0815550001',
        '"5678CD05";"Suzuki ""Swift""";Swift;moto;2 020;ROUGE;2027-01-15;Société; +243 81 555 00 02',
      ),
    );
    expect(taken).toMatchObject({
      state: 'done', encoding: 'utf-8', delimiter: ';', rows: 2,
      applied: { rows: 2, created: 2, changed: 0, unchanged: 0, refused: 0 },
    }); // prettier-ignore
    const stored = await world.connection.collection('vehicles').find().sort({ plate: 1 }).toArray();
    expect(stored[0]).toMatchObject({
      country: 'CD', plate: '1234AB01', category: 'car', colour: 'white', ownerId: owner.id, stolen: false, revision: 1,
      insuranceUntil: new Date('2026-12-31'), searchKeys: searchKeys('1234AB01'), ownerNews: world.clock(),
      owners: [{ ownerId: owner.id, how: 'imported', from: world.clock() }],
    }); // prettier-ignore
    expect(stored[0]).not.toHaveProperty('ownerName');
    expect(stored[1]).toMatchObject({
      make: 'Suzuki "Swift"',
      category: 'motorcycle',
      year: 2020,
      ownerPhone: '+243815550002',
    });
  });

  it('is read with English heads, a byte order mark, commas or tabs, and in Windows-1252', async () => {
    const english = '\uFEFFPlate,Make,Model,Chassis number,Remarks\n1111AB01,Peugeot,308,VF3 KB20U093123456,x';
    expect(await world.take(english)).toMatchObject({ delimiter: ',', ignored: ['Remarks'], applied: { created: 1 } });
    const tabs = Buffer.from(
      'Plaque\tMarque\tMod\xe8le\tPropri\xe9taire\n2222AB01\tCitro\xebn\tBerlingo\tAdjo\xe9',
      'latin1',
    );
    expect(await world.take(tabs)).toMatchObject({
      delimiter: '\t',
      encoding: 'windows-1252',
      applied: { created: 1 },
    });
    expect(await world.vehicles.byPlate('CD', '2222AB01')).toMatchObject({ make: 'Citroën', ownerName: 'Adjoé' });
    expect(await world.vehicles.byPlate('CD', '1111AB01')).toMatchObject({ vin: 'VF3KB20U093123456' });
  });

  it('says row by row and column by column what is wrong, and takes the others over', async () => {
    const taken = await world.take(
      file(
        '1234AB01;Toyota;Corolla;voiture;2018;blanc;31/12/2026;;',
        '1234 ab 01;Toyota;Hiace;voiture;2018;blanc;31/12/2026;;',
        ';Toyota;Corolla;voiture;2018;blanc;31/12/2026;;',
        '5678CD05;Toyota;Corolla;soucoupe;1066;rayé;30/02/2027;;123',
        '6789GH01;Toyota;Corolla;voiture;2018;blanc;31/12/2026;;;trop',
        'AA123BC;Toyota;Corolla;voiture;2018;blanc;31/12/2026;;',
      ),
    );
    expect(taken.applied).toMatchObject({ rows: 6, created: 1, refused: 5 });
    expect(await world.faults(taken.id)).toEqual([
      '3 plate: is the plate of line 2 already',
      '4 plate: is missing',
      '5 category: is no kind of vehicle that is known here',
      expect.stringMatching(/^5 year: /),
      '5 colour: is no colour that is known here',
      '5 ownerPhone: is no phone number',
      '5 insuranceUntil: is no day, such as 2027-03-31 or 31/03/2027',
      '6 : has more or fewer cells than the head',
      '7 plate: is a plate of SN',
    ]);
  });

  it('is refused as a whole when it is no such file', async () => {
    const refused = async (text: string | Uint8Array) => {
      const error: unknown = await world.take(text).catch((one: unknown) => one);
      return isLisoloError(error) ? error.details['reason'] : error;
    };
    expect(await refused('nom;prénom\nx;y')).toBe('the head of the file lacks plate, make, model');
    expect(await refused('')).toContain('lacks');
    expect(await refused(head)).toBe('the file has no rows');
    expect(await refused(Buffer.from('plate,make,model\0'))).toBe('the file is no text');
    expect(await refused(`${head}\n"${'x'.repeat(30_000)}`)).toContain('cannot be taken apart');
    expect(await world.connection.collection('vehicle_imports').countDocuments()).toBe(0);
    expect(await world.connection.collection('vehicle_import_rows').countDocuments()).toBe(0);
  });

  it('changes nothing in a dry run, and then exactly what it said', async () => {
    await world.registry.create({
      country: 'CD',
      plate: '1234AB01',
      make: 'Toyota',
      model: 'Corolla',
      category: 'car',
    });
    const text = file(
      '1234AB01;Toyota;Corolla;voiture;2018;blanc;31/12/2026;;',
      '5678CD05;Suzuki;Swift;voiture;2020;rouge;;;',
      'x;y;z;;;;;;',
    );
    const tried = await world.take(text, { dryRun: true });
    expect(tried).toMatchObject({ state: 'checked', checked: { rows: 3, created: 1, changed: 1, refused: 1 } });
    expect(await world.count()).toBe(1);
    expect(await world.faults(tried.id)).toHaveLength(1);
    await Promise.all([world.imports.apply(tried.id), world.imports.apply(tried.id)]);
    await world.imports.idle();
    const { applied, checked, state } = (await world.imports.byId(tried.id)) ?? {};
    expect([state, applied]).toEqual(['done', checked]);
    expect(await world.imports.apply(tried.id)).toMatchObject({ state: 'done' });
    expect(await world.connection.collection('vehicle_import_rows').countDocuments()).toBe(0);
  });

  it('creates nothing twice when it comes a second time', async () => {
    await world.take(many(40));
    const before = await world.connection.collection('vehicles').find().sort({ _id: 1 }).toArray();
    expect((await world.take(many(40))).applied).toMatchObject({ created: 0, changed: 0, unchanged: 40 });
    expect(await world.connection.collection('vehicles').find().sort({ _id: 1 }).toArray()).toEqual(before);
  });

  it('never sets a last day back, and never takes a vehicle from somebody who is known', async () => {
    const owner = await world.identity.create({ name: 'Grace', phone: '+243815550009', country: 'CD' });
    await world.registry.create({
      country: 'CD', plate: '1234AB01', make: 'Toyota', model: 'Corolla', category: 'car', colour: 'red', ownerId: owner.id,
      insuranceUntil: new Date('2027-06-30'),
    }); // prettier-ignore
    const row = '1234AB01;Toyota;Hilux;voiture;2018;blanc;31/12/2026;Voleur;+243815550077';
    const filled = await world.take(file(row));
    expect(filled.applied).toMatchObject({ changed: 1, kept: 4 });
    const known = { ownerId: owner.id, insuranceUntil: new Date('2027-06-30'), year: 2018 };
    expect(await world.vehicles.byPlate('CD', '1234AB01')).toMatchObject({ ...known, model: 'Corolla', colour: 'red' });
    const replaced = await world.take(file(row), { mode: 'replace' });
    expect(replaced.applied).toMatchObject({ changed: 1, kept: 2 });
    expect(await world.vehicles.byPlate('CD', '1234AB01')).toMatchObject({ ...known, model: 'Hilux', colour: 'white' });
    expect(await world.faults(replaced.id)).toEqual([
      '2 insuranceUntil: the register has a later day',
      '2 owner: the register has another owner',
    ]);
  });

  it('takes a known person for the owner only where the register names nobody else', async () => {
    const grace = await world.identity.create({ name: 'Grace', phone: '+243815550078', country: 'CD' });
    const car = { country: 'CD', make: 'Toyota', model: 'Corolla', category: 'car' } as const;
    const [awa, alone] = [{ ownerName: 'Awa', ownerPhone: '+243815550012' }, { ownerPhone: '+243815550078' }];
    await world.registry.create({ ...car, plate: '1234AB01', ...awa });
    await world.registry.create({ ...car, plate: '1235AB01', ...alone });
    await world.registry.create({ ...car, plate: '1236AB01' });
    const rows = ['1234AB01', '1235AB01', '1236AB01'].map((plate) => `${plate};Toyota;Corolla;;;;;Grace;0815550078`);
    expect((await world.take(file(...rows))).applied).toMatchObject({ changed: 2, unchanged: 1, kept: 1 });
    expect(await world.vehicles.byPlate('CD', '1234AB01')).toMatchObject(awa);
    for (const plate of ['1235AB01', '1236AB01'])
      expect(await world.vehicles.byPlate('CD', plate)).toMatchObject({ ownerId: grace.id });
  });

  it('leaves nothing of the owner before with another one, and nothing of another one with the owner', async () => {
    const car = { country: 'CD', make: 'Toyota', model: 'Corolla', category: 'car' } as const;
    await world.registry.create({
      ...car, plate: '1234AB01', ownerName: 'Awa', ownerPhone: '+243815550012', ownerEmail: 'awa@example.org', ownerNif: 'A1234567B',
    }); // prettier-ignore
    const whose = 'plaque;marque;modèle;propriétaire;téléphone;nif\n';
    await world.take(`${whose}1234AB01;Toyota;Corolla;Voisin;;`, { mode: 'replace' });
    const taken = await world.vehicles.byPlate('CD', '1234AB01');
    expect(taken).toMatchObject({ ownerName: 'Voisin' });
    expect(JSON.stringify(taken)).not.toMatch(/815550012|awa@|A1234567B/);
    await world.take(`${whose}1234AB01;Toyota;Corolla;Cousin;;Z7654321Y`);
    expect((await world.vehicles.byPlate('CD', '1234AB01'))?.ownerNif).toBeUndefined();
  });

  it('goes on where a killed process left it, in another one, and counts each row once', async () => {
    const dying = world.process(1_200);
    const { id } = await world.take(many(2_100), { by: dying });
    const left = await world.imports.byId(id);
    expect(left).toMatchObject({ state: 'applying', applied: { rows: 1_000, created: 1_000 } });
    expect(await world.imports.carryOn()).toBe(0);
    world.pass(61);
    // Of the batch that was written and not counted, when another one died.
    const batch = await world.connection.collection('vehicle_import_rows').findOne({ _id: `${id}:2` as never });
    expect(batch).not.toBeNull();
    await world.connection.collection('vehicle_imports').updateOne({ _id: id as never }, { $set: { next: 1, 'applied.rows': 500, 'applied.created': 500 } }); // prettier-ignore
    expect(await world.imports.carryOn()).toBe(1);
    expect(await world.imports.byId(id)).toMatchObject({
      state: 'done',
      applied: { rows: 2_100, created: 2_100, unchanged: 0 },
    });
    expect(await world.count()).toBe(2_100);
  }, 60_000);

  it('is worked on by one process at a time', async () => {
    const others = [world.process(), world.process()];
    const { id } = await world.take(many(1_200), { by: world.process(100) });
    world.pass(61);
    const worked = await Promise.all(others.map((one) => one.carryOn()));
    expect(worked.sort()).toEqual([0, 1]);
    expect(await world.imports.byId(id)).toMatchObject({ applied: { rows: 1_200, created: 1_200 } });
  }, 60_000);

  it('that is cancelled leaves what was taken over, and cannot be applied any more', async () => {
    const { id } = await world.take(many(20), { dryRun: true });
    expect(await world.imports.cancel(id)).toMatchObject({ state: 'cancelled' });
    const refused: unknown = await world.imports.apply(id).catch((error: unknown) => error);
    expect(isLisoloError(refused, 'illegal_transition')).toBe(true);
    expect(await world.count()).toBe(0);
  });

  it('is thrown away with all that it says of people after two weeks', async () => {
    const { id } = await world.take(many(20), { dryRun: true });
    world.pass(15 * 86_400);
    expect(await world.imports.sweep()).toBe(1);
    expect(await world.imports.sweep()).toBe(0);
    expect(await world.imports.byId(id)).toMatchObject({ state: 'cancelled' });
    expect(await world.connection.collection('vehicle_import_rows').countDocuments()).toBe(0);
  });
});

describe('the register as a file', () => {
  it('has the columns that its reader may see, and can be taken in again', async () => {
    const owner = await world.identity.create({ name: 'Awa', phone: '+243815550011', country: 'CD' });
    await world.registry.create({
      country: 'CD', plate: '1234AB01', make: '=1+1', model: 'Corolla', category: 'car', ownerId: owner.id, ownerNif: 'A1234567B',
    }); // prettier-ignore
    await world.take(many(450));
    const read = async (viewer: 'agent' | 'admin') => {
      const rows: (readonly unknown[])[] = [];
      for await (const row of world.export.rows(viewer, {})) rows.push(row);
      return rows;
    };
    const [agents, admins] = [await read('agent'), await read('admin')];
    expect([agents.length, admins.length]).toEqual([452, 452]);
    const agentsText = JSON.stringify(agents);
    expect(agentsText).toContain('Awa');
    for (const secret of ['ownerPhone', 'ownerNif', owner.phone ?? '', 'A1234567B'])
      expect(agentsText).not.toContain(secret);
    expect(JSON.stringify(admins)).toContain(owner.phone);
    await world.registry.create({
      country: 'CD', plate: '1235AB01', make: 'Kia', model: 'Rio', category: 'car', ownerName: 'Joseph', ownerPhone: '+243815550013',
    }); // prettier-ignore
    const text = stringify(await read('admin'), {
      escape_formulas: true,
      bom: true,
      cast: { date: (date) => date.toISOString() },
    });
    expect((await world.take(text)).applied).toMatchObject({ rows: 452, unchanged: 452, refused: 0 });
  });
});
