import type { CountryCode } from '../dialog/types.ts';

export interface DemoFine {
  readonly country: CountryCode;
  readonly plate: string;
  readonly type: string;
  /** Whole units, where the type's tariff is a range. */
  readonly units?: number;
  readonly place: string;
  readonly daysAgo: number;
  readonly agent: string;
  readonly validated?: boolean;
  /** Whole units paid, and by whom. */
  readonly paid?: { readonly units: number; readonly by: string; readonly operator: string; readonly daysAgo: number };
}

/** Oldest first; the numbers of their references follow this order. */
export const demoFines: readonly DemoFine[] = [
  {
    country: 'CD',
    plate: '6789GH01',
    type: 'insurance',
    place: 'Boulevard Lumumba, Masina',
    daysAgo: 44,
    agent: 'solange',
    validated: true,
  },
  {
    country: 'CD',
    plate: '2345BC02',
    type: 'red_light',
    place: 'Rond-point Victoire, Kalamu',
    daysAgo: 40,
    agent: 'didier',
    validated: true,
    paid: { units: 70_000, by: 'joseph', operator: 'vodacom-cd', daysAgo: 36 },
  },
  {
    country: 'SN',
    plate: 'AA456CD',
    type: 'parking',
    place: 'Avenue Pompidou, Plateau',
    daysAgo: 33,
    agent: 'ousmane',
    validated: true,
    paid: { units: 6_000, by: 'mamadou', operator: 'free-sn', daysAgo: 30 },
  },
  {
    country: 'CD',
    plate: '3456DE01',
    type: 'overload',
    units: 180_000,
    place: 'Route de Matadi, Mont-Ngafula',
    daysAgo: 28,
    agent: 'solange',
    validated: true,
  },
  {
    country: 'CD',
    plate: '4567EF03',
    type: 'parking',
    place: 'Avenue du Commerce, Gombe',
    daysAgo: 21,
    agent: 'didier',
    paid: { units: 25_000, by: 'grace', operator: 'orange-cd', daysAgo: 20 },
  },
  {
    country: 'CD',
    plate: '1234AB01',
    type: 'belt',
    place: 'Avenue Kasa-Vubu, Bandalungwa',
    daysAgo: 18,
    agent: 'didier',
    validated: true,
    paid: { units: 30_000, by: 'patrick', operator: 'vodacom-cd', daysAgo: 17 },
  },
  {
    country: 'CD',
    plate: '2345BC02',
    type: 'parking',
    place: 'Marché Gambela, Kasa-Vubu',
    daysAgo: 14,
    agent: 'solange',
  },
  {
    country: 'SN',
    plate: 'AC321GH',
    type: 'speed',
    units: 24_000,
    place: "Autoroute de l'Avenir, Pikine",
    daysAgo: 12,
    agent: 'ousmane',
    validated: true,
  },
  {
    country: 'CD',
    plate: '8901LM02',
    type: 'inspection',
    place: 'Avenue de la Libération, Lingwala',
    daysAgo: 11,
    agent: 'didier',
    paid: { units: 25_000, by: 'joseph', operator: 'vodacom-cd', daysAgo: 8 },
  },
  {
    country: 'CD',
    plate: '1234AB01',
    type: 'phone',
    place: 'Boulevard du 30 Juin, Gombe',
    daysAgo: 9,
    agent: 'didier',
    validated: true,
  },
  {
    country: 'SN',
    plate: 'AA123BC',
    type: 'red_light',
    place: 'Rond-point Liberté 6, Dakar',
    daysAgo: 6,
    agent: 'ousmane',
  },
  {
    country: 'SN',
    plate: 'DK1234A',
    type: 'inspection',
    place: 'Route de Rufisque, Thiaroye',
    daysAgo: 5,
    agent: 'ousmane',
  },
  {
    country: 'CD',
    plate: '1234AB01',
    type: 'speed',
    units: 100_000,
    place: 'Avenue des Poids Lourds, Limete',
    daysAgo: 4,
    agent: 'solange',
  },
  {
    country: 'CD',
    plate: '1234AB10',
    type: 'parking',
    place: 'Avenue de la Justice, Gombe',
    daysAgo: 2,
    agent: 'didier',
  },
];
