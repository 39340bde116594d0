import type { CountryCode } from '../dialog/types.ts';
import { vinCheckDigit, type VehicleCategory, type VehicleColour, type VehicleFuel } from '../vehicles/index.ts';

export interface DemoVehicle {
  readonly country: CountryCode;
  readonly plate: string;
  readonly make: string;
  readonly model: string;
  readonly year: number;
  readonly colour: VehicleColour;
  readonly category: VehicleCategory;
  readonly fuel: VehicleFuel;
  readonly fiscalPower: number;
  readonly mileage: number;
  readonly vin: string;
  /** Key of a demo person; the name of somebody without a phone otherwise. */
  readonly owner: string;
  /** Where the owner lives, in general. */
  readonly ownerArea?: string;
  /** Days from now until insurance and inspection end; negative: expired. */
  readonly insured: number;
  readonly inspected: number;
  readonly stolen?: boolean;
}

type Row = [
  plate: string,
  make: string,
  model: string,
  year: number,
  colour: VehicleColour,
  category: VehicleCategory,
  owner: string,
  insured: number,
  inspected: number,
];

const rows: Readonly<Record<CountryCode, readonly Row[]>> = {
  CD: [
    ['1234AB01', 'Toyota', 'Corolla', 2018, 'white', 'car', 'patrick', 120, 60],
    ['1234AB10', 'Nissan', 'Patrol', 2015, 'grey', 'car', 'Société Mbote SARL', 30, -20],
    ['5678CD05', 'Suzuki', 'Swift', 2020, 'red', 'car', 'chantal', 200, 180],
    ['2345BC02', 'Toyota', 'Hiace', 2012, 'yellow', 'taxi', 'joseph', 15, 7],
    ['3456DE01', 'Mercedes-Benz', 'Actros', 2010, 'blue', 'truck', 'Transports Malebo', -5, 90],
    ['4567EF03', 'Hyundai', 'Tucson', 2021, 'black', 'car', 'grace', 300, 250],
    ['6789GH01', 'Toyota', 'RAV4', 2017, 'silver', 'car', 'Nadine Kalala', 45, 12],
    ['7890JK04', 'Mitsubishi', 'Pajero', 2009, 'green', 'car', 'Henri Lubaki', 5, 5],
    ['8901LM02', 'Isuzu', 'NQR', 2014, 'white', 'bus', 'TransKin', 80, -60],
    ['9012NP01', 'Honda', 'Fit', 2016, 'blue', 'car', 'Ruth Mavungu', 150, 33],
  ],
  SN: [
    ['AA123BC', 'Peugeot', '308', 2019, 'grey', 'car', 'awa', 90, 30],
    ['AA456CD', 'Renault', 'Logan', 2017, 'yellow', 'taxi', 'mamadou', 20, 10],
    ['AB789EF', 'Hyundai', 'i10', 2020, 'white', 'car', 'fatou', 250, 200],
    ['AC321GH', 'Toyota', 'Prado', 2021, 'black', 'car', 'Ibrahima Gueye', 10, 150],
    ['DK1234A', 'Mercedes-Benz', 'Sprinter', 2008, 'white', 'minibus', 'GIE Ndiaga', 60, -10],
    ['TH5678B', 'Peugeot', '504', 1995, 'beige', 'car', 'Modou Faye', -30, -90],
  ],
};

/** Who built it (ISO 3780), what it burns and its fiscal power. */
const builds: Readonly<Record<string, readonly [wmi: string, fuel: VehicleFuel, fiscalPower: number]>> = {
  'Toyota Corolla': ['JTD', 'petrol', 9],
  'Nissan Patrol': ['JN1', 'diesel', 17],
  'Suzuki Swift': ['JSA', 'petrol', 7],
  'Toyota Hiace': ['JTF', 'diesel', 12],
  'Mercedes-Benz Actros': ['WDB', 'diesel', 33],
  'Hyundai Tucson': ['KMH', 'petrol', 11],
  'Toyota RAV4': ['JTM', 'hybrid', 11],
  'Mitsubishi Pajero': ['JMB', 'diesel', 14],
  'Isuzu NQR': ['JAL', 'diesel', 20],
  'Honda Fit': ['JHM', 'petrol', 6],
  'Peugeot 308': ['VF3', 'diesel', 6],
  'Renault Logan': ['VF1', 'petrol', 6],
  'Hyundai i10': ['MAL', 'petrol', 5],
  'Toyota Prado': ['JTE', 'diesel', 14],
  'Mercedes-Benz Sprinter': ['WDB', 'diesel', 12],
  'Peugeot 504': ['VF3', 'petrol', 9],
};
/** ISO 3779 section 5: a letter for the model year, without I, O, Q, U, Z and 0. */
const yearLetters = 'ABCDEFGHJKLMNPRSTVWXY123456789';

/** An invented chassis number, always the same for a plate. */
function chassisOf(wmi: string, year: number, plate: string): string {
  const figures = [...plate].map((sign) => sign.charCodeAt(0) % 10).join('');
  const letter = yearLetters.charAt((year - 1980) % yearLetters.length);
  const bare = `${wmi}KB20U0${letter}3${figures.slice(-6).padStart(6, '0')}`.replace(/[IOQ]/g, '1');
  return bare.slice(0, 8) + vinCheckDigit(bare) + bare.slice(9);
}

const stolen = new Set(['7890JK04']);

const areas: Readonly<Record<string, string>> = {
  patrick: 'Bandalungwa, Kinshasa',
  'Société Mbote SARL': 'Gombe, Kinshasa',
  chantal: 'Bukavu',
  joseph: 'Matadi',
  grace: 'Limete, Kinshasa',
  'Nadine Kalala': 'Masina, Kinshasa',
  awa: 'Médina, Dakar',
  mamadou: 'Pikine',
  fatou: 'Rufisque',
};

export const demoVehicles: readonly DemoVehicle[] = (['CD', 'SN'] as const).flatMap((country) =>
  rows[country].map(([plate, make, model, year, colour, category, owner, insured, inspected]) => {
    const [wmi, fuel, fiscalPower] = builds[`${make} ${model}`] ?? ['XXX', 'other', 1];
    return {
      country, plate, make, model, year, colour, category, fuel, fiscalPower, owner, insured, inspected,
      vin: chassisOf(wmi, year, plate),
      mileage: (2027 - year) * 11_700 + 430,
      ...(stolen.has(plate) ? { stolen: true } : {}),
      ...(areas[owner] ? { ownerArea: areas[owner] } : {}),
    };
  }),
); // prettier-ignore
