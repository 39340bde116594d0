import { newId } from '../../../core/database/index.ts';
import type { CountryCode } from '../../../core/dialog/types.ts';
import type { Adjustment, ContestationState, InfractionRecord, InfractionState } from '../../../core/fines/index.ts';
import type { Currency } from '../../../core/money.ts';

export interface FineWish {
  readonly country?: CountryCode;
  /** ISO. */
  readonly at: string;
  readonly type?: string;
  /** What the tariff asks for, in minor units. */
  readonly amount: number;
  readonly currency?: Currency;
  readonly state?: InfractionState;
  readonly commune?: string;
  readonly agentId?: string;
  readonly paid?: readonly { readonly amount: number; readonly at: string }[];
  readonly changes?: readonly number[];
  readonly contested?: { readonly at: string; readonly state: ContestationState; readonly closedAt?: string };
}

const labels = { fr: 'Excès de vitesse', en: 'Speeding' };

/** A fine as it lies in the database. */
export function aFine(wish: FineWish): InfractionRecord {
  const { country = 'CD', amount, currency = 'CDF', state = 'recorded', type = 'speed', contested } = wish;
  const _id = newId();
  const at = new Date(wish.at);
  const adjustments = (wish.changes ?? []).map((change, index): Adjustment => ({
    key: `change:${index}`,
    kind: 'reduction',
    amount: change,
    at,
    by: 'clock',
  }));
  const payments = (wish.paid ?? []).map((payment, index) => ({
    paymentId: `${_id}${index}`,
    amount: payment.amount,
    at: new Date(payment.at),
  }));
  const sum = (all: readonly { readonly amount: number }[]): number =>
    all.reduce((total, each) => total + each.amount, 0);
  return {
    _id, reference: `${country}-2026-${_id}`, shortCode: _id, country, plate: '1234AB01', at, state, payments, adjustments,
    type: { code: type, version: 1, labels: { ...labels, fr: type === 'speed' ? labels.fr : type }, article: 'art. 1', tariff: { kind: 'fixed', amount, currency } },
    due: { amount: amount + sum(adjustments), currency },
    paidAmount: sum(payments),
    rev: 0,
    contestations: contested
      ? [{
          id: newId(), key: _id, state: contested.state, personId: newId(), ground: 'other', photos: [], at: new Date(contested.at),
          history: [
            { to: 'open', at: new Date(contested.at), by: 'person' },
            ...(contested.closedAt ? [{ from: 'open' as const, to: contested.state, at: new Date(contested.closedAt), by: 'opj' }] : []),
          ],
        }]
      : [],
    schedule: { done: [] }, reservations: [], history: [{ to: 'recorded', at, by: 'agent' }],
    place: { text: 'Avenue', ...(wish.commune ? { commune: wish.commune } : {}) },
    deadline: at, createdAt: at, agentId: wish.agentId ?? 'a'.repeat(24),
  }; // prettier-ignore
}

/** Agents of the set; the first has a name. */
export const agents = { didier: 'd'.repeat(24), solange: 'e'.repeat(24) } as const;

/** 1 to 3 November in the Congo (UTC+1), with what lies just outside and with what does not count. */
export const november: readonly FineWish[] = [
  // One millisecond before local midnight, and at it.
  { at: '2026-10-31T22:59:59.999Z', amount: 9_900_000 },
  { at: '2026-10-31T23:00:00Z', amount: 5_000_000, commune: 'Gombe', agentId: agents.didier, paid: [{ amount: 5_000_000, at: '2026-11-01T22:59:00Z' }] },
  { at: '2026-11-02T12:00:00Z', amount: 5_000_000, commune: 'Gombe', agentId: agents.didier, changes: [-1_000_000], paid: [{ amount: 1_500_000, at: '2026-11-04T08:00:00Z' }], contested: { at: '2026-11-03T08:00:00Z', state: 'withdrawn', closedAt: '2026-11-04T08:00:00Z' } },
  { at: '2026-11-02T10:00:00Z', type: 'red_light', amount: 10_000, currency: 'USD', commune: 'Limete', agentId: agents.solange, state: 'forwarded', paid: [{ amount: 4_000, at: '2026-11-02T11:00:00Z' }, { amount: 6_000, at: '2026-11-12T11:00:00Z' }] },
  { at: '2026-11-02T09:00:00Z', type: 'parking', amount: 2_500_000, agentId: agents.solange, state: 'dismissed', paid: [{ amount: 2_500_000, at: '2026-11-02T20:00:00Z' }], contested: { at: '2026-11-02T22:30:00Z', state: 'upheld', closedAt: '2026-11-02T23:30:00Z' } },
  { at: '2026-11-02T09:30:00Z', amount: 7_700_000, agentId: agents.didier, state: 'voided' },
  // Reduced after it was paid: what is too much goes back.
  { at: '2026-11-02T15:00:00Z', amount: 5_000_000, commune: 'Limete', agentId: agents.didier, state: 'validated', changes: [-2_000_000], paid: [{ amount: 5_000_000, at: '2026-11-05T09:00:00Z' }], contested: { at: '2026-11-03T09:00:00Z', state: 'reduced', closedAt: '2026-11-08T09:00:00Z' } },
  // Paid, and given back.
  { at: '2026-11-03T22:59:59.999Z', type: 'parking', amount: 2_500_000, agentId: agents.solange, paid: [{ amount: 2_500_000, at: '2026-11-04T09:00:00Z' }, { amount: -2_500_000, at: '2026-11-05T09:00:00Z' }], contested: { at: '2026-11-04T09:00:00Z', state: 'open' } },
  { at: '2026-11-03T23:00:00Z', amount: 9_900_000 },
  // In Dakar the day begins an hour later.
  { country: 'SN', at: '2026-10-31T23:30:00Z', amount: 6_000, currency: 'XOF' },
  { country: 'SN', at: '2026-11-01T00:00:00Z', amount: 20_000, currency: 'XOF', type: 'red_light', paid: [{ amount: 20_000, at: '2026-11-02T00:00:00Z' }] },
  { country: 'SN', at: '2026-11-03T23:59:59.999Z', amount: 6_000, currency: 'XOF', type: 'parking' },
]; // prettier-ignore
