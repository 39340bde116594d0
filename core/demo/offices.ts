import type { CountryCode } from '../dialog/types.ts';
import { usualHours, type Hours, type OrganisationKind } from '../organisations/index.ts';
import type { QueueType, Strategy } from '../queues/index.ts';

export interface DemoService {
  readonly name: string;
  readonly minutes: number;
  readonly documents?: readonly string[];
  /** Whole units of the country's currency. */
  readonly units?: number;
  readonly appointmentsAtOnce?: number;
  readonly confirms?: boolean;
}

export interface DemoQueue {
  readonly prefix: string;
  readonly name: string;
  readonly type: QueueType;
  readonly strategy: Strategy;
  /** Names of services. */
  readonly serves: readonly string[];
}

/** A sort of house: what it does, how people queue there, and at which counters. */
export interface DemoHouse {
  readonly kind: OrganisationKind;
  readonly hours: Hours;
  readonly services: readonly DemoService[];
  readonly queues: readonly DemoQueue[];
  readonly counters: readonly { readonly name: string; readonly queues: readonly string[] }[];
}

export interface DemoBranch {
  readonly name: string;
  readonly region: string;
  readonly commune: string;
  readonly address: string;
  readonly position: readonly [latitude: number, longitude: number];
  /** Keys of demo people. */
  readonly managers: readonly string[];
  readonly agents: readonly string[];
}

export interface DemoOrganisation {
  readonly name: string;
  readonly country: CountryCode;
  readonly house: DemoHouse;
  readonly branches: readonly DemoBranch[];
}

const allDay = [{ from: '00:00', to: '24:00' }];
const always: Hours = {
  week: { 1: allDay, 2: allDay, 3: allDay, 4: allDay, 5: allDay, 6: allDay, 7: allDay },
  closedOnHolidays: false,
  exceptions: [],
};
const weekday = [
  { from: '08:30', to: '12:30' },
  { from: '13:30', to: '16:00' },
];
const ofBanks: Hours = {
  week: { 1: weekday, 2: weekday, 3: weekday, 4: weekday, 5: weekday, 6: [{ from: '08:30', to: '12:00' }] },
  closedOnHolidays: true,
  exceptions: [],
};

const identityCard = "Carte d'identité";

// Open at any hour, so that whoever tries the demo always finds a queue to join.
const hospital = (units: number): DemoHouse => ({
  kind: 'hospital',
  hours: always,
  services: [
    { name: 'Consultation générale', minutes: 20, units, documents: [identityCard, 'Carnet de santé'], appointmentsAtOnce: 2 },
    { name: 'Laboratoire', minutes: 10, documents: ['Ordonnance'] },
    { name: 'Vaccination', minutes: 10, documents: ['Carnet de vaccination'], appointmentsAtOnce: 3 },
  ],
  queues: [
    { prefix: 'A', name: 'Consultations', type: 'normal', strategy: 'mixed', serves: ['Consultation générale'] },
    { prefix: 'L', name: 'Laboratoire et vaccins', type: 'express', strategy: 'priority', serves: ['Laboratoire', 'Vaccination'] },
  ],
  counters: [
    { name: '1', queues: ['A'] },
    { name: '2', queues: ['A', 'L'] },
    { name: 'Labo', queues: ['L'] },
  ],
}); // prettier-ignore

const cityHall = (units: number): DemoHouse => ({
  kind: 'government',
  hours: usualHours,
  services: [
    { name: 'Acte de naissance', minutes: 15, units, documents: [identityCard, 'Certificat de la maternité'] },
    { name: 'Légalisation', minutes: 5, documents: ["L'original et une copie"] },
    { name: 'Dossier de passeport', minutes: 25, documents: [identityCard, 'Acte de naissance', "2 photos d'identité"], appointmentsAtOnce: 1, confirms: true },
  ],
  queues: [
    { prefix: 'E', name: 'État civil', type: 'normal', strategy: 'fifo', serves: ['Acte de naissance', 'Légalisation'] },
    { prefix: 'P', name: 'Passeports', type: 'appointment', strategy: 'appointment_first', serves: ['Dossier de passeport'] },
  ],
  counters: [
    { name: '1', queues: ['E'] },
    { name: '2', queues: ['E', 'P'] },
  ],
}); // prettier-ignore

const bank: DemoHouse = {
  kind: 'bank',
  hours: ofBanks,
  services: [
    { name: 'Dépôt et retrait', minutes: 5, documents: [identityCard] },
    { name: 'Ouverture de compte', minutes: 30, documents: [identityCard, 'Justificatif de domicile'], appointmentsAtOnce: 2 },
    { name: 'Conseil et crédit', minutes: 40, documents: [identityCard], appointmentsAtOnce: 1 },
  ],
  queues: [
    { prefix: 'C', name: 'Caisses', type: 'normal', strategy: 'fifo', serves: ['Dépôt et retrait'] },
    { prefix: 'V', name: 'Conseillers', type: 'vip', strategy: 'priority', serves: ['Ouverture de compte', 'Conseil et crédit'] },
  ],
  counters: [
    { name: 'Caisse 1', queues: ['C'] },
    { name: 'Caisse 2', queues: ['C'] },
    { name: 'Conseil', queues: ['V'] },
  ],
}; // prettier-ignore

/** Invented houses of Kinshasa, Lubumbashi and Dakar, with examples of what they do and ask for. */
export const demoOrganisations: readonly DemoOrganisation[] = [
  {
    name: 'Hôpital du Fleuve', country: 'CD', house: hospital(10_000),
    branches: [
      { name: 'Gombe', region: 'kinshasa', commune: 'Gombe', address: '12, avenue de la Justice', position: [-4.306, 15.302], managers: ['esperance'], agents: ['esperance', 'junior'] },
      { name: 'Limete', region: 'kinshasa', commune: 'Limete', address: '7e rue, quartier industriel', position: [-4.363, 15.349], managers: ['esperance'], agents: ['junior'] },
    ],
  },
  {
    name: 'Maison communale', country: 'CD', house: cityHall(5_000),
    branches: [
      { name: 'Lingwala', region: 'kinshasa', commune: 'Lingwala', address: '4, avenue Kabinda', position: [-4.322, 15.298], managers: ['esperance'], agents: ['junior'] },
      { name: 'Kampemba', region: 'haut-katanga', commune: 'Kampemba', address: '31, avenue des Usines', position: [-11.656, 27.507], managers: ['esperance'], agents: ['junior'] },
    ],
  },
  {
    name: 'Banque du Fleuve', country: 'CD', house: bank,
    branches: [
      { name: 'Agence du Marché', region: 'kinshasa', commune: 'Barumbu', address: '88, avenue du Commerce', position: [-4.318, 15.317], managers: ['esperance'], agents: ['junior'] },
      { name: 'Agence Lubumbashi', region: 'haut-katanga', commune: 'Lubumbashi', address: '5, avenue Sendwe', position: [-11.665, 27.479], managers: ['esperance'], agents: ['junior'] },
    ],
  },
  {
    name: 'Hôpital de la Corniche', country: 'SN', house: hospital(3_000),
    branches: [
      { name: 'Fann', region: 'DK', commune: 'Fann', address: '20, avenue de la Mer', position: [14.691, -17.466], managers: ['khady'], agents: ['khady'] },
    ],
  },
  {
    name: 'Mairie', country: 'SN', house: cityHall(500),
    branches: [
      { name: 'Médina', region: 'DK', commune: 'Médina', address: '3, rue 22', position: [14.682, -17.45], managers: ['khady'], agents: ['khady'] },
      { name: 'Parcelles Assainies', region: 'DK', commune: 'Parcelles Assainies', address: 'Unité 17', position: [14.758, -17.436], managers: ['khady'], agents: ['khady'] },
    ],
  },
  {
    name: 'Banque de la Teranga', country: 'SN', house: bank,
    branches: [
      { name: 'Agence Plateau', region: 'DK', commune: 'Plateau', address: '14, rue du Port', position: [14.668, -17.436], managers: ['khady'], agents: ['khady'] },
    ],
  },
]; // prettier-ignore
