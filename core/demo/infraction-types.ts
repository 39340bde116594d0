import type { CountryCode } from '../dialog/types.ts';
import type { Labels, Tariff, Terms } from '../fines/index.ts';
import { inUnits, type Currency } from '../money.ts';

export interface DemoType {
  readonly code: string;
  readonly labels: Labels;
  readonly tariff: Tariff;
  readonly article: string;
  readonly points?: number;
  readonly terms?: Terms;
}

const labels = {
  speed: {
    fr: 'Excès de vitesse',
    en: 'Speeding',
    ln: 'Kokumba mbangu koleka',
    sw: 'Mwendo kasi kupita kiasi',
    wo: 'Daw lu ëpp',
  },
  red_light: {
    fr: 'Feu rouge non respecté',
    en: 'Running a red light',
    ln: 'Koleka feu rouge',
    sw: 'Kupita taa nyekundu',
    wo: 'Jàll feu rouge',
  },
  phone: {
    fr: 'Téléphone au volant',
    en: 'Phone while driving',
    ln: 'Telefone na volant',
    sw: 'Simu wakati wa kuendesha',
    wo: 'Telefon ci volant',
  },
  belt: {
    fr: 'Ceinture non attachée',
    en: 'Seat belt not fastened',
    ln: 'Ceinture te',
    sw: 'Bila mkanda',
    wo: 'Ceinture bu takkuwul',
  },
  helmet: {
    fr: 'Casque absent (moto)',
    en: 'No helmet',
    ln: 'Casque te',
    sw: 'Bila kofia ya pikipiki',
    wo: 'Amul casque',
  },
  parking: {
    fr: 'Stationnement interdit',
    en: 'No parking',
    ln: 'Kotelemisa epai epekisami',
    sw: 'Kuegesha pasiporuhusiwa',
    wo: 'Taxawal fu ñu tere',
  },
  insurance: { fr: "Défaut d'assurance", en: 'No insurance', ln: 'Assurance te', sw: 'Bila bima', wo: 'Amul asiirãas' },
  inspection: {
    fr: 'Contrôle technique expiré',
    en: 'Inspection expired',
    ln: 'Contrôle technique esili',
    sw: 'Ukaguzi umeisha muda',
    wo: 'Visite technique bu jeex',
  },
  overload: {
    fr: 'Surcharge',
    en: 'Overloading',
    ln: 'Kotondisa koleka',
    sw: 'Kupakia kupita kiasi',
    wo: 'Yeb lu ëpp',
  },
} as const satisfies Record<string, Labels>;

type Code = keyof typeof labels;

/** Invented like the tariffs: a quarter more the second day after the deadline, at most twice the tariff in the end. */
const strict: Terms = {
  daysToPay: 30,
  daysToContest: 30,
  increases: [
    { afterDays: 1, percent: 25 },
    { afterDays: 30, percent: 50 },
    { afterDays: 60, percent: 50 },
  ],
  capPercent: 100,
  forwardAfterDays: 90,
};
const rewarding: Terms = { ...strict, discount: { percent: 30, days: 14 } };
const mild: Terms = { daysToPay: 30, daysToContest: 30, increases: [{ afterDays: 1, percent: 25 }] };

/** What is not here has the usual terms: no discount, no increase. */
const terms: Partial<Record<Code, Terms>> = {
  speed: strict,
  phone: strict,
  red_light: rewarding,
  insurance: rewarding,
  overload: rewarding,
  parking: mild,
  inspection: mild,
};

/** The demo says on every note and receipt that its tariffs are invented. */
const articles: Record<CountryCode, string> = {
  CD: "Loi n° 78-022, tarif d'exemple",
  SN: "Code de la route, tarif d'exemple",
};

const minor = (units: number, currency: Currency): number => inUnits(units, currency).amount;

const fixed = (country: CountryCode, currency: Currency, code: Code, units: number, points?: number): DemoType => ({
  code,
  labels: labels[code],
  tariff: { kind: 'fixed', amount: minor(units, currency), currency },
  article: articles[country],
  ...(points ? { points } : {}),
  ...(terms[code] ? { terms: terms[code] } : {}),
});

const range = (
  country: CountryCode,
  currency: Currency,
  code: Code,
  min: number,
  max: number,
  points: number,
): DemoType => ({
  ...fixed(country, currency, code, min, points),
  tariff: { kind: 'range', min: minor(min, currency), max: minor(max, currency), currency },
});

export const demoTypes: Readonly<Record<CountryCode, readonly DemoType[]>> = {
  CD: [
    range('CD', 'CDF', 'speed', 50_000, 200_000, 3),
    fixed('CD', 'CDF', 'red_light', 100_000, 4),
    fixed('CD', 'CDF', 'phone', 50_000, 2),
    fixed('CD', 'CDF', 'belt', 30_000, 1),
    fixed('CD', 'CDF', 'helmet', 25_000, 1),
    fixed('CD', 'CDF', 'parking', 25_000),
    fixed('CD', 'CDF', 'insurance', 150_000, 3),
    fixed('CD', 'CDF', 'inspection', 75_000, 1),
    range('CD', 'CDF', 'overload', 60_000, 300_000, 2),
  ],
  SN: [
    range('SN', 'XOF', 'speed', 12_000, 60_000, 3),
    fixed('SN', 'XOF', 'red_light', 20_000, 4),
    fixed('SN', 'XOF', 'phone', 12_000, 2),
    fixed('SN', 'XOF', 'belt', 6_000, 1),
    fixed('SN', 'XOF', 'parking', 6_000),
    fixed('SN', 'XOF', 'insurance', 30_000, 3),
    fixed('SN', 'XOF', 'inspection', 15_000, 1),
  ],
};
