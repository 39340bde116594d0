import { afterAll, beforeAll, beforeEach } from 'vitest';
import { bindFlow, defineFlow, type BoundFlow } from '../../../../core/dialog/index.ts';
import type { Caller, Surface } from '../../../../core/dialog/index.ts';
import { fines as findFines } from '../../../../core/fines/flows/find-fines.ts';
import { myFines } from '../../../../core/fines/flows/my-fines.ts';
import { payFine } from '../../../../core/fines/flows/pay-fine.ts';
import { createPlateSearch, type Fine } from '../../../../core/fines/index.ts';
import { createVehicles, type LookupLimits } from '../../../../core/vehicles/index.ts';
import { lookupsOn } from '../../../support/lookups.ts';
import { platesPart } from '../../../support/plates/part.ts';
import { talk, type Talk } from '../../../support/talk.ts';
import { moneyWorld, payerPhone, type MoneyWorld } from '../../payments/money-world.ts';
import { paperNotes } from '../paper-notes.ts';

/** A screen that takes no text of its own. */
const elsewhere = bindFlow(
  defineFlow({
    id: 'elsewhere',
    version: 1,
    start: 'menu',
    screens: { menu: { show: () => ({ text: 'elsewhere' }), on: { choice: () => ({ end: '-' }) } } },
  }),
  undefined,
);

export interface FinesChatOptions {
  readonly surface?: Surface;
  readonly caller?: Partial<Caller>;
  readonly limits?: LookupLimits;
  readonly from?: 'elsewhere' | 'fines' | 'mine';
}

/** Somebody who looks for fines and pays them, on the dialogs of the product. */
export function finesChat(
  world: MoneyWorld,
  { from = 'elsewhere', caller = {}, limits, ...options }: FinesChatOptions = {},
): Promise<Talk> {
  const vehicles = createVehicles(world.database);
  const services = {
    ...world,
    vehicles,
    plates: createPlateSearch({ fines: world.fines, vehicles }),
    notes: paperNotes(),
    fineOfPhoto: () => Promise.resolve(undefined),
    lookups: lookupsOn(world.database, world.now, limits),
    ...platesPart(world.database, world.now),
  };
  const find = bindFlow(findFines, services);
  const mine = bindFlow(myFines, services);
  const pay = bindFlow(payFine, services);
  const flows: Record<typeof from, readonly [BoundFlow, ...BoundFlow[]]> = {
    elsewhere: [elsewhere, find, mine, pay],
    fines: [find, mine, pay],
    mine: [mine, find, pay],
  };
  return talk({ flows: flows[from], now: world.now, ...options, caller: { phone: payerPhone, ...caller } });
}

/** Approves whatever waits on a phone. */
export async function approveOn(world: MoneyWorld, phone: string): Promise<void> {
  for (const { id } of await world.sandbox.pendingFor(phone)) await world.sandbox.approve(id);
  await world.idle();
}

/** For each test one unpaid fine of 50 000 FC. */
export function forEachFine(set: (scene: { world: MoneyWorld; fine: Fine }) => void): void {
  let world: MoneyWorld;
  beforeAll(async () => void (world = await moneyWorld()));
  beforeEach(async () => {
    await world.clear();
    set({ world, fine: await world.fine(50_000) });
  });
  afterAll(() => world.database.drop());
}
