import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { communeNamed } from '../../../core/geo/index.ts';
import { officeWorld, type OfficeWorld, type TestOffice } from '../queues/office-world.ts';

let world: OfficeWorld;
let hospital: TestOffice;
let hall: TestOffice;
let bank: TestOffice;
let dakar: TestOffice;
const page = { offset: 0, limit: 20 };
const at = (longitude: number, latitude: number) =>
  ({ type: 'Point', coordinates: [longitude, latitude] as const }) as const;

beforeAll(async () => {
  world = await officeWorld();
  hospital = await world.office({
    organisation: { name: 'Hôpital Général de Référence' },
    branch: { name: 'Urgences', commune: 'Gombe', location: at(15.303, -4.305) },
    services: [{ name: 'Consultation générale' }, { name: 'Radiologie', active: false }],
  });
  hall = await world.office({
    organisation: { name: 'Mairie de Lubumbashi', kind: 'government' },
    branch: {
      name: 'État civil', region: 'haut-katanga', commune: 'Kampemba', timeZone: 'Africa/Lubumbashi',
      location: at(27.508, -11.655),
    },
    services: [{ name: 'Passeport' }, { name: "Acte de naissance" }],
  }); // prettier-ignore
  bank = await world.office({
    organisation: { name: 'Banque du Fleuve', kind: 'bank' },
    branch: { name: 'Agence Limete', commune: 'Limete', location: at(15.347, -4.364) },
    services: [{ name: 'Ouverture de compte' }],
  });
  await world.office({ organisation: { name: 'Banque fermée', kind: 'bank' }, branch: { listed: false } });
  dakar = await world.office({ country: 'SN', organisation: { name: 'Hôpital Principal' } });
});
afterAll(() => world.database.drop());

const named = async (text: string): Promise<string[]> =>
  (await world.offices.branches({ country: 'CD', text, page })).items.map(({ id }) => id);

describe('an office is found', () => {
  it.each([
    ['hopital', 'hospital'],
    ['HÔPITAL general', 'hospital'],
    ['urgences gombe', 'hospital'],
    ['hopitl', 'hospital'],
    ['refrence', 'hospital'],
    ['hpoital', 'hospital'],
    ['banque de limete', 'bank'],
    ['banq', 'bank'],
    ['compte limete', 'bank'],
    ['passeport', 'hall'],
    ['passport', 'hall'],
    ['katanga naissance', 'hall'],
  ] as const)('by what people type: %s', async (text, which) => {
    const wanted = { hospital, hall, bank }[which].branch.id;
    expect(await named(text)).toEqual([wanted]);
  });

  it.each(['banque passeport', 'radiologie', 'fermee', 'principal', 'xyzzy', '  ', '.*', '$where'])(
    'not by words that nothing there is called: %s',
    async (text) => expect(await named(text)).toEqual([]),
  );

  it('by kind, by region and by organisation, each with how many there are', async () => {
    expect(await world.offices.kinds('CD')).toEqual([
      { kind: 'bank', branches: 1 },
      { kind: 'hospital', branches: 1 },
      { kind: 'government', branches: 1 },
    ]);
    expect(await world.offices.regions({ country: 'CD' })).toEqual([
      { region: 'kinshasa', branches: 2 },
      { region: 'haut-katanga', branches: 1 },
    ]);
    expect(await world.offices.regions({ country: 'CD', kind: 'bank' })).toEqual([{ region: 'kinshasa', branches: 1 }]);
    const banks = await world.offices.branches({ country: 'CD', kind: 'bank', region: 'kinshasa', page });
    expect(banks).toMatchObject({ total: 1, items: [{ id: bank.branch.id }] });
    const own = await world.offices.branches({ country: 'CD', organisationId: hall.organisation.id, page });
    expect(own.items.map(({ id }) => id)).toEqual([hall.branch.id]);
    const houses = await world.offices.organisations({ country: 'CD', page: { offset: 1, limit: 2 } });
    expect(houses).toMatchObject({
      total: 4,
      items: [{ name: 'Banque fermée' }, { name: hospital.organisation.name }],
    });
  });

  it('nearest first, with how far it is, and never in another country', async () => {
    const limete = communeNamed('CD', 'limete')!;
    const near = await world.offices.near({ country: 'CD', position: limete, page });
    expect(near.map(({ id }) => id)).toEqual([bank.branch.id, hospital.branch.id, hall.branch.id]);
    expect(near[0]?.metres).toBe(0);
    expect(near[1]?.metres).toBeGreaterThan(7_000);
    expect(near[1]?.metres).toBeLessThan(9_000);
    const [only] = await world.offices.near({ country: 'SN', position: limete, page });
    expect(only?.id).toBe(dakar.branch.id);
  });

  it('with the services that are given there, and by those who work there', async () => {
    expect((await world.offices.services(hospital.branch.id)).map(({ name }) => name)).toEqual([
      'Consultation générale',
    ]);
    expect((await world.offices.ofStaff(hall.manager.id)).map(({ id }) => id)).toEqual([hall.branch.id]);
    expect((await world.offices.ofStaff(hall.agent.id)).map(({ id }) => id)).toEqual([hall.branch.id]);
    expect(await world.offices.ofStaff('0'.repeat(24))).toEqual([]);
  });
});
