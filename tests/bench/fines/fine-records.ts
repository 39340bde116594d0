import { countries } from '../../../core/countries/index.ts';
import { demoTypes } from '../../../core/demo/infraction-types.ts';
import type { CountryCode } from '../../../core/dialog/types.ts';
import {
  defaultTerms,
  endOfDayAfter,
  toReference,
  toShortCode,
  type InfractionRecord,
  type InfractionState,
} from '../../../core/fines/index.ts';

/**
 * Fines of two years of service, recorded up to `end`. Each is made of its number alone, so that none has to be remembered
 * to be asked for again. A `stretch` is what was recorded by the same agents on the same vehicles: more fines are more
 * vehicles and more agents, not more fines of one vehicle or more work in an agent's day.
 */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export const end = new Date('2026-11-21T08:00:00Z');
const dayMs = 86_400_000;
const days = 730;
const finesOfVehicle = 4;
/** About fifteen a day. */
const finesOfAgent = 15 * days;
const firstNumber = 100;

/** An evenly spread number below 1 that depends on nothing but these two. */
export function chance(number: number, salt: number): number {
  let mixed = Math.imul(number ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x27d4eb2f);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

const idOf = (kind: number, number: number): string =>
  `${kind.toString(16).padStart(8, '0')}${number.toString(16).padStart(16, '0')}`;
const letters = (number: number): string =>
  String.fromCharCode(65 + (Math.floor(number / 26) % 26)) + String.fromCharCode(65 + (number % 26));

export interface Vehicle {
  readonly country: CountryCode;
  readonly plate: string;
  readonly personId: string;
  readonly phone: string;
}

/** One car in five is Senegal's. The serial numbers are all different and in no order. */
export function vehicleAt(number: number): Vehicle {
  const serial = (number * 1_299_721) % 6_760_000;
  const tail = letters(Math.floor(serial / 10_000));
  const head = String(serial % 10_000).padStart(4, '0');
  const country = chance(number, 1) < 0.8 ? 'CD' : 'SN';
  return {
    country,
    plate: country === 'CD' ? `${head}${tail}${String(1 + (number % 11)).padStart(2, '0')}` : `DK${head}${tail}`,
    personId: idOf(0x60000000, number),
    phone: `${country === 'CD' ? '+24381' : '+22177'}${String(number).padStart(7, '0')}`,
  };
}

/** Most vehicles of a thousand have few fines, a handful have twenty. */
export function vehicleOf(number: number, { from, to }: Stretch): number {
  const first = Math.floor(from / finesOfVehicle);
  const all = Math.max(1, Math.floor((to - from) / finesOfVehicle));
  const group = Math.min(1_000, all);
  const groups = Math.floor(all / group);
  return first + Math.floor(chance(number, 3) * groups) * group + Math.floor(group * chance(number, 2) ** 1.3);
}

export function agentOf(number: number, { from, to }: Stretch): string {
  const first = Math.floor(from / finesOfAgent);
  return idOf(0x50000000, first + Math.floor(chance(number, 4) * Math.max(1, (to - from) / finesOfAgent)));
}

export const momentOf = (number: number): Date =>
  new Date(end.getTime() - Math.floor(chance(number, 5) * days * dayMs));
export const shortCodeOf = (number: number): string => toShortCode(firstNumber + 1 + number);

function stateOf(number: number): InfractionState {
  const share = chance(number, 6);
  if (share < 0.3) return 'recorded';
  if (share < 0.8) return 'validated';
  if (share < 0.88) return 'dismissed';
  return share < 0.97 ? 'forwarded' : 'voided';
}

/** Working a day out in a time zone costs more than the whole rest; zones differ by whole hours. */
const deadlines = new Map<string, Date>();
function deadlineOf(at: Date, country: CountryCode): Date {
  const hour = `${country} ${Math.floor(at.getTime() / 3_600_000)}`;
  const deadline = deadlines.get(hour) ?? endOfDayAfter(at, defaultTerms.daysToPay, country);
  deadlines.set(hour, deadline);
  return deadline;
}

const typesOf = { CD: demoTypes.CD, SN: demoTypes.SN };

/** As the product would have stored it. */
export function fineAt(number: number, stretch: Stretch): InfractionRecord {
  const { country, plate, personId, phone } = vehicleAt(vehicleOf(number, stretch));
  const at = momentOf(number);
  const agentId = agentOf(number, stretch);
  const types = typesOf[country];
  const kind = types[Math.floor(chance(number, 7) * types.length)] ?? typesOf.CD[0]!;
  const { code, labels, article, tariff } = kind;
  const amount = tariff.kind === 'fixed' ? tariff.amount : tariff.min;
  const state = stateOf(number);
  const isPaid = (state === 'validated' || state === 'forwarded') && chance(number, 8) < 0.6;
  const isOpen = !isPaid && (state === 'recorded' || state === 'validated');
  const { communes } = countries[country];
  const commune = communes[Math.floor(chance(number, 9) * communes.length)];
  const told = chance(number, 10) < 0.9 ? 'done' : 'waiting';
  const paidAt = new Date(at.getTime() + 5 * dayMs);
  return {
    _id: idOf(0x40000000, number),
    reference: toReference(country, at.getUTCFullYear(), shortCodeOf(number)),
    shortCode: shortCodeOf(number),
    country,
    key: `bench:${number}`,
    plate,
    ...(chance(number, 11) < 0.01 ? { plateCountry: country === 'CD' ? ('SN' as const) : ('CD' as const) } : {}),
    type: { code, version: 1, labels, article, tariff, terms: defaultTerms },
    due: { amount, currency: tariff.currency },
    adjustments: [],
    rev: 2,
    contestations: contestationsOf(number, at, personId),
    schedule: { done: [], ...(isOpen ? { nextAt: new Date(end.getTime() + chance(number, 12) * 30 * dayMs) } : {}) },
    paidAmount: isPaid ? amount : 0,
    payments: isPaid ? [{ paymentId: idOf(0x30000000, number), amount, at: paidAt }] : [],
    reservations: [],
    state,
    history: [
      { to: 'recorded', at, by: agentId },
      ...(state === 'recorded' ? [] : [{ from: 'recorded' as const, to: state, at: paidAt, by: idOf(0x20000000, 1) }]),
    ],
    place: { text: commune ?? 'Dakar Plateau', ...(commune ? { commune } : {}) },
    at,
    deadline: deadlineOf(at, country),
    agentId,
    ...(chance(number, 13) < 0.6 ? { ownerId: personId } : {}),
    ...(chance(number, 14) < 0.2 ? { driverPhone: phone } : {}),
    proofs: [],
    told: { state: told, nextAt: at, tries: 0, begunAt: at, ...(told === 'done' ? { doneAt: at } : {}) },
    createdAt: at,
  };
}

/** One in twenty is contested, and one in five of these is still open. */
function contestationsOf(number: number, at: Date, personId: string): InfractionRecord['contestations'] {
  const share = chance(number, 15);
  if (share >= 0.05) return [];
  const said = new Date(at.getTime() + 2 * dayMs);
  const state = share < 0.01 ? 'open' : share < 0.02 ? 'upheld' : 'rejected';
  const key = `bench:contestation:${number}`;
  return [
    {
      id: key,
      key,
      state,
      personId,
      ground: 'not_there',
      photos: [],
      at: said,
      history: [{ to: state, at: said, by: personId }],
    },
  ];
}
