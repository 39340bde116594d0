import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../../core/app.ts';
import { busyVehicles, type BusyVehicles } from './busy-vehicles.ts';
import { everyUseOfVehicles, watchedCollections, watchedServices, within } from './every-use.ts';

let world: BusyVehicles;
beforeAll(async () => void (world = await busyVehicles(watchedCollections)), 60_000);
afterAll(() => world.stop());

/** The app, and which functions of the watched services were called through it. */
function spied(app: App): { app: App; called: Set<string>; all: string[] } {
  const called = new Set<string>();
  const all: string[] = [];
  const services = Object.entries(app).map(([name, service]) => {
    if (!watchedServices.some((watched) => watched === name)) return [name, service] as const;
    const members = Object.entries(service as Record<string, unknown>).map(([each, member]) => {
      if (typeof member !== 'function') return [each, member] as const;
      all.push(`${name}.${each}`);
      return [
        each,
        (...given: unknown[]): unknown => {
          called.add(`${name}.${each}`);
          return (member as (...all: unknown[]) => unknown)(...given);
        },
      ] as const;
    });
    return [name, Object.fromEntries(members)] as const;
  });
  return { app: Object.fromEntries(services), called, all };
}

describe('what is asked about vehicles', () => {
  it('is answered by an index, whatever it is', async () => {
    const { app, called, all } = spied(world.app);
    const faults: string[] = [];
    for (const [what, work, most] of everyUseOfVehicles(app))
      faults.push(...(await world.watch.faults(what, work, most)));
    expect(all.filter((each) => !called.has(each) && !within.includes(each))).toEqual([]);
    expect(faults).toEqual([]);
  }, 60_000);

  it('by the jobs, is answered by an index', async () => {
    const faults: string[] = [];
    // Those of fines and money are looked at among many fines.
    for (const { name, run } of world.app.jobs.filter((job) => /^(vehicles|plates)\./.test(job.name)))
      faults.push(...(await world.watch.faults(name, () => run(world.app.clock()))));
    expect(faults).toEqual([]);
  }, 60_000);
});
