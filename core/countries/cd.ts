import type { Country, Region } from './types.ts';

const east = 'Africa/Lubumbashi';
const inTheEast = new Set([
  'Kasaï', 'Kasaï-Central', 'Kasaï-Oriental', 'Lomami', 'Sankuru', 'Maniema', 'Sud-Kivu', 'Nord-Kivu', 'Ituri',
  'Haut-Uele', 'Tshopo', 'Bas-Uele', 'Tanganyika', 'Haut-Lomami', 'Lualaba', 'Haut-Katanga',
]); // prettier-ignore

const provinces = [
  'Kinshasa', 'Kongo-Central', 'Kwango', 'Kwilu', 'Mai-Ndombe', 'Kasaï', 'Kasaï-Central', 'Kasaï-Oriental', 'Lomami',
  'Sankuru', 'Maniema', 'Sud-Kivu', 'Nord-Kivu', 'Ituri', 'Haut-Uele', 'Tshopo', 'Bas-Uele', 'Nord-Ubangi', 'Mongala',
  'Sud-Ubangi', 'Équateur', 'Tshuapa', 'Tanganyika', 'Haut-Lomami', 'Lualaba', 'Haut-Katanga',
]; // prettier-ignore

const toRegion = (name: string): Region => ({
  id: name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase(),
  name,
  ...(inTheEast.has(name) && { timeZone: east }),
});

/** Digits on both sides of the letters; how many is not certain, so all short forms are known. */
const around = (letters: string): string[] =>
  ['#', '##', '###'].flatMap((before) => ['##', '###', '####'].map((after) => `${before} ${letters} ${after}`));

const oneToFour = (letters: string): string[] => ['#', '##', '###', '####'].map((digits) => `${letters} ${digits}`);

export const cd: Country = {
  code: 'CD',
  name: 'République démocratique du Congo',
  callingCode: '+243',
  currency: 'CDF',
  currencies: ['CDF', 'USD'],
  timeZone: 'Africa/Kinshasa',
  timeZones: ['Africa/Kinshasa', east],
  languages: ['fr', 'ln', 'sw', 'en'],
  regions: provinces.map(toRegion),
  communes: [
    'Bandalungwa', 'Barumbu', 'Bumbu', 'Gombe', 'Kalamu', 'Kasa-Vubu', 'Kimbanseke', 'Kinshasa', 'Kintambo', 'Kisenso',
    'Lemba', 'Limete', 'Lingwala', 'Makala', 'Maluku', 'Masina', 'Matete', 'Mont-Ngafula', 'Ndjili', 'Ngaba', 'Ngaliema',
    'Ngiri-Ngiri', 'Nsele', 'Selembao',
  ], // prettier-ignore
  operators: [
    { id: 'vodacom-cd', name: 'Vodacom', prefixes: ['81', '82', '83'], wallet: 'M-Pesa' },
    { id: 'airtel-cd', name: 'Airtel', prefixes: ['97', '98', '99'], wallet: 'Airtel Money' },
    { id: 'orange-cd', name: 'Orange', prefixes: ['80', '84', '85', '89'], wallet: 'Orange Money' },
    { id: 'africell-cd', name: 'Africell', prefixes: ['90', '91'] },
  ],
  plates: [
    { id: 'cd-2009', layouts: ['####@@/##'], withoutBox: ['####@@'], marks: ['CGO'] },
    {
      id: 'cd-diplomatic',
      layouts: [...around('CD'), ...around('CC')],
      loose: true,
      unsure: 'number of digits on each side',
    },
    // Loose because "un 500" is also French for an amount.
    { id: 'cd-un', layouts: ['UN ###', 'UN ####'], loose: true },
    { id: 'cd-army', layouts: ['FARDC #######'] },
    {
      id: 'cd-state',
      layouts: ['IT', 'PR', 'AA', 'ASEN', 'AJUS'].flatMap(oneToFour),
      loose: true,
      unsure: 'number of digits',
    },
    { id: 'cd-motorcycle', layouts: ['##@@'], loose: true, unsure: 'motorcycles of Kinshasa, read on two lines' },
    // Launched on 6 January 2026, valid beside the older one; its serial layout was found in no source, so it has none.
    { id: 'cd-2026', layouts: [], marks: ['COD'], loose: true, unsure: 'layout not published' },
  ],
  // The table of the two boxed digits was found in no source: filled by settings, "unknown" until then.
  plateOrigins: {},
  foreignMarks: ['RC'],
  // From general knowledge, to be confirmed: the law changes them.
  holidays: ['01-01', '01-04', '01-16', '01-17', '04-06', '05-01', '05-17', '06-30', '08-01', '12-25'],
};
