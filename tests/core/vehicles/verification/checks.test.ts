import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languages, t } from '../../../../core/dialog/words.ts';
import type { Vehicle } from '../../../../core/vehicles/index.ts';
import { check, verdictOf, type Evidence } from '../../../../core/vehicles/verification/checks.ts';
import { checkNames, outcomes, reasonCodes, rules } from '../../../../core/vehicles/verification/rules.ts';
import { signDistance } from '../../../../core/vehicles/verification/signs.ts';
import { kmBetween, tooFar, type Sighting } from '../../../../core/vehicles/verification/sightings.ts';
import { strictSpeak } from '../../../support/talk.ts';
import { goma, kinshasa, registeredVin } from './verification-world.ts';

const now = new Date('2026-11-21T10:00:00Z');
const day = (days: number): Date => new Date(now.getTime() + days * 86_400_000);
const corolla: Vehicle = {
  id: 'v', country: 'CD', plate: '1234AB01', make: 'Toyota', model: 'Corolla', colour: 'white', category: 'car',
  vin: registeredVin, stolen: false, insuranceUntil: day(90), inspectionUntil: day(90), taxUntil: day(90), createdAt: now,
}; // prettier-ignore

function reasons(over: Partial<Evidence> = {}): string[] {
  const evidence: Evidence = {
    country: 'CD', plate: '1234AB01', now, vehicle: corolla, ownerName: 'Patrick Ilunga', seen: {}, papers: [],
    impossible: [], earlierVins: [], ...over,
  }; // prettier-ignore
  return check(evidence).map(({ reason }) => reason);
}
const registration = (over: object) => [{ kind: 'registration' as const, ...over }];
const without = (field: keyof Vehicle): Vehicle =>
  Object.fromEntries(Object.entries(corolla).filter(([name]) => name !== field)) as unknown as Vehicle;

describe('the rules', () => {
  it('say each reason in every language, long and short, without leaving a name unfilled', () => {
    const facts = { seen: 'A', registered: 'B', plate: 'C', until: 'D', km: 1, minutes: 2, paper: 'E', field: 'F' };
    for (const language of languages)
      for (const code of reasonCodes)
        for (const short of [false, true])
          expect(strictSpeak(t(`verification:reason.${code}`, facts), language, { short })).not.toMatch(/[{}]/);
  });

  it('keep every score in the band of its outcome', () => {
    const bands = { ok: [80, 100], unknown: [50, 50], warning: [40, 79], fail: [0, 39] } as const;
    for (const { outcome, score } of Object.values(rules)) {
      expect(score).toBeGreaterThanOrEqual(bands[outcome][0]);
      expect(score).toBeLessThanOrEqual(bands[outcome][1]);
    }
  });
});

describe('a check', () => {
  it.each([
    ['a stolen vehicle', { vehicle: { ...corolla, stolen: true } }, 'stolen.yes'],
    ['a plate that nobody has registered', { vehicle: undefined }, 'usurpation.unregistered'],
    ['a red car registered as white', { seen: { colour: 'red' } }, 'usurpation.colour'],
    ['a silver car registered as white', { seen: { colour: 'silver' } }, 'usurpation.none'],
    ['another make', { seen: { make: 'Nissan' } }, 'usurpation.make'],
    ['another model of the make', { seen: { make: 'toyota', model: 'Hilux' } }, 'usurpation.model'],
    ['the make with a slip of the pen', { seen: { make: 'Toyoto', model: 'corola' } }, 'usurpation.none'],
    ['a chassis number of another vehicle', { vinPlate: '5678CD05' }, 'usurpation.vinElsewhere'],
    ['a chassis number that was another one before', { seen: { vin: registeredVin }, earlierVins: ['VF3KB20U0F3999998'] }, 'usurpation.twoVins'],
    ['a carte grise with the plate', { papers: registration({ plate: '1234 ab 01' }) }, 'plate.same'],
    ['a carte grise with a look-alike', { plate: '1234MN01', papers: registration({ plate: '1234MM01' }) }, 'plate.lookalike'],
    ['a carte grise with another plate', { papers: registration({ plate: '1239AB01' }) }, 'plate.differs'],
    ['the chassis number', { seen: { vin: registeredVin.toLowerCase() } }, 'vin.same'],
    ['its last six signs', { seen: { vin: '123456' } }, 'vin.tail'],
    ['a look-alike in it', { seen: { vin: registeredVin.replace('B', '8') } }, 'vin.lookalike'],
    ['one wrong sign in it', { seen: { vin: registeredVin.replace('K', 'X') } }, 'vin.near'],
    ['another one', { seen: { vin: 'VF3KB20U0F3999998' } }, 'vin.differs'],
    ['an impossible check digit', { seen: { vin: '1M8GDM9A1KP042788' }, vehicle: { ...corolla, vin: '1M8GDM9A1KP042788' } }, 'vin.checkDigit'],
    ['none in the register', { seen: { vin: registeredVin }, vehicle: without('vin') }, 'vin.unregistered'],
    ['the owner in another order', { papers: registration({ name: 'ILUNGA PATRICK' }) }, 'owner.same'],
    ['somebody else', { papers: registration({ name: 'Chantal Mbuyi' }) }, 'owner.differs'],
    ['a name on the insurance only', { papers: [{ kind: 'insurance', name: 'Rawsur SA' }] }, 'owner.notShown'],
    ['an insurance on its last day', { vehicle: { ...corolla, insuranceUntil: new Date('2026-11-21T00:00:00Z') } }, 'insurance.soon'],
    ['an insurance of yesterday', { vehicle: { ...corolla, insuranceUntil: new Date('2026-11-20T00:00:00Z') } }, 'insurance.expired'],
    ['a newer insurance on paper', { vehicle: { ...corolla, insuranceUntil: day(-9) }, papers: [{ kind: 'insurance', until: day(90) }] }, 'insurance.onPaper'],
    ['an expired inspection on paper', { vehicle: without('inspectionUntil'), papers: [{ kind: 'inspection', until: day(-9) }] }, 'inspection.expired'],
    ['papers of another vehicle that bear the plate', { papersOf: { plate: '5678CD05', validated: true } }, 'usurpation.twoPapers'],
    ['a paper that nobody has looked at', { papersOf: { plate: '5678CD05', validated: false } }, 'usurpation.paperWaiting'],
    ['an official register that says otherwise', { official: [{ field: 'colour', seen: 'red', registered: 'white' }] }, 'register.differs'],
    ['no tax', { vehicle: without('taxUntil') }, 'tax.unknown'],
  ] as [string, Partial<Evidence>, string][])('of %s', (_what, over, reason) => {
    expect(reasons(over)).toContain(reason);
  }); // prettier-ignore

  it('counts days as they are in the country: midnight comes an hour earlier in Kinshasa', () => {
    const insured = { vehicle: { ...corolla, insuranceUntil: new Date('2026-11-20T00:00:00Z') } };
    expect(reasons({ ...insured, now: new Date('2026-11-20T22:59:00Z') })).toContain('insurance.soon');
    expect(reasons({ ...insured, now: new Date('2026-11-20T23:01:00Z') })).toContain('insurance.expired');
  });

  it('says something of everything, each in its place, whatever was seen', () => {
    const seen = fc.record(
      {
        colour: fc.constantFrom('white' as const, 'red' as const, 'black' as const),
        make: fc.constantFrom('Toyota', 'Nissan', ''),
        vin: fc.constantFrom(registeredVin, '123456', 'nothing', 'VF3KB20U0F3999998'),
        ownerName: fc.constantFrom('Patrick Ilunga', 'X', ''),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(seen, fc.boolean(), fc.boolean(), (what, known, gone) => {
        const vehicle = known ? { ...corolla, stolen: gone } : undefined;
        const findings = check({
          country: 'CD', plate: '1234AB01', now, seen: what, papers: [], impossible: [], earlierVins: [],
          ...(vehicle ? { vehicle, ownerName: 'Patrick Ilunga' } : {}),
        }); // prettier-ignore
        expect([...new Set(findings.map((finding) => finding.check))]).toEqual(checkNames.filter((name) => name !== 'register'));
        const { verdict, score } = verdictOf(findings);
        const least = findings.filter(({ outcome }) => outcome !== 'unknown').map((finding) => finding.score);
        expect(score).toBe(Math.min(...least));
        const rank = (outcome: (typeof outcomes)[number]): number => outcomes.indexOf(outcome);
        for (const { outcome } of findings) if (outcome !== 'unknown') expect(rank(verdict)).toBeGreaterThanOrEqual(rank(outcome));
      }),
      { numRuns: 60 },
    );
  }); // prettier-ignore
});

describe('rows of signs', () => {
  const row = fc.string({ unit: fc.constantFrom('A', 'B', '8', '0', 'D', '5', 'S', '1'), maxLength: 9 });
  it('are as far apart from both sides, and from themselves not at all', () => {
    fc.assert(
      fc.property(row, row, (one, other) => {
        expect(signDistance(one, other)).toBe(signDistance(other, one));
        expect(signDistance(one, one)).toBe(0);
        if (one !== other) expect(signDistance(one, other)).toBeGreaterThan(0);
      }),
    );
  });
  it('count a swap and a wrong sign once, and a look-alike half', () => {
    expect([signDistance('AB12', 'BA12'), signDistance('AB12', 'AB13'), signDistance('AB12', 'A812')]).toEqual([1, 1, 0.5]);
  }); // prettier-ignore
});

describe('two sightings', () => {
  const at = (place: { latitude: number; longitude: number }, hours: number): Sighting => ({
    country: 'CD', plate: '1234AB01', at: new Date(now.getTime() + hours * 3_600_000), latitude: place.latitude, longitude: place.longitude,
  }); // prettier-ignore
  const nearby = { latitude: kinshasa.latitude + 0.2, longitude: kinshasa.longitude };

  it.each([
    ['Kinshasa and Goma two hours later', at(kinshasa, 0), at(goma, 2), true],
    ['Kinshasa and Goma the next day', at(kinshasa, 0), at(goma, 23), false],
    ['22 kilometres in a minute', at(kinshasa, 0), at(nearby, 1 / 60), false],
    ['the same place at once', at(kinshasa, 0), at(kinshasa, 0), false],
  ])('%s', (_what, one, other, impossible) => {
    expect(tooFar(one, other) !== undefined).toBe(impossible);
    expect(tooFar(other, one)?.km).toBe(tooFar(one, other)?.km);
  });

  it('are measured along the surface', () => {
    expect(kmBetween(kinshasa, goma)).toBeGreaterThan(1_550);
    expect(kmBetween(kinshasa, goma)).toBeLessThan(1_590);
  });
});
