import { LisoloError } from '../errors.ts';
import {
  afterTime, defaultTerms, endOfDayAfter, offerDiscount, toFine, toReference, toShortCode, type InfractionRecord,
  type InfractionTypeRecord,
} from '../fines/index.ts'; // prettier-ignore
import type { Person } from '../identity/index.ts';
import { inUnits } from '../money.ts';
import type { LedgerRecord, PaymentRecord } from '../payments/index.ts';
import type { VehicleRecord } from '../vehicles/index.ts';
import { demoFines, type DemoFine } from './fines.ts';
import { before, idOf, vehicleIdOf } from './ids.ts';
import { demoTypes } from './infraction-types.ts';
import { demoActors } from './people.ts';
import { demoVehicles, type DemoVehicle } from './vehicles.ts';

export const firstNumber = 100;

export const typeRecords = (now: Date): InfractionTypeRecord[] =>
  (['CD', 'SN'] as const).flatMap((country) =>
    demoTypes[country].map((type) => ({
      _id: idOf('type', `${country} ${type.code}`), country, version: 1, activeFrom: now, createdAt: now, ...type,
    })),
  ); // prettier-ignore

export function vehicleRecord(vehicle: DemoVehicle, people: ReadonlyMap<string, Person>, now: Date): VehicleRecord {
  const { owner, insured, inspected, stolen = false, ...rest } = vehicle;
  const person = people.get(owner);
  return {
    _id: vehicleIdOf(vehicle.country, vehicle.plate),
    ...rest,
    ...(person ? { ownerId: person.id } : { ownerName: owner }),
    firstRegistration: new Date(Date.UTC(vehicle.year, 2, 1)),
    insuranceUntil: before(now, -insured),
    inspectionUntil: before(now, -inspected),
    taxUntil: new Date(Date.UTC(now.getUTCFullYear(), 11, 31)),
    stolen,
    createdAt: now,
  };
}

/** A fine, and the payment and the entry of the book that settled it. */
export interface Case {
  readonly fine: InfractionRecord;
  readonly payment?: PaymentRecord;
  readonly entry?: LedgerRecord;
}

function fineRecord(
  demo: DemoFine,
  number: number,
  types: readonly InfractionTypeRecord[],
  people: ReadonlyMap<string, Person>,
  now: Date,
): InfractionRecord {
  const type = types.find(({ country, code }) => country === demo.country && code === demo.type);
  if (!type) throw new LisoloError('not_found', { reason: `demo type ${demo.type}` });
  const { code, version, labels, article, tariff, terms = defaultTerms } = type;
  const at = before(now, demo.daysAgo);
  const shortCode = toShortCode(number);
  const least = tariff.kind === 'fixed' ? tariff.amount : tariff.min;
  const asked = demo.units ? inUnits(demo.units, tariff.currency) : { amount: least, currency: tariff.currency };
  const agentId = people.get(demo.agent)?.id ?? demo.agent;
  const opj = people.get(demo.country === 'CD' ? 'albert' : 'aissatou')?.id ?? 'opj';
  const ownerId = people.get(
    demoVehicles.find(({ plate, country }) => plate === demo.plate && country === demo.country)?.owner ?? '',
  )?.id;
  const offer = { nth: 1, from: at, days: terms.discount?.days ?? 0, country: demo.country };
  const discount = offerDiscount(asked, terms, offer);
  return {
    _id: idOf('fine', String(number)),
    reference: toReference(demo.country, at.getUTCFullYear(), shortCode),
    shortCode,
    country: demo.country,
    plate: demo.plate,
    type: { code, version, labels, article, tariff, terms },
    due: { ...asked, amount: asked.amount + (discount?.amount ?? 0) },
    adjustments: discount ? [discount] : [],
    rev: 0,
    contestations: [],
    schedule: { done: [] },
    paidAmount: 0,
    payments: [],
    reservations: [],
    state: demo.validated ? 'validated' : 'recorded',
    history: [
      { to: 'recorded' as const, at, by: agentId },
      ...(demo.validated
        ? [
            {
              from: 'recorded' as const,
              to: 'validated' as const,
              at: before(now, demo.daysAgo - 1),
              by: opj,
              reason: 'exemple',
            },
          ]
        : []),
    ],
    place: { text: demo.place },
    at,
    deadline: endOfDayAfter(at, terms.daysToPay, demo.country),
    agentId,
    ...(ownerId ? { ownerId } : {}),
    told: { nextAt: at, tries: 0, ...(ownerId ? { state: 'done', begunAt: at, doneAt: at } : { state: 'waiting' }) },
    createdAt: at,
  };
}

/** A payment as the service would have left it, but for the receipt: the job prints that soon after the start. */
function paid(
  fine: InfractionRecord,
  demo: DemoFine,
  receiptNumber: string,
  people: ReadonlyMap<string, Person>,
  now: Date,
): Case {
  if (!demo.paid) return { fine };
  const payer = demoActors.find(({ key }) => key === demo.paid?.by);
  const personId = people.get(demo.paid.by)?.id;
  const phone = payer?.phone ?? '';
  const money = inUnits(demo.paid.units, fine.due.currency);
  const at = before(now, demo.paid.daysAgo);
  const _id = idOf('payment', fine._id);
  const payment: PaymentRecord = {
    _id,
    idempotencyKey: `demo:${fine._id}`,
    purpose: { kind: 'fine', id: fine._id },
    country: fine.country,
    language: 'fr',
    requester: { channel: 'ussd', address: phone, ...(personId ? { personId } : {}) },
    payerPhone: phone,
    operator: demo.paid.operator,
    ...money,
    provider: 'sandbox',
    providerRef: `demo-${_id}`,
    state: 'confirmed',
    history: [
      { to: 'created', at, by: 'system' },
      { from: 'created', to: 'requested', at, by: 'system' },
      { from: 'requested', to: 'pending', at, by: 'system' },
      { from: 'pending', to: 'confirmed', at, by: 'provider' },
    ],
    received: money,
    confirmedAt: at,
    receiptNumber,
    steps: { allocated: { at, applied: money.amount, excess: 0 }, posted: at, released: at, told: at },
    expiresAt: at,
    nextLookAt: now,
    looks: 0,
    createdAt: at,
  };
  const entry: LedgerRecord = {
    _id: idOf('entry', fine._id),
    key: `payment:${_id}`,
    kind: 'payment',
    at,
    paymentId: _id,
    postings: [
      { account: 'cash:sandbox', amount: money.amount, currency: money.currency },
      { account: `fines:${fine.country}`, amount: -money.amount, currency: money.currency },
    ],
  };
  const settled = { ...fine, paidAmount: money.amount, payments: [{ paymentId: _id, amount: money.amount, at }] };
  return { fine: settled, payment, entry };
}

/** What time has done to it until now. */
function lived(record: InfractionRecord, now: Date): InfractionRecord {
  const { due, adjustments, schedule, state, history } = afterTime(toFine(record), now);
  return { ...record, due, adjustments, schedule, state, history };
}

export function cases(types: readonly InfractionTypeRecord[], people: ReadonlyMap<string, Person>, now: Date): Case[] {
  const receipts = new Map<string, number>();
  return demoFines.map((demo, index) => {
    const fine = fineRecord(demo, firstNumber + 1 + index, types, people, now);
    const series = `${demo.country}-${before(now, demo.paid?.daysAgo ?? 0).getUTCFullYear()}`;
    const number = (receipts.get(series) ?? 0) + (demo.paid ? 1 : 0);
    receipts.set(series, number);
    const one = paid(fine, demo, `Q-${series}-${String(number).padStart(7, '0')}`, people, now);
    return { ...one, fine: lived(one.fine, now) };
  });
}
