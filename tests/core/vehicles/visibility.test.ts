import { describe, expect, it } from 'vitest';
import { factsFor, viewerOf, viewers, visibleTo } from '../../../core/vehicles/index.ts';
import type { Vehicle, VehicleFacts, Viewer } from '../../../core/vehicles/index.ts';

/** Every field of a vehicle filled, so that what is missing on a card was held back. */
const whole: Required<Vehicle> = {
  id: 'v1',
  country: 'CD',
  plate: '1234AB01',
  make: 'Toyota',
  model: 'Corolla',
  year: 2018,
  colour: 'white',
  category: 'car',
  fuel: 'petrol',
  fiscalPower: 9,
  firstRegistration: new Date('2018-03-01'),
  mileage: 84_000,
  vin: 'JTDKB20U093123456',
  ownerId: 'p1',
  ownerName: 'Patrick Ilunga',
  ownerPhone: '+243810000001',
  ownerEmail: 'patrick@example.com',
  ownerArea: 'Bandalungwa',
  ownerNif: 'A1234567B',
  insuranceUntil: new Date('2027-01-01'),
  inspectionUntil: new Date('2027-01-01'),
  taxUntil: new Date('2027-01-01'),
  stolen: false,
  theft: { day: '2026-11-20', place: 'Gombe', report: 'PV 12' },
  thefts: [{ stolen: true, at: new Date('2026-11-20'), as: 'owner', by: 'p1', key: 'k' }],
  seenStolen: { at: new Date('2026-11-21'), place: 'Limete' },
  owners: [{ ownerId: 'p1', name: 'Patrick Ilunga', from: new Date('2026-01-01'), how: 'declared' }],
  official: { source: 'cgo', at: new Date('2026-01-01'), said: { make: 'Toyota' } },
  revision: 3,
  createdAt: new Date('2026-01-01'),
};

const papers = [{ kind: 'insurance', state: 'validated', waiting: false }] as const;

/** product.md, B3, field by field: p public, a agent, o owner, d administration. */
const expected: Readonly<Record<keyof VehicleFacts, string>> = {
  plate: 'paod',
  country: 'paod',
  make: 'paod',
  model: 'paod',
  year: 'paod',
  colour: 'paod',
  category: 'paod',
  fuel: 'paod',
  fiscalPower: 'paod',
  firstRegistration: 'paod',
  insuranceUntil: 'paod',
  inspectionUntil: 'paod',
  taxUntil: 'paod',
  stolen: 'paod',
  theft: 'aod',
  seenStolen: 'od',
  thefts: 'd',
  vin: 'aod',
  papers: 'aod',
  mileage: 'aod',
  ownerName: 'aod',
  ownerArea: 'aod',
  ownerPhone: 'od',
  ownerEmail: 'od',
  ownerNif: 'od',
  owners: 'od',
  official: 'd',
  id: 'aod',
  ownerId: 'd',
  revision: 'd',
  createdAt: 'd',
};
const letters: Readonly<Record<Viewer, string>> = { public: 'p', agent: 'a', owner: 'o', admin: 'd' };

describe.each(viewers)('what is shown to %s', (viewer) => {
  const shown = factsFor(viewer, whole, undefined, papers);
  it.each(Object.entries(expected))('%s', (field, who) => {
    expect(field in shown).toBe(who.includes(letters[viewer]));
  });
});

it('has decided about every field there is', () => {
  expect(Object.keys(visibleTo).sort()).toEqual([...Object.keys(whole), 'papers'].sort());
});

it('holds back a field that nobody has decided about', () => {
  const odd = { ...whole, secret: 'x' } as Vehicle;
  for (const viewer of viewers) expect(factsFor(viewer, odd)).not.toHaveProperty('secret');
});

it('shows an owner who had the vehicle before, without our id of them', () => {
  expect(factsFor('owner', whole).owners).toEqual([
    { name: 'Patrick Ilunga', from: new Date('2026-01-01'), how: 'declared' },
  ]);
  expect(factsFor('admin', whole).owners).toEqual(whole.owners);
});

it('gives agents the name of an owner who is a known person, and no way to reach them', () => {
  const { ownerName: _name, ownerPhone: _phone, ownerEmail: _email, ...vehicle } = whole;
  const owner = { name: 'Chantal Mbuyi', area: 'Bukavu', phone: '+243990000002' };
  expect(factsFor('agent', vehicle, owner)).toMatchObject({ ownerName: 'Chantal Mbuyi', ownerArea: 'Bukavu' });
  expect(factsFor('agent', vehicle, owner)).not.toHaveProperty('ownerPhone');
  expect(factsFor('owner', vehicle, owner)).toMatchObject({ ownerPhone: '+243990000002' });
  expect(JSON.stringify(factsFor('public', vehicle, owner))).not.toMatch(/Chantal|Bukavu|\+243/);
});

it.each([
  ['public', {}, 'somebody unknown'],
  ['public', { roles: ['pcr_agent'], personId: 'p2' }, 'an agent without a PIN'],
  ['agent', { roles: ['pcr_agent'], personId: 'p2', onDuty: true }, 'an agent on duty'],
  ['agent', { roles: ['opj'], personId: 'p2', onDuty: true }, 'a judicial officer on duty'],
  ['owner', { personId: 'p1' }, 'the owner'],
  ['owner', { roles: ['pcr_agent'], personId: 'p1', onDuty: true }, 'an agent who owns it'],
  ['admin', { roles: ['admin'], personId: 'p2', onDuty: true }, 'an administrator on duty'],
  ['public', { roles: ['admin'], personId: 'p2' }, 'an administrator without a PIN'],
  ['public', { roles: ['counter_agent', 'sales'], personId: 'p2', onDuty: true }, 'staff with nothing to do with it'],
] as const)('looks as %s: %o (%s)', (viewer, asker, _who) => {
  expect(viewerOf({ roles: [], onDuty: false, ...asker }, whole)).toBe(viewer);
});
