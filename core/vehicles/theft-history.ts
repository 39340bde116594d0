import type { Vehicle } from './vehicle.model.ts';

/** What the owner has said of a theft. */
export interface Theft {
  /** The day it was noticed, `2026-11-20`. */
  readonly day: string;
  readonly place: string;
  /** Number of the police's report, as it was typed. */
  readonly report?: string;
}

export const foundReasons = ['found', 'mistake'] as const;
export type FoundReason = (typeof foundReasons)[number];

/** One time that a vehicle was reported stolen or no longer so. */
export interface TheftChange {
  readonly stolen: boolean;
  readonly at: Date;
  readonly as: 'owner' | 'administration';
  /** A person's id. */
  readonly by?: string;
  /** Why it is not stolen any more: one of `foundReasons`, or an administrator's words. */
  readonly reason?: string;
  /** Of the turn in which it was said. */
  readonly key?: string;
}

/** So many changes are kept. */
export const mostTheftChanges = 50;

type Stealable = Pick<Vehicle, 'stolen'> & Partial<Pick<Vehicle, 'thefts'>>;

/** The history after the register was written; undefined when the vehicle is as stolen as before. */
export function theftsAfter(before: Stealable | undefined, after: Stealable, at: Date): TheftChange[] | undefined {
  if ((before?.stolen ?? false) === after.stolen) return undefined;
  return [...(before?.thefts ?? []), { stolen: after.stolen, at, as: 'administration' as const }].slice(
    -mostTheftChanges,
  );
}
