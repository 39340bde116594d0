import { EventEmitter } from 'node:events';
import { Types, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../core/database/index.ts';
import type { Clock } from '../../core/clock.ts';
import { newId } from '../../core/database/ids.ts';
import { arrivalModel, type Arrival } from './mailbox.model.ts';

const keptForMs = 7 * 24 * 3_600_000;
const sweptEveryMs = 600_000;
/** Identifiers of two processes may be out of step by this much; what is read again is dropped by its id. */
const overlapSeconds = 10;

export type NewArrival = Pick<Arrival, 'phone' | 'kind' | 'key'> & Partial<Pick<Arrival, 'reply' | 'text'>>;

export interface Mailbox {
  /** Resolves when the unique index that makes deliveries idempotent is there. */
  ready(): Promise<void>;
  /** Stores what arrives; repeating a key of a kind changes nothing. Resolves to its id. */
  add(arrival: NewArrival): Promise<string>;
  /** What came after an id, oldest first, with some of what came shortly before it: the reader drops what it knows. */
  since(phone: string, id: string): Promise<readonly Arrival[]>;
  /** The newest SMS of a phone, newest first. */
  inbox(phone: string): Promise<readonly { readonly id: string; readonly text: string; readonly at: string }[]>;
  /** Calls back when something has come for a phone in this process; returns how to stop. */
  watch(phone: string, wake: () => void): () => void;
}

/** Identifiers begin with their second in hexadecimal, so an earlier one bounds a moment from below. */
function startOfOverlap(id: string): string {
  const second = Math.max(0, parseInt(id.slice(0, 8), 16) - overlapSeconds);
  return Types.ObjectId.createFromTime(second).toHexString();
}

/** What simulated phones receive, kept for a week and shared by all processes. */
export function createMailbox({ connection, clock }: { connection: Connection; clock: Clock }): Mailbox {
  const arrivals = arrivalModel(connection);
  const bell = new EventEmitter().setMaxListeners(0);
  let sweptAt = 0;

  // The engine may have no TTL monitor, so what is past its time goes when something new comes.
  async function sweep(now: Date): Promise<void> {
    if (now.getTime() - sweptAt < sweptEveryMs) return;
    sweptAt = now.getTime();
    await arrivals.deleteMany({ keepUntil: { $lte: now } });
  }

  return {
    async ready() {
      await arrivals.init();
    },
    async add(arrival) {
      const at = clock();
      await sweep(at);
      const _id = newId();
      try {
        await arrivals.create({ ...arrival, _id, at, keepUntil: new Date(at.getTime() + keptForMs) });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const first = await arrivals.findOne({ kind: arrival.kind, key: arrival.key }, { _id: 1 }).lean();
        return first?._id ?? _id;
      }
      bell.emit(arrival.phone);
      return _id;
    },
    since: (phone, id) =>
      arrivals
        .find({ phone, _id: { $gte: startOfOverlap(id) }, keepUntil: { $gt: clock() } })
        .sort({ _id: 1 })
        .limit(200)
        .lean(),
    async inbox(phone) {
      const found = await arrivals
        .find({ phone, kind: 'sms', keepUntil: { $gt: clock() } })
        .sort({ _id: -1 })
        .limit(50)
        .lean();
      return found.map(({ _id, text, at }) => ({ id: _id, text: text ?? '', at: at.toISOString() }));
    },
    watch(phone, wake) {
      bell.on(phone, wake);
      return () => bell.off(phone, wake);
    },
  };
}
