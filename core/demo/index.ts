export { demoBanks } from './banks.ts';
export { loadDemo } from './load-demo.ts';
export type { DemoAccount, DemoDeps } from './load-demo.ts';
export { demoPeople } from './people.ts';
export type { DemoPerson } from './people.ts';
