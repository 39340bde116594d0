import type { Connection } from 'mongoose';

import { isDuplicateKey } from '../database/index.ts';
import type { Clock } from '../clock.ts';
import { LisoloError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Money } from '../money.ts';
import { createUnderWay } from '../under-way.ts';
import { approvalModel, type ApprovalRecord } from './approval.model.ts';
import type { Initiation, PaymentProvider, ProviderEvent, RefundEvent } from './provider.ts';
import { sandboxRefundModel } from './sandbox-refund.model.ts';

/** What the simulated phone shows. */
export interface PendingApproval {
  readonly id: string;
  readonly phone: string;
  readonly operator: string;
  readonly label: string;
  readonly money: Money;
  readonly expiresAt: Date;
}

export interface SandboxProvider extends PaymentProvider {
  /** What waits on this phone (E.164), oldest first. */
  pendingFor(phone: string): Promise<PendingApproval[]>;
  /**
   * The citizen approves. The callback follows by itself, `times` times (1; providers repeat themselves; 0: it is lost
   * and only asking finds out). Throws `not_found`, `expired`, `conflict` (already answered).
   */
  approve(id: string, options?: { times?: number }): Promise<void>;
  refuse(id: string, options?: { times?: number }): Promise<void>;
  /** Where callbacks go. */
  onEvent(take: (event: ProviderEvent) => Promise<unknown>): void;
  /** Waits for callbacks that are under way. */
  idle(): Promise<void>;
}

export interface SandboxDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  /** What a wallet does with an order; asks its holder by default. `approve` calls back before `initiate` returns. */
  readonly wallet?: (order: Initiation) => 'ask' | 'approve' | 'refuse' | 'no_funds' | 'unknown_wallet';
  /** What becomes of a refund; paid at once by default. */
  readonly payBack?: () => RefundEvent['outcome'];
}

const toPending = ({ _id, amount, currency, ...rest }: ApprovalRecord): PendingApproval => ({
  id: _id,
  phone: rest.phone,
  operator: rest.operator,
  label: rest.label,
  money: { amount, currency },
  expiresAt: rest.expiresAt,
});

function toEvent({ _id, outcome, amount, currency, reason, expiresAt }: ApprovalRecord, now: Date): ProviderEvent {
  if (outcome === 'pending') return { ref: _id, outcome: now >= expiresAt ? 'expired' : 'pending' };
  if (outcome === 'confirmed') return { ref: _id, outcome, money: { amount, currency } };
  return { ref: _id, outcome, ...(reason ? { reason } : {}) };
}

export const sandboxName = 'sandbox';

/** Mobile money without an operator: requests wait in a collection until the simulated phone answers. */
export function createSandboxProvider({
  connection,
  clock,
  log,
  wallet = () => 'ask',
  payBack = () => 'confirmed',
}: SandboxDeps): SandboxProvider {
  const approvals = approvalModel(connection);
  const refunds = sandboxRefundModel(connection);
  const work = createUnderWay();
  let take: (event: ProviderEvent) => Promise<unknown> = () => Promise.resolve();

  const callBack = (event: ProviderEvent, times: number): void => {
    void work.track(
      new Promise((resolve) => setImmediate(resolve))
        .then(() => Promise.all(Array.from({ length: times }, () => take(event))))
        .catch((error: unknown) => log.warn({ error }, 'a sandbox callback was not taken; asking will find out')),
    );
  };

  const answer = async (id: string, outcome: 'confirmed' | 'refused', times: number): Promise<void> => {
    const now = clock();
    const record = await approvals
      .findOneAndUpdate(
        { _id: id, outcome: 'pending', expiresAt: { $gt: now } },
        { $set: { outcome } },
        { returnDocument: 'after' },
      )
      .lean<ApprovalRecord>();
    if (record) return callBack(toEvent(record, now), times);
    const before = await approvals.findOne({ _id: id }).lean<ApprovalRecord>();
    if (!before) throw new LisoloError('not_found', { reason: 'approval' });
    throw new LisoloError(before.outcome === 'pending' ? 'expired' : 'conflict', { reason: 'approval' });
  };

  const store = async (
    order: Initiation,
    outcome: ApprovalRecord['outcome'],
    reason?: string,
  ): Promise<ApprovalRecord | undefined> => {
    const { ref, phone, operator, label, money, expiresAt } = order;
    const record = {
      _id: ref,
      phone,
      operator,
      label,
      ...money,
      outcome,
      ...(reason ? { reason } : {}),
      expiresAt,
      createdAt: clock(),
    };
    try {
      await approvals.create(record);
      return record;
    } catch (error) {
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
  };

  return {
    name: sandboxName,
    serves: () => true,

    async initiate(order) {
      const doing = wallet(order);
      if (doing === 'unknown_wallet') return { accepted: false, reason: 'wrong_number' };
      const outcome = { ask: 'pending', approve: 'confirmed', refuse: 'refused', no_funds: 'failed' } as const;
      const record = await store(order, outcome[doing], doing === 'no_funds' ? 'no_funds' : undefined);
      if (record && doing !== 'ask') await take(toEvent(record, clock()));
      return { accepted: true };
    },

    async status(ref) {
      const record = await approvals.findOne({ _id: ref }).lean<ApprovalRecord>();
      return record ? toEvent(record, clock()) : undefined;
    },

    async refund({ ref, paymentRef, money }) {
      const outcome = payBack();
      try {
        await refunds.create({ _id: ref, paymentRef, ...money, outcome });
        return { outcome, money };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return { outcome: 'pending' };
      }
    },

    async refundStatus({ ref }) {
      const record = await refunds.findOne({ _id: ref }).lean();
      if (!record) return undefined;
      return { outcome: record.outcome, money: { amount: record.amount, currency: record.currency } };
    },

    readCallback: () =>
      Promise.reject(new LisoloError('unauthenticated', { reason: 'the sandbox calls back from inside' })),

    async pendingFor(phone) {
      const waiting = await approvals
        .find({ phone, outcome: 'pending', expiresAt: { $gt: clock() } })
        .sort({ createdAt: 1 })
        .lean<ApprovalRecord[]>();
      return waiting.map(toPending);
    },

    approve: (id, { times = 1 } = {}) => answer(id, 'confirmed', times),
    refuse: (id, { times = 1 } = {}) => answer(id, 'refused', times),

    onEvent(taker) {
      take = taker;
    },

    idle: () => work.idle(),
  };
}
