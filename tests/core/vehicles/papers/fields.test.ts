import { describe, expect, it } from 'vitest';
import { dateRole, datesIn } from '../../../../core/vehicles/papers/fields/dates.ts';
import { readFields } from '../../../../core/vehicles/papers/fields/paper-fields.ts';
import { parseDay } from '../../../../core/vehicles/papers/flows/typed-day.ts';
import { pageOfText } from './page-of-text.ts';

const now = new Date('2026-11-21T09:00:00Z');
const iso = (day: Date | undefined): string | undefined => day?.toISOString().slice(0, 10);
const read = (text: string): Record<string, string | undefined> => {
  const { kind, ...fields } = readFields(pageOfText(text), { now, country: 'CD' });
  const values = Object.entries(fields).map(([name, { value }]) => [name, value instanceof Date ? iso(value) : value]);
  return { ...(kind ? { kind } : {}), ...(Object.fromEntries(values) as Record<string, string>) };
};

describe('a date', () => {
  it.each([
    ['12/03/2027', '2027-03-12'],
    ['12-03-27', '2027-03-12'],
    ['12.3.2027', '2027-03-12'],
    ['2027-03-12', '2027-03-12'],
    ['12 mars 2027', '2027-03-12'],
    ['12 MARS 27', '2027-03-12'],
    ['1er avril 2027', '2027-04-01'],
    ['ler fevrier 2027', '2027-02-01'],
    ['3 févr. 2027', '2027-02-03'],
    ['15 aout 2026', '2026-08-15'],
    ['15 Decernbre 2026', '2026-12-15'],
    ['March 12, 2027', '2027-03-12'],
    ['12th March 2027', '2027-03-12'],
    ['l2/O3/2O27', '2027-03-12'],
    ['12 / 03 / 2027', '2027-03-12'],
    ['25/12/99', '1999-12-25'],
    ['31/02/2027', undefined],
    ['03/25/2027', '2027-03-25'],
    ['Loi 78/022 du', undefined],
    ['+243 81 000 00 01', undefined],
    ['KIN-2026-004518', undefined],
    ['1234AB/01', undefined],
  ])('written %s is %s', (text, day) => {
    expect(iso(datesIn(`x ${text} y`)[0]?.day)).toBe(day);
  });

  it.each([
    ["Valable jusqu'au", 'until'],
    ['Echéance :', 'until'],
    ['Date d’expiration', 'until'],
    ['expire le', 'until'],
    ['au', 'until'],
    ['Prochaine visite le', 'until'],
    ['Valid until', 'until'],
    ['Effet du', 'from'],
    ['du', 'from'],
    ['Fait à Kinshasa, le', 'issued'],
    ['Date de visite :', 'issued'],
    ['Date de 1ère mise en circulation', 'first_registration'],
    ['né le', 'birth'],
    ['Prime nette', 'unknown'],
  ])('after "%s" is of the kind %s', (before, role) => {
    expect(dateRole(before)).toBe(role);
  });

  it.each([
    ['12032027', '2027-03-12'],
    ['120327', '2027-03-12'],
    ['12*03*2027', '2027-03-12'],
    ['le 12 mars 2027', '2027-03-12'],
    ['demain', undefined],
    ['12', undefined],
    ['12/03/2027 ou 13/03/2027', undefined],
    ['99999999', undefined],
  ])('typed %s is %s', (typed, day) => {
    expect(iso(parseDay(typed))).toBe(day);
  });
});

describe('a paper', () => {
  it('of insurance gives what stands on it, also where accents and signs were lost', () => {
    const text = `ATTESTATI0N D ASSURANCE AUTOMOBILE
S0NAS Societe Nationale d Assurances
Pollce N° : KIN-2026-004518
Assure : MUKENDI KABASELE Patrick
Imrnatriculation : I234AB/01
Marque : TOYOTA Type : COROLLA
N° chassis : JTDKB2OUI8312340I
Effet : du 13/O3/2026 au 12/03/2O27
Fait a Kinshasa, le 10/03/2026`;
    expect(read(text)).toMatchObject({
      kind: 'insurance', policy: 'KIN-2026-004518', holder: 'MUKENDI KABASELE Patrick', make: 'TOYOTA', model: 'COROLLA',
      vin: 'JTDKB20U183123401', from: '2026-03-13', until: '2027-03-12',
    }); // prettier-ignore
  });

  it('with its values below their labels gives each its own', () => {
    const text = `CERTIFICAT D'IMMATRICULATION (carte grise)
N° immatriculation          Date de 1ère mise en circulation
5678CD/05                   14/06/2020
Nom et prénoms du propriétaire
FURAHA BAHATI Chantal
Numéro de châssis
JSAKB20U5L3787805
Délivrée le 20/06/2020`;
    const found = read(text);
    expect(found).toMatchObject({ kind: 'registration', plate: '5678CD05', holder: 'FURAHA BAHATI Chantal', vin: 'JSAKB20U5L3787805' });
    expect(found['until']).toBeUndefined();
  }); // prettier-ignore

  it('in English, or of an inspection, gives its last day', () => {
    expect(read('MOTOR INSURANCE CERTIFICATE\nPolicy No: NS-88-1203\nInsured: Grace Mbuyi\nFrom 01/02/2026 to 31/01/2027')).toMatchObject({
      kind: 'insurance', policy: 'NS-88-1203', holder: 'Grace Mbuyi', from: '2026-02-01', until: '2027-01-31',
    });
    expect(read('VISITE TECHNIQUE\nVéhicule : AA-123-BC\nVisite du 4 mars 2026\nProchaine visite : 3 mars 2027')).toMatchObject({
      kind: 'inspection', plate: 'AA123BC', until: '2027-03-03',
    });
    expect(read('VIGNETTE AUTOMOBILE 2026\nPlaque 1234AB/01\nExpire le 31/12/2026')).toMatchObject({ kind: 'tax', plate: '1234AB01', until: '2026-12-31' });
  }); // prettier-ignore

  it('whose day nobody names is not trusted, and noise gives nothing', () => {
    const { until } = readFields(pageOfText('Assurance\n12/03/2027'), { now });
    expect([iso(until?.value), (until?.confidence ?? 1) < 0.5]).toEqual(['2027-03-12', true]);
    expect(read('ji || ~ .. ,, |\n— = _ iI\n')).toEqual({});
    expect(read('')).toEqual({});
  });

  it('gives a chassis number back that lost or won a sign only where the check digit proves it', () => {
    expect(read('VIN : JTDKB20U1 83123401')['vin']).toBe('JTDKB20U183123401');
    expect(read('VIN : JTIDKB20U183123401')['vin']).toBe('JTDKB20U183123401');
    expect(read('VIN : WDBKB20U983123499X')['vin']).toBeUndefined();
    const doubtful = readFields(pageOfText('VIN : 1HGCM82633A004353'), { now }).vin;
    expect(doubtful?.confidence).toBeLessThan(0.5);
  });
});
