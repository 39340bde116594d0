import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import { isOutOfReach } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { keyedHash } from '../hash.ts';
import { createCrowd } from './crowd.ts';
import type { Admission } from './crowd.ts';
import { newlyDialled, toDialled } from './dialled.ts';
import type { Later } from './draw.ts';
import { whereOf } from './draw.ts';
import type { StepContext } from './current-screen.ts';
import type { Stepped } from './draw-safely.ts';
import type { Engine } from './engine.ts';
import { forgotten } from './forgetting.ts';
import { createInTurn } from './in-turn.ts';
import { dialogIdOf, topFrame, turnIdOf } from './session.ts';
import type { Session } from './session.ts';
import type { NewTurn, StoredTurn, TurnStore } from './turn-store.ts';
import type { Caller, Inbound, Input, Receive, Reply, Surface } from './types.ts';
import { isLanguage, t } from './words.ts';
import type { Language } from './words.ts';

const minute = 60_000;

export interface ConversationOptions {
  readonly engine: Engine;
  readonly store: TurnStore;
  readonly identity: { callerFor(inbound: Pick<Inbound, 'channel' | 'address' | 'phone'>): Promise<Caller> };
  /** Sends what a surface cannot show; idempotent by key. */
  readonly sendLater: (later: Later, session: Session, key: string, traceId: string) => Promise<void>;
  readonly clock: Clock;
  /** Claims of messages and keys of turns are made with it: whoever has only the database cannot guess from them what was dialled, or by whom. */
  readonly secret?: string;
  /** A USSD session that dropped can be resumed for so long (A4). */
  readonly resumeMinutes?: number;
  /** A chat that rested longer begins at the menu again. */
  readonly idleMinutes?: number;
  /** Turns are kept so long, for repeats that come late. */
  readonly keepMinutes?: number;
  /** Messages of one person in ten seconds before a polite "slower, please". */
  readonly burst?: number;
  /** Messages of one channel under way at once before a polite "busy". */
  readonly maxInFlight?: number;
  /** Whoever floods on is asked to slow down only so often. */
  readonly reminderSeconds?: number;
}

export interface Conversation {
  /** In which language this person was last answered here; for words outside the dialog, when nothing can be read. */
  languageOf(person: Pick<Inbound, 'channel' | 'address'>): Language | undefined;
  /** The way in for one door. */
  at(surface: Surface): Receive;
}

/**
 * Takes messages to the engine and stores what comes of them: once each, in order for one person, whatever the channel
 * repeats and however many processes share the database (architecture.md, rules 4 to 7).
 */
export function createConversation(options: ConversationOptions): Conversation {
  const { engine, store, identity, sendLater, clock, secret = '' } = options;
  const { resumeMinutes = 5, idleMinutes = 24 * 60, keepMinutes = 48 * 60 } = options;
  const inTurn = createInTurn();
  const { burst = 30, maxInFlight = 2_000, reminderSeconds = 5 } = options;
  const crowd = createCrowd({ burst, maxInFlight, reminderSeconds });
  /** Only for what is said outside the dialog; losing it costs nothing. */
  const languages = new LRUCache<string, Language>({ max: 20_000 });

  /** Session ids are the gateway's, and some gateways use theirs again for another phone. */
  const claimOf = ({ channel, address, messageId, input }: Inbound): string =>
    keyedHash(
      secret,
      input.kind === 'dialled'
        ? `${channel}\n${address}\n${input.sessionId}\n${input.text}`
        : `${channel}\n${messageId}`,
    );

  /**
   * A repeat of an older message; the newest is compared before, a dialog without turns has none, and a dialled text
   * that has grown cannot be one.
   */
  async function repeatOf(inbound: Inbound, last: StoredTurn | undefined, claim: string): Promise<Reply | undefined> {
    const { input } = inbound;
    if (!last) return undefined;
    if (input.kind === 'dialled' && newlyDialled(last.session.dialled, input.sessionId, input.text).kind === 'next')
      return undefined;
    return (await store.byInbound(claim))?.reply;
  }

  async function take(inbound: Inbound, surface: Surface): Promise<Reply> {
    const dialogId = dialogIdOf(inbound.channel, inbound.address);
    const claim = claimOf(inbound);
    const arrivedAt = clock();
    let lostRace = false;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const last = await lastTurn(dialogId, inbound.input, attempt > 0);
      if (last?.inbound === claim) return last.reply;
      const repeated = await repeatOf(inbound, last, claim);
      if (repeated) return repeated;
      const { turn, reply } = await run(inbound, last, { surface, claim, lostRace, arrivedAt });
      const appended = await store.append(turn);
      if (appended === 'stored') {
        // What fails now, the sweep does.
        if (turn.forgets) await store.forgetBefore(turn.session).catch(() => undefined);
        return reply;
      }
      if (appended === 'message-known') continue;
      const winner = await store.latest(dialogId, { fresh: true });
      // Beaten by a turn from after our arrival: two answers to one screen, the second shows where the first has led.
      // Otherwise only the cache was old, and this message is as good as before.
      lostRace = winner !== undefined && winner.at >= arrivedAt;
    }
    throw new LisoloError('unavailable', { reason: 'the dialog stayed contended' });
  }

  /**
   * Handlers act before the write finds an old cache out, so the cache is enough only for what names the screen that it
   * answers: a button, or a dialled text that goes on by one step from what was seen.
   */
  async function lastTurn(dialogId: string, input: Input, surely: boolean): Promise<StoredTurn | undefined> {
    if (surely || (input.kind !== 'press' && input.kind !== 'dialled')) return store.latest(dialogId, { fresh: true });
    const last = await store.latest(dialogId);
    if (!last || input.kind === 'press') return last;
    const dialled = newlyDialled(last.session.dialled, input.sessionId, input.text);
    const isSeveral =
      dialled.kind === 'begun' ? dialled.steps.length > 0 : dialled.kind === 'next' && dialled.typed.includes('*');
    return isSeveral ? store.latest(dialogId, { fresh: true }) : last;
  }

  async function run(
    inbound: Inbound,
    last: StoredTurn | undefined,
    how: { surface: Surface; claim: string; lostRace: boolean; arrivedAt: Date },
  ): Promise<{ readonly turn: NewTurn; readonly reply: Reply }> {
    const now = clock();
    // A dialog that is new, or was swept, starts at the minute: a turnId is never used twice, and first messages still collide.
    const rev = Math.max((last?.session.rev ?? 0) + 1, last ? 0 : Math.floor(now.getTime() / minute) * minute);
    const session = await sessionFor(inbound, last, now, rev);
    const dialogId = session.dialogId;
    const context: StepContext = {
      surface: how.surface,
      now,
      // What is done in it is kept under it, longer than the dialog: whose address it was is not to be read there.
      turnId: turnIdOf(keyedHash(secret, dialogId), rev),
      rev,
      traceId: inbound.traceId,
    };
    const stepped = how.lostRace ? await engine.look(session, context) : await perform(inbound, session, last, context);
    if (stepped.later && stepped.session.caller.phone)
      await sendLater(stepped.later, stepped.session, `${context.turnId}:later`, inbound.traceId);
    const { input } = inbound;
    const kept: Session = {
      ...stepped.session,
      at: now.toISOString(),
      ...(input.kind === 'dialled' && { dialled: toDialled(input.sessionId, input.text) }),
    };
    const turn: NewTurn = {
      session: kept,
      reply: stepped.reply,
      inbound: how.claim,
      where: whereOf(kept),
      at: now,
      expiresAt: new Date(now.getTime() + keepMinutes * minute),
    };
    return { turn: stepped.forget ? forgotten(turn) : turn, reply: stepped.reply };
  }

  async function sessionFor(inbound: Inbound, last: StoredTurn | undefined, now: Date, rev: number): Promise<Session> {
    const before = last?.session;
    const { input } = inbound;
    const sameCall = input.kind === 'dialled' && before?.dialled?.sessionId === input.sessionId;
    const caller = sameCall ? before.caller : merged(await identity.callerFor(inbound), before?.caller);
    const hint = isLanguage(inbound.languageHint) ? inbound.languageHint : 'fr';
    const language = caller.language ?? before?.language ?? hint;
    const rested = last !== undefined && now.getTime() - last.at.getTime() > idleMinutes * minute;
    if (before && !rested) return { ...before, caller, language };
    const dialogId = dialogIdOf(inbound.channel, inbound.address);
    return engine.open({ dialogId, rev: rev - 1, caller, language, at: now.toISOString() });
  }

  async function perform(
    inbound: Inbound,
    session: Session,
    last: StoredTurn | undefined,
    context: StepContext,
  ): Promise<Stepped> {
    if (inbound.input.kind !== 'dialled') return engine.step(session, inbound.input, context);
    const { sessionId, text } = inbound.input;
    const dialled = newlyDialled(session.dialled, sessionId, text);
    if (dialled.kind === 'old') return engine.look(session, context);
    if (dialled.kind === 'next') return engine.step(session, { kind: 'text', text: dialled.typed }, context);
    const dropped =
      last !== undefined &&
      context.now.getTime() - last.at.getTime() <= resumeMinutes * minute &&
      !engine.isIdle(session);
    if (dropped && dialled.steps.length === 0) return engine.offerToResume(session, context);
    return walk(
      session,
      [{ kind: 'start' }, ...dialled.steps.map((step): Input => ({ kind: 'text', text: step, byHeart: true }))],
      context,
    );
  }

  /**
   * Several steps dialled at once, as if typed one by one; each has its own turnId, the first that is refused stops. So
   * does what must be asked first: nobody agrees to what they have not seen.
   */
  async function walk(from: Session, inputs: readonly Input[], context: StepContext): Promise<Stepped> {
    let stepped: Stepped | undefined;
    for (const [index, input] of inputs.entries()) {
      stepped = await engine.step(stepped?.session ?? from, input, {
        ...context,
        turnId: index === 0 ? context.turnId : `${context.turnId}.${index}`,
      });
      if (stepped.refused || stepped.session.ended || topFrame(stepped.session).gate !== undefined) break;
    }
    return stepped ?? engine.look(from, context);
  }

  function refusal(inbound: Inbound, dialogId: string, why: Exclude<Admission, 'come'>): Reply {
    const hint = isLanguage(inbound.languageHint) ? inbound.languageHint : 'fr';
    // A dialled step has no other way to be answered, and the gateway would show its own fault instead.
    const isSilent = why === 'told' && inbound.input.kind !== 'dialled';
    const notice = why === 'busy' ? t('dialog:busy') : t('dialog:slower');
    return {
      dialogId,
      rev: 0,
      language: languages.get(dialogId) ?? hint,
      notices: isSilent ? [] : [notice],
      body: [],
      options: [],
      nav: [],
      attachments: [],
      asks: [],
      end: true,
      page: { number: 1, of: 1 },
      ...(isSilent && { silent: true }),
    };
  }

  async function receive(inbound: Inbound, surface: Surface): Promise<Reply> {
    const dialogId = dialogIdOf(inbound.channel, inbound.address);
    const admission = await crowd.admit(inbound.channel, dialogId);
    if (admission !== 'come') return refusal(inbound, dialogId, admission);
    try {
      const reply = await crowd.within(inbound.channel, () => inTurn(dialogId, () => take(inbound, surface)));
      languages.set(dialogId, reply.language);
      return reply;
    } catch (error) {
      throw isOutOfReach(error) ? new LisoloError('unavailable', { reason: 'database' }, { cause: error }) : error;
    }
  }

  return {
    at: (surface) => (inbound) => receive(inbound, surface),
    languageOf: ({ channel, address }) => languages.get(dialogIdOf(channel, address)),
  };
}

/**
 * What identity knows wins; what only this dialog knows stays: a PIN just entered, and until there is consent, the
 * language that was chosen and that consent was refused.
 */
function merged(known: Caller, before: Caller | undefined): Caller {
  if (!before) return known;
  const staff = before.staffUntil !== undefined && known.personId !== undefined && known.personId === before.personId;
  const heard = known.consent === 'unasked';
  return {
    ...known,
    ...(heard && before.language && { language: before.language }),
    ...(heard && before.consent === 'refused' && { consent: before.consent }),
    ...(staff && { staffUntil: before.staffUntil }),
  };
}
