import type { Connection } from 'mongoose';

import type { Clock } from '../clock.ts';
import { dueBy, isDuplicateKey } from '../database/index.ts';
import { isLisoloError } from '../errors.ts';
import { sha256 } from '../hash.ts';
import type { Log } from '../log.ts';
import { createUnderWay } from '../under-way.ts';
import { callbackModel, type CallbackRecord } from './callback.model.ts';
import type { PaymentService } from './payments.service.ts';
import type { ProviderRegistry } from './provider-registry.ts';
import type { CallbackRequest } from './provider.ts';
import type { RefundService } from './refunds.service.ts';

export interface Callbacks {
  /**
   * Checks and records a call, and answers before it is carried out: 200; 401 for a wrong signature; 400 for what is no
   * call of this provider; 404 for a provider that is not set up; 429 when it can be neither checked nor recorded now,
   * so that it is made again. Never throws.
   */
  take(provider: string, request: CallbackRequest): Promise<{ readonly status: 200 | 400 | 401 | 404 | 429 }>;
  /** Carries out what was left undone; returns how many. */
  resume(now: Date): Promise<number>;
  /** Deletes calls of long ago; returns how many. */
  sweep(now: Date): Promise<number>;
  /** Waits for what this process is carrying out. */
  idle(): Promise<void>;
}

const keptMs = 90 * 86_400_000;
const retryMs = 30_000;
const batch = 100;

/** The calls of providers. Whatever a call says, the provider is asked, and only its answer is booked. */
export function createCallbacks(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly registry: ProviderRegistry;
  readonly payments: Pick<PaymentService, 'hear'>;
  readonly refunds: Pick<RefundService, 'hear'>;
}): Callbacks {
  const { clock, log, registry, payments, refunds } = deps;
  const calls = callbackModel(deps.connection);
  const work = createUnderWay();

  async function carryOut({ _id, provider, about }: CallbackRecord): Promise<void> {
    try {
      let isKnown = false;
      for (const { kind, ref } of about)
        isKnown = (await (kind === 'payment' ? payments : refunds).hear(provider, ref)) !== undefined || isKnown;
      await calls.updateOne({ _id }, { $set: { outcome: isKnown ? 'done' : 'unknown' }, $unset: { nextLookAt: 1 } });
    } catch (error) {
      log.warn({ error, callback: _id }, 'a callback could not be carried out; it will be tried again');
      await calls.updateOne({ _id }, { $set: { nextLookAt: new Date(clock().getTime() + retryMs) } });
    }
  }

  const start = (record: CallbackRecord): void => {
    void work.track(carryOut(record).catch((error: unknown) => log.warn({ error }, 'a callback is left to the job')));
  };

  async function record(provider: string, request: CallbackRequest): Promise<void> {
    const found = registry.byName(provider);
    if (!found) return;
    const { eventId, about } = await found.readCallback(request);
    const event = eventId ?? sha256(request.body);
    const now = clock();
    const write = () =>
      calls
        .findOneAndUpdate(
          { _id: `${provider}:${event}` },
          {
            $setOnInsert: { provider, about: [...about], receivedAt: now },
            $set: { outcome: 'received', nextLookAt: new Date(now.getTime() + retryMs) },
            $inc: { deliveries: 1 },
          },
          { upsert: true, returnDocument: 'after' },
        )
        .lean<CallbackRecord>();
    // Of two deliveries in the same moment one may lose the insertion: then the other has made it.
    start(await write().catch((error: unknown) => (isDuplicateKey(error) ? write() : Promise.reject(error as Error))));
  }

  return {
    async take(provider, request) {
      if (!registry.byName(provider)) return { status: 404 };
      try {
        await record(provider, request);
        return { status: 200 };
      } catch (error) {
        if (isLisoloError(error, 'unauthenticated')) {
          log.warn({ provider, error }, 'a callback was not signed as it must be');
          return { status: 401 };
        }
        if (isLisoloError(error, 'invalid_input')) return { status: 400 };
        log.error({ provider, error }, 'a callback could not be taken; the provider is asked to call again');
        return { status: 429 };
      }
    },

    async resume(now) {
      const due = await calls
        .find({ nextLookAt: dueBy(now) })
        .sort({ nextLookAt: 1 })
        .limit(batch)
        .lean<CallbackRecord[]>();
      for (const one of due) await carryOut(one);
      return due.length;
    },

    sweep: async (now) =>
      (
        await calls.deleteMany({
          receivedAt: { $lt: new Date(now.getTime() - keptMs) },
          nextLookAt: { $exists: false },
        })
      ).deletedCount,

    idle: () => work.idle(),
  };
}
