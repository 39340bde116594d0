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
  /** Freshly made passwords and PINs of demo people; shown this once. */
  readonly demoAccounts: readonly { readonly who: string; readonly login: string; readonly secret: string }[];
}

const widthOf = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));

function doorLines(doors: readonly Door[]): string[] {
  const width = widthOf(doors.map((door) => door.name));
  return doors.map((door) => {
    const { on, why } = door.status();
    return `  ${door.name.padEnd(width)}  ${on ? 'on ' : 'off'}  ${why}`;
  });
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
    ...doorLines(facts.doors),
    `  E-mail: ${facts.mail.on ? 'on' : 'off'}, ${facts.mail.why}`,
    ...accountLines(facts.demoAccounts),
  ].join('\n');
