import type { Model } from 'mongoose';
import type { Clock } from '../clock.ts';
import { newId } from '../database/index.ts';
import { countryCodes, type Reply } from '../dialog/types.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Log } from '../log.ts';
import { attempt, backOffMs } from './attempt.ts';
import type { Outcome } from './attempt.ts';
import { toReply } from './message.ts';
import type { OutboxDocument } from './outbox.model.ts';
import { mayGoAt } from './queued.ts';
import { recipientOf, targetId } from './recipients.ts';
import type { Recipient, Target } from './recipients.ts';
import { statesBefore } from './states.ts';
import type { Deliver, NoticeState, Route } from './types.ts';

/** A route gets this long to answer. */
const deliveryLimitMs = 30_000;
/** Longer than one delivery, so that nobody takes over what is under way. */
const lockMs = 2 * deliveryLimitMs;
/** Failures in a row after which the next route is tried; the last route gets more, over some hours. */
const triesPerRoute = 4;
const triesOnLastRoute = 10;
/** A process that has just started may not have its routes yet. */
const triesWithoutRoute = 3;
/** A notice that makes every sender fail before it comes to a route must not go round for ever. */
const mostAttempts = 60;

export interface SenderDeps {
  readonly outbox: Model<OutboxDocument>;
  readonly identity: Pick<IdentityService, 'byId' | 'byPhone' | 'markBlocked'>;
  readonly routes: ReadonlyMap<Route, Deliver>;
  /** Fits a message to a route (an SMS is one string). */
  readonly fit: (route: Route, reply: Reply) => Reply;
  readonly smsAfterChat: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly deliveryLimitMs?: number;
}

type Change = Partial<
  Pick<OutboxDocument, 'dueAt' | 'waitingFor' | 'waits' | 'spent' | 'route' | 'providerId' | 'reason' | 'personId'>
>;

/** Takes up what is due, one notice a call, in any number of processes. */
export function createSender(deps: SenderDeps): { sendNext: () => Promise<boolean> } {
  const { outbox, identity, routes, clock, log } = deps;
  const limitMs = deps.deliveryLimitMs ?? deliveryLimitMs;
  const worker = newId();
  const lockEnd = (): Date => new Date(clock().getTime() + lockMs);

  async function claim(kind: Record<string, unknown>): Promise<OutboxDocument | null> {
    const now = clock();
    return outbox
      .findOneAndUpdate(
        { state: { $in: statesBefore('sending') }, ...kind, dueAt: { $lte: now } },
        {
          $set: { state: 'sending', claim: newId(), dueAt: lockEnd() },
          $inc: { attempts: 1 },
          $push: { history: { at: now, state: 'sending', by: worker } },
        },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      )
      .lean();
  }

  /** Whoever waits for an answer does not wait behind a morning's reminders. */
  const claimNext = async (): Promise<OutboxDocument | null> =>
    (await claim({ onlyByDay: null })) ?? claim({ onlyByDay: { $in: countryCodes } });

  /** Marks the end of this claim; does nothing when another sender has taken over meanwhile. */
  async function mark(notice: OutboxDocument, state: NoticeState, change: Change): Promise<void> {
    const { route, reason } = change;
    const entry = { at: clock(), state, by: worker, ...(route ? { route } : {}), ...(reason ? { reason } : {}) };
    await outbox.updateOne(
      { _id: notice._id, claim: notice.claim, state: { $in: statesBefore(state) } },
      { $set: { ...change, state }, $unset: { claim: 1 }, $push: { history: entry } },
    );
    const facts = { noticeId: notice._id, traceId: notice.traceId, route, reason, attempts: notice.attempts };
    if (state === 'failed') log.warn(facts, 'notice given up');
    else log.debug(facts, `notice ${state}`);
  }

  /** Keeps the lock for one more delivery; false when it is lost. */
  async function keep(notice: OutboxDocument): Promise<boolean> {
    const kept = await outbox.updateOne({ _id: notice._id, claim: notice.claim }, { $set: { dueAt: lockEnd() } });
    return kept.matchedCount === 1;
  }

  async function tryOn(
    target: Target,
    deliver: Deliver,
    notice: OutboxDocument,
    recipient: Recipient,
  ): Promise<Outcome> {
    const outcome = await attempt(async () => {
      const reply = deps.fit(target.route, toReply(notice.key, notice.message, recipient.language));
      return deliver(target.address, reply, notice.key);
    }, limitMs);
    if (outcome.kind === 'unavailable' && outcome.defect !== undefined) {
      // The whole error may quote the message or the vendor's key.
      const type = outcome.defect instanceof Error ? outcome.defect.name : typeof outcome.defect;
      log.error(
        { noticeId: notice._id, traceId: notice.traceId, route: target.route, type },
        'route failed unexpectedly',
      );
    }
    if (outcome.kind === 'forbidden' && target.route !== 'sms' && target.route !== 'email')
      await identity.markBlocked(target.route, target.address);
    return outcome;
  }

  async function postpone(notice: OutboxDocument, waits: number, change: Change, retryAfterMs = 0): Promise<void> {
    const waitMs = Math.max(backOffMs(waits, deps.random), retryAfterMs);
    const dueAt = mayGoAt(new Date(clock().getTime() + waitMs), notice);
    await mark(notice, 'queued', { ...change, waits, dueAt });
  }

  async function giveUpOrWaitForRoutes(notice: OutboxDocument, recipient: Recipient, change: Change): Promise<void> {
    if (recipient.targets.length === 0) return mark(notice, 'failed', { ...change, reason: 'no_address' });
    const reason = 'no_route';
    if (notice.attempts < triesWithoutRoute) return postpone(notice, notice.attempts, { ...change, reason });
    return mark(notice, 'failed', { ...change, reason });
  }

  async function deliverTo(recipient: Recipient, notice: OutboxDocument): Promise<void> {
    const change: Change = recipient.personId === undefined ? {} : { personId: recipient.personId };
    const spent = [...notice.spent];
    const open = recipient.targets.filter((target) => routes.has(target.route) && !spent.includes(targetId(target)));
    if (open.length === 0 && spent.length === 0) return giveUpOrWaitForRoutes(notice, recipient, change);

    let reason = notice.reason ?? 'no_route';
    for (const [at, target] of open.entries()) {
      const deliver = routes.get(target.route);
      if (!deliver || (at > 0 && !(await keep(notice)))) return;
      const outcome = await tryOn(target, deliver, notice, recipient);
      if (outcome.kind === 'sent') {
        const { providerId } = outcome;
        return mark(notice, 'sent', { ...change, spent, route: target.route, ...(providerId ? { providerId } : {}) });
      }
      reason = outcome.reason;
      if (outcome.kind === 'unavailable') {
        const waits = (notice.waitingFor === targetId(target) ? notice.waits : 0) + 1;
        const limit = at === open.length - 1 ? triesOnLastRoute : triesPerRoute;
        if (waits < limit) {
          const waiting = { ...change, spent, reason, waitingFor: targetId(target) };
          return postpone(notice, waits, waiting, outcome.retryAfterMs);
        }
      }
      spent.push(targetId(target));
    }
    return mark(notice, 'failed', { ...change, spent, reason });
  }

  async function send(notice: OutboxDocument): Promise<void> {
    if (notice.attempts > mostAttempts) return mark(notice, 'failed', { reason: 'too_many_attempts' });
    // Taken up late: it was day when it became due.
    const dueAt = mayGoAt(clock(), notice);
    if (dueAt > clock()) return mark(notice, 'queued', { dueAt, reason: 'night' });
    const recipient = await recipientOf(notice, identity, deps.smsAfterChat);
    if (!recipient) return mark(notice, 'failed', { reason: 'unknown_person' });
    const { personId } = recipient;
    if (recipient.stopped && !notice.essential) {
      return mark(notice, 'suppressed', { reason: 'stopped', ...(personId ? { personId } : {}) });
    }
    return deliverTo(recipient, notice);
  }

  return {
    /** Sends one notice that is due; false when there was none. */
    async sendNext() {
      const notice = await claimNext();
      if (!notice) return false;
      await send(notice);
      return true;
    },
  };
}
