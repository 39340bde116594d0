import { countries } from '../../countries/index.ts';
import { parsePlate, showPlate } from '../../plates/index.ts';
import { matchNames } from '../matching.ts';
import { daysLeft } from '../validity.ts';
import { isWholeVin, parseVin, vinCheck } from '../vin.ts';
import { isNearColour, isSameWord } from './likeness.ts';
import type { OfficialDifference } from './official.ts';
import { outcomes, rules, thresholds, type Outcome, type ReasonCode } from './rules.ts';
import { signDistance } from './signs.ts';
import type { Impossible } from './sightings.ts';
import type { Finding, ReadPaper, ReasonFacts, Seen } from './verification.types.ts';
import type { CountryCode } from '../../dialog/types.ts';
import type { Vehicle } from '../vehicle.model.ts';

/** All that is known when a verification is made. */
export interface Evidence {
  readonly country: CountryCode;
  readonly plate: string;
  readonly now: Date;
  /** Absent for a plate that nobody has registered. */
  readonly vehicle?: Vehicle;
  readonly ownerName?: string;
  readonly seen: Seen;
  readonly papers: readonly ReadPaper[];
  /** Sightings that one vehicle could not have been at. */
  readonly impossible: readonly Impossible[];
  /** Another plate whose vehicle has the chassis number that was seen. */
  readonly vinPlate?: string;
  /** Chassis numbers that were seen under this plate before. */
  readonly earlierVins: readonly string[];
  /** Another plate whose papers bear this one, or a chassis number that was seen; whether an administrator has validated them. */
  readonly papersOf?: { readonly plate: string; readonly validated: boolean };
  /** What an official register says otherwise than ours. */
  readonly official?: readonly OfficialDifference[];
}

const finding = (reason: ReasonCode, facts?: ReasonFacts, score?: number): Finding => ({
  check: rules[reason].check,
  reason,
  outcome: rules[reason].outcome,
  score: score ?? rules[reason].score,
  ...(facts ? { with: facts } : {}),
});

const worse = (one: Finding, other: Finding): number =>
  outcomes.indexOf(other.outcome) - outcomes.indexOf(one.outcome) || one.score - other.score;
/** The worst of several, of which one that could not be compared says nothing. */
function worst(first: Finding, ...others: readonly Finding[]): Finding {
  const known = [first, ...others].filter(({ outcome }) => outcome !== 'unknown');
  return known.sort(worse)[0] ?? first;
}

function stolen({ vehicle }: Evidence): Finding {
  if (!vehicle) return finding('stolen.unregistered');
  return finding(vehicle.stolen ? 'stolen.yes' : 'stolen.no');
}

const canonical = (typed: string, country: CountryCode): string =>
  parsePlate(typed, country)?.canonical ?? typed.toUpperCase().replace(/[^A-Z0-9]/g, '');

function plate({ plate: wanted, country, papers }: Evidence): Finding {
  const findings = papers.flatMap(({ kind, plate: read }) => {
    if (!read) return [];
    const away = signDistance(canonical(read, country), wanted);
    if (away === 0) return [finding('plate.same', { paper: kind })];
    const facts = { paper: kind, seen: showPlate(canonical(read, country)) };
    return [finding(away <= thresholds.vin.lookalike ? 'plate.lookalike' : 'plate.differs', facts)];
  });
  return worst(finding('plate.notShown'), ...findings);
}

/** Chassis numbers that were seen, on the vehicle and on its carte grise. */
export const seenVins = ({ seen, papers }: Pick<Evidence, 'seen' | 'papers'>): string[] =>
  [seen.vin, ...papers.map(({ vin }) => vin)].flatMap((typed) => parseVin(typed ?? '') ?? []);

/** Only the end counts where only the end was read. */
function vinDistance(one: string, other: string): { away: number; whole: boolean } {
  if (isWholeVin(one) && isWholeVin(other)) return { away: signDistance(one, other), whole: true };
  const length = Math.min(one.length, other.length);
  return { away: signDistance(one.slice(-length), other.slice(-length)), whole: one.length === other.length };
}

function compareVin(seen: string, registered: string): Finding {
  const { away, whole } = vinDistance(seen, registered);
  const facts = { seen, registered };
  if (away > thresholds.vin.near) return finding('vin.differs', facts);
  if (away > thresholds.vin.lookalike) return finding('vin.near', facts);
  if (away > 0) return finding('vin.lookalike', facts);
  if (vinCheck(seen) === 'wrong') return finding('vin.checkDigit', facts);
  return finding(whole ? 'vin.same' : 'vin.tail', { seen });
}

function vin(evidence: Evidence): Finding {
  const seen = seenVins(evidence);
  const registered = evidence.vehicle?.vin;
  const [first, ...others] = seen.map((one) => {
    if (registered) return compareVin(one, registered);
    return finding(vinCheck(one) === 'wrong' ? 'vin.checkDigit' : 'vin.unregistered', { seen: one });
  });
  return first ? worst(first, ...others) : finding(registered ? 'vin.notSeen' : 'vin.unregistered');
}

const ownerReasons = { same: 'owner.same', near: 'owner.near', different: 'owner.differs' } as const;
const bands: Readonly<Record<Outcome, readonly [least: number, most: number]>> = {
  ok: [80, 100], unknown: [50, 50], warning: [40, 79], fail: [0, 39],
}; // prettier-ignore

function owner({ ownerName, seen, papers }: Evidence): Finding {
  const names = [seen.ownerName, ...papers.filter(({ kind }) => kind === 'registration').map(({ name }) => name)];
  const shown = names.filter((name) => name !== undefined);
  if (shown.length === 0) return finding('owner.notShown');
  if (!ownerName) return finding('owner.unregistered', { seen: shown[0] ?? '' });
  const [first, ...others] = shown.map((name) => {
    const { verdict, likeness } = matchNames(name, ownerName);
    const reason = ownerReasons[verdict];
    const [least, most] = bands[rules[reason].outcome];
    const score = Math.min(most, Math.max(least, Math.round(likeness * 100)));
    return finding(reason, { seen: name, registered: ownerName }, score);
  });
  return first ? worst(first, ...others) : finding('owner.notShown');
}

/** By calendar days of the country; a paper that was shown counts where the register knows nothing better. */
function validity(check: 'insurance' | 'inspection' | 'tax', { vehicle, papers, country, now }: Evidence): Finding {
  const { timeZone } = countries[country];
  const registered = vehicle?.[`${check}Until`];
  const shown = papers.find(({ kind, until }) => kind === check && until)?.until;
  const left = registered && daysLeft(registered, now, timeZone);
  if (registered && left !== undefined && left >= 0)
    return finding(left <= thresholds.soonDays ? `${check}.soon` : `${check}.valid`, { until: registered });
  if (shown && daysLeft(shown, now, timeZone) >= 0) return finding(`${check}.onPaper`, { until: shown });
  const over = registered ?? shown;
  return over ? finding(`${check}.expired`, { until: over }) : finding(`${check}.unknown`);
}

function signsOfUsurpation(evidence: Evidence): Finding[] {
  const { vehicle, seen, impossible, vinPlate, earlierVins, papersOf } = evidence;
  const [far] = impossible;
  const vins = seenVins(evidence);
  const other = earlierVins.find((before) => vins.some((one) => vinDistance(before, one).away > thresholds.vin.near));
  const { colour, make, model } = vehicle ?? {};
  const otherMake = make !== undefined && seen.make !== undefined && !isSameWord(seen.make, make);
  const otherModel = model !== undefined && seen.model !== undefined && !isSameWord(seen.model, model);
  return [
    ...(far ? [finding('usurpation.elsewhere', { km: far.km, minutes: far.minutes })] : []),
    ...(vinPlate ? [finding('usurpation.vinElsewhere', { plate: showPlate(vinPlate) })] : []),
    ...(other ? [finding('usurpation.twoVins', { seen: other })] : []),
    ...(papersOf
      ? [
          finding(papersOf.validated ? 'usurpation.twoPapers' : 'usurpation.paperWaiting', {
            plate: showPlate(papersOf.plate),
          }),
        ]
      : []),
    ...(otherMake ? [finding('usurpation.make', { seen: seen.make, registered: make })] : []),
    ...(otherModel && !otherMake ? [finding('usurpation.model', { seen: seen.model, registered: model })] : []),
    ...(colour && seen.colour && !isNearColour(colour, seen.colour)
      ? [finding('usurpation.colour', { seen: seen.colour, registered: colour })]
      : []),
    ...(vehicle ? [] : [finding('usurpation.unregistered')]),
  ];
}

/** Every check of a vehicle on the road, in the order in which they are told. */
export function check(evidence: Evidence): Finding[] {
  const signs = signsOfUsurpation(evidence);
  return [
    stolen(evidence),
    ...(signs.length > 0 ? signs : [finding('usurpation.none')]),
    plate(evidence),
    vin(evidence),
    owner(evidence),
    validity('insurance', evidence),
    validity('inspection', evidence),
    validity('tax', evidence),
    ...(evidence.official ?? []).map((facts) => finding('register.differs', { ...facts })),
  ];
}

/** The worst of what could be looked at. */
export function verdictOf(findings: readonly Finding[]): { readonly verdict: Outcome; readonly score: number } {
  const known = findings.filter(({ outcome }) => outcome !== 'unknown').sort(worse);
  const [first] = known;
  return first
    ? { verdict: first.outcome, score: first.score }
    : { verdict: 'unknown', score: rules['stolen.unregistered'].score };
}
