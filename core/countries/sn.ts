import { easterHolidays } from './easter.ts';
import { expectedFeasts } from './sn-feasts.ts';
import type { Country } from './types.ts';

const regions = {
  DK: 'Dakar', DB: 'Diourbel', FK: 'Fatick', KA: 'Kaffrine', KL: 'Kaolack', KE: 'Kédougou', KD: 'Kolda', LG: 'Louga',
  MT: 'Matam', SL: 'Saint-Louis', SE: 'Sédhiou', TC: 'Tambacounda', TH: 'Thiès', ZG: 'Ziguinchor',
} as const; // prettier-ignore

export const sn: Country = {
  code: 'SN',
  name: 'Sénégal',
  callingCode: '+221',
  currency: 'XOF',
  currencies: ['XOF'],
  timeZone: 'Africa/Dakar',
  timeZones: ['Africa/Dakar'],
  languages: ['fr', 'wo', 'en'],
  regions: Object.entries(regions).map(([id, name]) => ({ id, name })),
  communes: [],
  operators: [
    { id: 'orange-sn', name: 'Orange', prefixes: ['77', '78'], wallet: 'Orange Money', approveBy: '#144#' },
    { id: 'free-sn', name: 'Free (Yas)', prefixes: ['76'], wallet: 'Free Money', approveBy: '#150#' },
    { id: 'expresso-sn', name: 'Expresso', prefixes: ['70'] },
    { id: 'wave-sn', name: 'Wave', prefixes: [], wallet: 'Wave' },
  ],
  plates: [
    { id: 'sn-2019', layouts: ['@@-###-@@'] },
    // The number of digits tells this series from the next: four against three.
    { id: 'sn-1989', layouts: ['@@-####-@', '@@-####-@@'], startsWith: Object.keys(regions) },
  ],
  plateOrigins: regions,
  foreignMarks: [],
  // From general knowledge, to be confirmed.
  holidays: [
    ...['01-01', '04-04', '05-01', '08-15', '11-01', '12-25'],
    ...easterHolidays(2026, 2040),
    ...expectedFeasts,
  ],
};
