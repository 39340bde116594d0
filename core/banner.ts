import type { Door } from './door.ts';

/** What a person needs to know when the program has started. */
export interface BannerFacts {
  readonly version: string;
  readonly environment: string;
  readonly readyInMs: number;
  readonly address: string;
  readonly database: string;
  readonly ussdCode: string;
  readonly doors: readonly Door[];
  /** Whether e-mail goes out, and why not. */
  readonly mail: { readonly on: boolean; readonly why: string };
  /** Which official registers of vehicles are asked. */
  readonly vehicleRegister: { readonly on: boolean; readonly why: string };
  /** Freshly made passwords and PINs of demo people; shown this once. */
  readonly demoAccounts: readonly { readonly who: string; readonly login: string; readonly secret: string }[];
}

const widthOf = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));

/** What other programs use is part of the API and always on: one line each says where to look. */
const openTo = (address: string): { readonly name: string; readonly on: boolean; readonly why: string }[] => [
  { name: 'Open311', on: true, why: `${address}/open311/discovery.xml (writing needs a key)` },
  { name: 'open data', on: true, why: `${address}/api/v1/open-data/reports.geojson?country=CD, or .csv` },
  { name: 'webhooks', on: true, why: `POST /api/v1/webhooks adds one; ${address}/docs says how they are signed` },
];

function stateLines({ address, doors, mail, vehicleRegister }: BannerFacts): string[] {
  const states = [
    ...doors.map((door) => ({ name: door.name, ...door.status() })),
    { name: 'e-mail', ...mail },
    { name: 'registers', ...vehicleRegister },
    ...openTo(address),
  ];
  const width = widthOf(states.map(({ name }) => name));
  return states.map(({ name, on, why }) => `  ${name.padEnd(width)}  ${on ? 'on ' : 'off'}  ${why}`);
}

function accountLines(accounts: BannerFacts['demoAccounts']): string[] {
  if (accounts.length === 0) return [];
  const [who, login] = [
    widthOf(accounts.map((account) => account.who)),
    widthOf(accounts.map((account) => account.login)),
  ];
  return [
    '',
    'Demo people (shown once; DEMO_SECRET makes them the same every time):',
    ...accounts.map((account) => `  ${account.who.padEnd(who)}  ${account.login.padEnd(login)}  ${account.secret}`),
  ];
}

/** The start-up message: what runs where, each door with on or off and why, and demo secrets when they are new. */
export const toBanner = (facts: BannerFacts): string =>
  [
    `Lisolo ${facts.version} (${facts.environment}) is ready in ${(facts.readyInMs / 1000).toFixed(1)} s at ${facts.address}`,
    `  Database: ${facts.database}. USSD code: ${facts.ussdCode}. API: ${facts.address}/docs`,
    ...stateLines(facts),
    ...accountLines(facts.demoAccounts),
  ].join('\n');
