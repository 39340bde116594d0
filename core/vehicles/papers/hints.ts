import { countries } from '../../countries/index.ts';
import { matchNames } from '../matching.ts';
import { daysLeft } from '../validity.ts';
import type { Vehicle } from '../vehicle.model.ts';
import { signDistance } from '../verification/signs.ts';
import { isDated, untilOf } from './paper.kinds.ts';
import { lastDayOf, type Paper } from './paper.model.ts';

/** What of a paper an administrator should look at. */
export type HintAbout = 'kind' | 'plate' | 'vin' | 'holder' | 'until' | 'photo';
/**
 * `fits` and `unread` need no explanation; `near` is a slip or a look-alike; `expired`, `too_long` and `earlier` are about the
 * last day; `elsewhere`: the same photo was sent for another vehicle.
 */
export type HintVerdict = 'fits' | 'near' | 'differs' | 'unread' | 'expired' | 'too_long' | 'earlier' | 'elsewhere';

export interface Hint {
  readonly about: HintAbout;
  readonly verdict: HintVerdict;
  /** What the paper says and what the register says. */
  readonly seen?: string | Date;
  readonly registered?: string | Date;
}

export interface HintFacts {
  readonly vehicle?: Vehicle;
  readonly ownerName?: string;
  readonly now: Date;
  /** The same photo came with the papers of another vehicle. */
  readonly elsewhere: boolean;
}

/** Signs that may be wrong in a plate or a chassis number that is meant all the same. */
const nearSigns = 2;
/** What is longer than this is worth a second look: insurance and inspection are renewed every year. */
const longestDays = 800;

function signs(about: 'plate' | 'vin', seen: string | undefined, registered: string | undefined): Hint[] {
  if (seen === undefined) return [{ about, verdict: 'unread' }];
  if (registered === undefined) return [];
  const away = signDistance(seen, registered);
  const verdict = away === 0 ? 'fits' : away <= nearSigns ? 'near' : 'differs';
  return [{ about, verdict, seen, registered }];
}

function holder({ said, read }: Paper, ownerName: string | undefined): Hint[] {
  const seen = said.holder ?? read?.holder?.value;
  if (seen === undefined) return [{ about: 'holder', verdict: 'unread' }];
  if (ownerName === undefined) return [];
  const { verdict } = matchNames(seen, ownerName);
  const told = { same: 'fits', near: 'near', different: 'differs' } as const;
  return [{ about: 'holder', verdict: told[verdict], seen, registered: ownerName }];
}

function lastDay(paper: Paper, { vehicle, now }: HintFacts): Hint[] {
  if (!isDated(paper.kind)) return [];
  const seen = lastDayOf(paper);
  if (seen === undefined) return [{ about: 'until', verdict: 'unread' }];
  const left = daysLeft(seen, now, countries[paper.country].timeZone);
  const registered = vehicle?.[untilOf[paper.kind]];
  const known = registered ? { registered } : {};
  if (left < 0) return [{ about: 'until', verdict: 'expired', seen, ...known }];
  if (left > longestDays) return [{ about: 'until', verdict: 'too_long', seen, ...known }];
  if (registered && seen < registered) return [{ about: 'until', verdict: 'earlier', seen, registered }];
  const printed = paper.read?.until;
  const differs = printed && printed.confidence > 0.7 && printed.value.getTime() !== seen.getTime();
  return [{ about: 'until', verdict: differs ? 'differs' : 'fits', seen, ...(differs ? { registered: printed.value } : known) }];
} // prettier-ignore

/** A paper held against the vehicle, as an administrator reads it; what fits comes last. */
export function hintsFor(paper: Paper, facts: HintFacts): Hint[] {
  const { said, read, kind } = paper;
  const isOther = read?.kind !== undefined && read.kind !== kind;
  const hints: Hint[] = [
    ...(facts.elsewhere ? [{ about: 'photo', verdict: 'elsewhere' } as const] : []),
    ...(isOther ? [{ about: 'kind', verdict: 'differs', seen: read.kind } as const] : []),
    ...signs('plate', said.plate ?? read?.plate?.value, facts.vehicle?.plate),
    ...signs('vin', said.vin ?? read?.vin?.value, facts.vehicle?.vin),
    ...holder(paper, facts.ownerName),
    ...lastDay(paper, facts),
  ];
  return [...hints.filter(({ verdict }) => verdict !== 'fits'), ...hints.filter(({ verdict }) => verdict === 'fits')];
}
