import type { Person } from '../identity/index.ts';
import type { BodyRecord } from '../reports/index.ts';
import { idOf } from './ids.ts';

interface DemoBody extends Pick<BodyRecord, 'name' | 'country' | 'areas' | 'categories' | 'email'> {
  readonly operators: readonly string[];
}

/** How the reports name them. Those without somebody in the bot are told by e-mail. */
export const demoBodies = {
  kinshasa: { name: 'Hôtel de Ville de Kinshasa', country: 'CD', areas: ['kinshasa.cd'], categories: [], operators: ['rachel'] },
  limete: { name: 'Commune de Limete', country: 'CD', areas: ['kinshasa.cd/Limete'], categories: ['garbage', 'noise', 'obstruction'], operators: ['rachel'] },
  ovd: { name: 'Office des voiries et drainage (OVD)', country: 'CD', areas: ['kinshasa.cd', 'lubumbashi.cd'], categories: ['pothole', 'flooding', 'sewage', 'erosion'], operators: ['rachel'] },
  snel: { name: 'SNEL', country: 'CD', areas: ['kinshasa.cd', 'lubumbashi.cd', 'CD'], categories: ['street_light', 'power_line', 'power_cut'], operators: ['rachel'] },
  regideso: { name: 'REGIDESO', country: 'CD', areas: ['kinshasa.cd', 'lubumbashi.cd', 'CD'], categories: ['water_leak'], operators: [], email: 'fuites@regideso.example' },
  lubumbashi: { name: 'Mairie de Lubumbashi', country: 'CD', areas: ['lubumbashi.cd'], categories: [], operators: ['rachel'] },
  dakar: { name: 'Ville de Dakar', country: 'SN', areas: ['dakar.sn'], categories: [], operators: ['ibrahima'] },
  senelec: { name: 'SENELEC', country: 'SN', areas: ['dakar.sn', 'SN'], categories: ['street_light', 'power_line', 'power_cut'], operators: ['ibrahima'] },
  onas: { name: "Office national de l'assainissement (ONAS)", country: 'SN', areas: ['dakar.sn', 'SN'], categories: ['sewage', 'flooding'], operators: ['ibrahima'] },
  seneau: { name: "SEN'EAU", country: 'SN', areas: ['dakar.sn', 'SN'], categories: ['water_leak'], operators: [], email: 'fuites@seneau.example' },
} as const satisfies Record<string, DemoBody>; // prettier-ignore

export type DemoBodyKey = keyof typeof demoBodies;

export const bodyIdOf = (key: DemoBodyKey): string => idOf('report body', key);

export const bodyRecords = (people: ReadonlyMap<string, Person>, now: Date): BodyRecord[] =>
  Object.entries<DemoBody>(demoBodies).map(([key, { operators, ...body }]) => ({
    _id: idOf('report body', key),
    ...body,
    operators: operators.flatMap((one) => people.get(one)?.id ?? []),
    active: true,
    revision: 1,
    createdAt: now,
  }));
