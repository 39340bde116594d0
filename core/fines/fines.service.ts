import type { Connection } from 'mongoose';

import type { Clock } from '../clock.ts';
import { countries, yearIn } from '../countries/index.ts';
import { isDuplicateKey, newId, nextNumber } from '../database/index.ts';
import { countryCodes, type CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import type { Role } from '../identity/index.ts';
import type { Money } from '../money.ts';
import { parseBankReference } from './bank-reference.ts';
import { changeFine } from './change-fine.ts';
import { upheld } from './contestations/closing.ts';
import { isReasonOf } from './contestations/codes.ts';
import { isParty, openContestation } from './contestations/rules.ts';
import { newsOfDecision } from './decision-news.ts';
import { offerDiscount } from './dues.ts';
import type { InfractionType } from './infraction-type.model.ts';
import { createInfractionTypes } from './infraction-type.registry.ts';
import { infractionModel, toFine, type Fine, type InfractionRecord, type Place } from './infraction.model.ts';
import { infractionTransitions, payableStates, type InfractionState } from './infraction.states.ts';
import { parseReference, toReference, toShortCode } from './reference.ts';
import { defaultTerms, endOfDayAfter } from './terms.ts';

export interface NewInfraction {
  readonly country: CountryCode;
  /** Canonical. */
  readonly plate: string;
  readonly typeCode: string;
  /** Needed where the tariff is a range; minor units. */
  readonly amount?: number;
  readonly place: Place;
  readonly at: Date;
  readonly agentId: string;
  readonly ownerId?: string;
  readonly driverPhone?: string;
  /** Where the vehicle is registered, when that is another country. */
  readonly plateCountry?: CountryCode;
  /** Files of core/files. */
  readonly proofs?: readonly string[];
  /** Idempotency key: the same key records once and gives the first fine again. */
  readonly key?: string;
}

export interface FineService {
  /** Throws `not_found` for a kind that is not in force, `invalid_input` for an amount outside its tariff. */
  record(infraction: NewInfraction): Promise<Fine>;
  byId(id: string): Promise<Fine | undefined>;
  byIds(ids: readonly string[]): Promise<Fine[]>;
  /** By reference, short code, number of the note or bank reference, as it was typed. */
  byReference(typed: string): Promise<Fine | undefined>;
  /** Every fine of a canonical plate, oldest first. */
  list(country: CountryCode, plate: string): Promise<Fine[]>;
  /** Those on which something is left to pay, oldest first. */
  listUnpaid(country: CountryCode, plate: string): Promise<Fine[]>;
  /** Canonical plates with fines that start so, at most 90. */
  platesStartingWith(prefix: string): Promise<{ country: CountryCode; plate: string }[]>;
  /** "My fines": recorded on the person, contested by them, on their vehicles' plates, or on their phone as the driver's. */
  forPerson(who: {
    personId?: string;
    phone?: string;
    plates?: readonly { country: CountryCode; plate: string }[];
  }): Promise<Fine[]>;
  /**
   * Throws `forbidden` (details.refusal `party`: it is his own case), `illegal_transition`, `not_found`. A contested fine is
   * not forwarded (`conflict`, details.refusal `contested`); dismissing it upholds the contestation.
   */
  decide(id: string, decision: { to: InfractionState; by: string; role: Role; reason: string }): Promise<Fine>;
  /** Puts confirmed money on a fine, as much as is due, once per payment. Throws `not_found`. */
  applyPayment(wish: {
    fineId: string;
    paymentId: string;
    money: Money;
    at: Date;
  }): Promise<{ applied: number; excess: number }>;
  /**
   * Throws `conflict` while another payment is awaited (details.until), unless `anyway`, and when nothing is due any
   * more. Idempotent by payment.
   */
  reserve(wish: { fineId: string; paymentId: string; until: Date; now: Date; anyway: boolean }): Promise<void>;
  release(wish: { fineId: string; paymentId: string }): Promise<void>;
  types(country: CountryCode): Promise<InfractionType[]>;
}

const firstNumber = 100;
const mostPlates = 90;

export const isPayable = (fine: Fine): boolean => payableStates.includes(fine.state) && fine.remaining.amount > 0;

/** Until when somebody else's payment is awaited, if any. */
export function awaitedUntil(fine: Fine, now: Date, exceptPaymentId?: string): Date | undefined {
  return fine.reservations
    .filter(({ until, paymentId }) => until > now && paymentId !== exceptPaymentId)
    .map(({ until }) => until)
    .sort((a, b) => b.getTime() - a.getTime())[0];
}

function amountDue({ tariff }: InfractionType, asked?: number): Money {
  if (tariff.kind === 'fixed') return { amount: tariff.amount, currency: tariff.currency };
  const amount = asked ?? tariff.min;
  if (!Number.isSafeInteger(amount) || amount < tariff.min || amount > tariff.max) {
    throw new LisoloError('invalid_input', { reason: 'amount outside the tariff', min: tariff.min, max: tariff.max });
  }
  return { amount, currency: tariff.currency };
}

/** Fines: recording, reading, deciding, and the money that was put on them. */
export function createFines({ connection, clock }: { connection: Connection; clock: Clock }): FineService {
  const infractions = infractionModel(connection);
  const types = createInfractionTypes({ connection, clock });
  const many = async (filter: Record<string, unknown>): Promise<Fine[]> =>
    (await infractions.find(filter).sort({ at: 1, _id: 1 }).limit(500).lean<InfractionRecord[]>()).map(toFine);
  const one = async (filter: Record<string, unknown>): Promise<Fine | undefined> => {
    const found = await infractions.findOne(filter).lean<InfractionRecord>();
    return found ? toFine(found) : undefined;
  };
  const get = async (id: string): Promise<Fine> => {
    const fine = await one({ _id: id });
    if (!fine) throw new LisoloError('not_found', { reason: 'fine' });
    return fine;
  };

  const ofPlate = (country: CountryCode, plate: string): Record<string, unknown> => ({
    $or: [
      { country, plate },
      { plateCountry: country, plate },
    ],
  });

  return {
    async record({ typeCode, amount, proofs = [], ...rest }) {
      await infractions.init();
      const recorded = rest.key === undefined ? undefined : await one({ key: rest.key });
      if (recorded) return recorded;
      const type = await types.oneInForce(rest.country, typeCode);
      if (!type) throw new LisoloError('not_found', { reason: 'infraction type' });
      const now = clock();
      const shortCode = toShortCode(await nextNumber(connection, 'fines', firstNumber));
      const { code, version, labels, article, tariff, terms = defaultTerms } = type;
      const asked = amountDue(type, amount);
      const offer = { nth: 1, from: rest.at, days: terms.discount?.days ?? 0, country: rest.country };
      const discount = offerDiscount(asked, terms, offer);
      const record: InfractionRecord = {
        _id: newId(),
        reference: toReference(rest.country, yearIn(countries[rest.country].timeZone, rest.at), shortCode),
        shortCode,
        ...rest,
        type: { code, version, labels, article, tariff, terms },
        due: { ...asked, amount: asked.amount + (discount?.amount ?? 0) },
        adjustments: discount ? [discount] : [],
        rev: 0,
        contestations: [],
        schedule: { nextAt: now, done: [] },
        paidAmount: 0,
        payments: [],
        reservations: [],
        state: 'recorded',
        history: [{ to: 'recorded', at: now, by: rest.agentId }],
        deadline: endOfDayAfter(rest.at, terms.daysToPay, rest.country),
        proofs: proofs.map((fileId) => ({ fileId, at: now, by: rest.agentId })),
        told: { state: 'due', nextAt: now, tries: 0 },
        createdAt: now,
      };
      try {
        await infractions.create(record);
        return toFine(record);
      } catch (error) {
        const first = isDuplicateKey(error) && rest.key !== undefined ? await one({ key: rest.key }) : undefined;
        if (!first) throw error;
        return first;
      }
    },

    byId: (id) => one({ _id: id }),
    byIds: (ids) => many({ _id: { $in: ids } }),

    async byReference(typed) {
      const shortCode = parseReference(parseBankReference(typed) ?? typed);
      return shortCode ? one({ shortCode }) : undefined;
    },

    list: (country, plate) => many(ofPlate(country, plate)),
    listUnpaid: async (country, plate) => (await many(ofPlate(country, plate))).filter(isPayable),

    async platesStartingWith(prefix) {
      if (!/^[A-Z0-9]+$/.test(prefix)) return [];
      const found = await infractions.aggregate<{ _id: { country: CountryCode; plate: string } }>([
        { $match: { country: { $in: countryCodes }, plate: { $gte: prefix, $lt: `${prefix}~` } } },
        { $group: { _id: { country: '$country', plate: '$plate' } } },
        { $sort: { '_id.plate': 1 } },
        { $limit: mostPlates },
      ]);
      return found.map(({ _id }) => _id);
    },

    forPerson({ personId, phone, plates = [] }) {
      const ways = [
        ...(personId ? [{ ownerId: personId }, { 'contestations.personId': personId }] : []),
        ...(phone ? [{ driverPhone: phone }] : []),
        ...plates.map(({ country, plate }) => ({ country, plate })),
      ];
      return ways.length > 0 ? many({ $or: ways }) : Promise.resolve([]);
    },

    decide: (id, { to, by, role, reason }) =>
      changeFine(infractions, id, (fine) => {
        const { state } = fine;
        const who = infractionTransitions[state][to];
        // An agent's own mistake has limits of its own (createAgentRecords).
        if (!who || to === 'voided') throw new LisoloError('illegal_transition', { from: state, to });
        if (!who.includes(role)) throw new LisoloError('forbidden', { from: state, to });
        if (isParty(fine, by)) throw new LisoloError('forbidden', { refusal: 'party' });
        const now = clock();
        const open = openContestation(fine);
        if (open && to === 'forwarded') throw new LisoloError('conflict', { refusal: 'contested' });
        if (open && to === 'dismissed') {
          const why = isReasonOf('upheld', reason) ? { reason } : { words: reason };
          return upheld(fine, open.index, { to: 'upheld', by, ...why }, now);
        }
        return {
          $set: { state: to, 'schedule.nextAt': now },
          $push: { history: { from: state, to, at: now, by, reason }, ...newsOfDecision(fine, to, now) },
        };
      }),

    async applyPayment({ fineId, paymentId, money, at }) {
      const ofThis = ({ payments }: Fine) => payments.find((payment) => payment.paymentId === paymentId);
      const fine = await changeFine(infractions, fineId, (present) => {
        if (ofThis(present)) return undefined;
        const takes = isPayable(present) && present.due.currency === money.currency;
        const applied = takes ? Math.min(money.amount, present.remaining.amount) : 0;
        return {
          $inc: { paidAmount: applied },
          $push: { payments: { paymentId, amount: applied, at } },
          $pull: { reservations: { paymentId } },
        };
      });
      const applied = ofThis(fine)?.amount ?? 0;
      return { applied, excess: money.amount - applied };
    },

    async reserve({ fineId, paymentId, until, now, anyway }) {
      const free = anyway ? {} : { reservations: { $not: { $elemMatch: { until: { $gt: now } } } } };
      const { modifiedCount } = await infractions.updateOne(
        { _id: fineId, state: { $in: payableStates }, 'reservations.paymentId': { $ne: paymentId }, ...free },
        { $push: { reservations: { $each: [{ paymentId, until }], $slice: -20 } }, $inc: { rev: 1 } },
      );
      if (modifiedCount === 1) return;
      const fine = await get(fineId);
      if (fine.reservations.some((reservation) => reservation.paymentId === paymentId)) return;
      if (!payableStates.includes(fine.state)) throw new LisoloError('conflict', { reason: 'nothing is due' });
      throw new LisoloError('conflict', {
        reason: 'another payment is awaited',
        until: awaitedUntil(fine, now)?.toISOString(),
      });
    },

    async release({ fineId, paymentId }) {
      await infractions.updateOne({ _id: fineId }, { $pull: { reservations: { paymentId } } });
    },

    types: (country) => types.inForce(country),
  };
}
