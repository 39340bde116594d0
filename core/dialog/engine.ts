import { isLisoloError } from '../errors.ts';
import type { ErrorDetails, LisoloError } from '../errors.ts';
import { createCommands } from './commands.ts';
import { draw, indexOfNumber, whereOf } from './draw.ts';
import type { Drawn } from './draw.ts';
import { hintFor } from './hints.ts';
import { createMoves, isIdle, isOutdated, restarted } from './moves.ts';
import type { Position } from './moves.ts';
import type { BoundFlow, FlowRegistry } from './registry.ts';
import { resumeId } from './resume.ts';
import { topFrame, withTop } from './session.ts';
import type { Session } from './session.ts';
import { createShortcuts } from './shortcuts.ts';
import { cleaned, maxTyped, numberIn } from './typed.ts';
import type { Answers, Input, Looking, Outcome, Screen, Surface, Turn, View } from './types.ts';
import { t } from './words.ts';
import type { Param, Speak, Words } from './words.ts';

export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Facts of one step that are not the person's. */
export interface StepContext {
  readonly surface: Surface;
  readonly now: Date;
  /** Idempotency key of this step's effects. */
  readonly turnId: string;
  /** The rev that the resulting turn will have; buttons carry it. */
  readonly rev: number;
  readonly traceId: string;
}

export type Stepped = Drawn & { readonly refused: boolean };

export interface Engine {
  /** Takes one input and draws what comes next. Never sends; effects happen inside handlers, under `turnId`. */
  step(session: Session, input: Input, context: StepContext): Promise<Stepped>;
  /** Draws the current screen again and does nothing else. */
  look(session: Session, context: StepContext, notices?: readonly Words[]): Promise<Stepped>;
  /** A conversation that has just begun: at the main menu, behind whatever must be asked first. */
  open(start: Pick<Session, 'dialogId' | 'rev' | 'caller' | 'language' | 'at'>): Session;
  /** Nothing is under way that would be worth resuming. */
  isIdle(session: Session): boolean;
  /** Asks whether to take up what was under way. */
  offerToResume(session: Session, context: StepContext): Promise<Stepped>;
  readonly registry: FlowRegistry;
}

type AnyScreen = Screen<string, Record<string, unknown>, unknown>;
type AnyAnswers = Answers<string, Record<string, unknown>, unknown>;

/** Error details that can stand in a sentence. */
const sayable = (details: ErrorDetails): Record<string, Param> =>
  Object.fromEntries(
    Object.entries(details).filter((entry): entry is [string, string | number] =>
      ['string', 'number'].includes(typeof entry[1]),
    ),
  );

const sayError = (error: LisoloError): Words => t(error.tellUser, sayable(error.details));

export function createEngine({
  registry,
  speak,
  log,
  now = () => new Date(),
}: {
  registry: FlowRegistry;
  speak: Speak;
  log: Log;
  now?: () => Date;
}): Engine {
  const moves = createMoves(registry, now);
  const commandOf = createCommands(speak);
  const shortcuts = createShortcuts(registry, speak);

  const boundOf = (session: Session): BoundFlow => {
    const bound = registry.find(topFrame(session).flow);
    if (!bound) throw new Error(`no dialog is called ${topFrame(session).flow}`);
    return bound;
  };
  const screenOf = (session: Session): AnyScreen => {
    const screen = boundOf(session).flow.screens[topFrame(session).screen];
    if (!screen) throw new Error(`no screen is called ${whereOf(session)}`);
    return screen;
  };
  const lookingOf = (session: Session, context: StepContext): Looking<Record<string, unknown>, unknown> => ({
    data: topFrame(session).data,
    deps: boundOf(session).deps,
    caller: session.caller,
    language: session.language,
    surface: context.surface,
    now: context.now,
  });

  async function answer<K extends keyof AnyAnswers>(
    session: Session,
    kind: K,
    value: Parameters<NonNullable<AnyAnswers[K]>>[1],
    context: StepContext,
  ): Promise<Position> {
    const handler = screenOf(session).on[kind] as
      | ((
          turn: Turn<Record<string, unknown>, unknown>,
          value: unknown,
        ) => Outcome<string, Record<string, unknown>> | Promise<Outcome<string, Record<string, unknown>>>)
      | undefined;
    if (!handler) return refuse(session, t('dialog:cannotUse'));
    const lapsed = kind === 'returned' ? undefined : moves.lapsed(session);
    if (lapsed) return lapsed;
    const outcome = await handler(
      { ...lookingOf(session, context), turnId: context.turnId, ...(kind === 'returned' && { returned: value }) },
      value,
    );
    return told(moves.apply(session, outcome), context);
  }

  /** A dialog that waited for another one hears what came of it. */
  async function told(position: Position, context: StepContext): Promise<Position> {
    if (!position.returned || !screenOf(position.session).on.returned) return position;
    const next = await answer(position.session, 'returned', position.returned.value, {
      ...context,
      turnId: `${context.turnId}.r`,
    });
    return { ...next, notices: [...position.notices, ...next.notices] };
  }

  /** The screen at which a dialog was just entered hears of it, once all that has to be asked first is behind. */
  async function opened(position: Position, context: StepContext): Promise<Position> {
    const { opening, ...frame } = topFrame(position.session);
    const handler = opening && !position.final ? screenOf(position.session).on.opened : undefined;
    if (!handler) return position;
    const session = withTop(position.session, frame);
    const turnId = `${context.turnId}.o`;
    const outcome = await handler({ ...lookingOf(session, context), turnId }, undefined);
    const next = await opened(await told(moves.apply(session, outcome), context), { ...context, turnId });
    return { ...next, notices: [...position.notices, ...next.notices] };
  }

  const refuse = (session: Session, notice: Words): Position => ({ session, notices: [notice], refused: true });

  async function viaShortcut(
    session: Session,
    input: Input,
    context: StepContext,
    alwaysOnly = false,
  ): Promise<Position | undefined> {
    const hit = await shortcuts.find(input, session.caller, context.surface, alwaysOnly);
    return (
      hit &&
      moves.enter(session, hit.flow, { data: hit.data, ...(hit.screen && { screen: hit.screen }), over: alwaysOnly })
    );
  }

  /** Words and numbers that belong to the engine on every screen. */
  async function viaCommand(session: Session, text: string, context: StepContext): Promise<Position | undefined> {
    if (text === '00') return moves.goHome(session);
    if (text === '0' && moves.canGoBack(session)) return moves.back(session);
    if (text === '98' && session.page < session.shown.pages - 1) return turnPage(session);
    switch (commandOf(text)) {
      case 'home':
        return moves.goHome(session);
      case 'cancel':
        return moves.goHome(session, [t('dialog:cancelled')]);
      case 'back':
        return moves.back(session);
      case 'more':
        return session.page < session.shown.pages - 1 ? turnPage(session) : undefined;
      case 'help':
        return { session, notices: [hintFor(context.surface).help] };
      case 'greet':
      case undefined:
        return viaShortcut(session, { kind: 'text', text }, context, true);
    }
  }

  const turnPage = (session: Session): Position => ({ session: { ...session, page: session.page + 1 }, notices: [] });

  async function typed(session: Session, raw: string, context: StepContext): Promise<Position> {
    const text = cleaned(raw);
    if (text.length > maxTyped) return refuse(session, t('dialog:tooLong', { count: maxTyped }));
    const { notUnderstood } = hintFor(context.surface);
    if (text === '') return refuse(session, notUnderstood);
    const command = await viaCommand(session, text, context);
    if (command) return command;
    if (session.ended) return (await viaShortcut(session, { kind: 'text', text }, context)) ?? moves.goHome(session);
    const screen = screenOf(session);
    const numbered = numberIn(text);
    const value =
      numbered !== undefined && screen.on.choice ? session.shown.values[indexOfNumber(numbered)] : undefined;
    if (value !== undefined) return answer(session, 'choice', value, context);
    const taken = screen.on.text
      ? await answer(session, 'text', text, context)
      : refuse(session, /^\d+$/.test(text) ? t('dialog:invalidChoice') : notUnderstood);
    if (!taken.refused || screen.secret) return taken;
    // Whoever has seen no screen yet has not answered one wrongly: these are words of greeting.
    const unasked = session.shown.pages === 0 ? { ...taken, notices: [] } : taken;
    const via = await viaShortcut(session, { kind: 'text', text }, context);
    // A greeting, or START from somebody who has stopped nothing, is no mistake.
    return via ?? (commandOf(text) === 'greet' ? moves.goHome(session) : unasked);
  }

  async function pressed(session: Session, token: string, context: StepContext): Promise<Position> {
    const [rev, what = ''] = token.split(':');
    if (rev !== String(session.rev)) return refuse(session, t('dialog:staleButton'));
    if (what === 'home') return moves.goHome(session);
    if (what === 'back') return moves.back(session);
    if (what === 'more') return session.page < session.shown.pages - 1 ? turnPage(session) : { session, notices: [] };
    const value = /^\d+$/.test(what) ? session.shown.values[Number(what)] : undefined;
    if (value === undefined || session.ended) return refuse(session, t('dialog:staleButton'));
    return answer(session, 'choice', value, context);
  }

  async function interpret(session: Session, input: Input, context: StepContext): Promise<Position> {
    switch (input.kind) {
      case 'start':
        return (
          (input.payload
            ? await viaShortcut(session, { kind: 'text', text: cleaned(input.payload) }, context)
            : undefined) ?? moves.goHome(session)
        );
      case 'text':
        return typed(session, input.text, context);
      case 'press':
        return pressed(session, input.token, context);
      case 'photo':
      case 'document':
      case 'location':
      case 'contact':
        if (!session.ended && screenOf(session).on[input.kind])
          return answer(session, input.kind, input as never, context);
        return (await viaShortcut(session, input, context)) ?? refuse(session, t('dialog:cannotUse'));
      case 'unsupported':
        return refuse(session, t('dialog:unsupported'));
      case 'dialled':
        throw new Error('a dialled text is taken apart before it comes to the engine');
    }
  }

  async function drawPosition(
    { session, notices, final, refused = false }: Position,
    context: StepContext,
  ): Promise<Stepped> {
    const { rev, surface } = context;
    const over = (view: View, page: number): Stepped => {
      const rested = { ...moves.goHome(session).session, shown: session.shown, page };
      const nav = surface.choices === 'numbers' && surface.short ? ([] as const) : (['home'] as const);
      const drawn = draw({ session: rested, rev, view, notices, nav, surface }, speak);
      const isLast = surface.pageSeptets === undefined || drawn.reply.page.number === drawn.reply.page.of;
      return isLast
        ? { ...drawn, refused }
        : { ...drawn, session: { ...drawn.session, farewell: view }, reply: { ...drawn.reply, end: false }, refused };
    };
    if (final) return over(final, 0);
    if (session.farewell) {
      const { later: _sent, ...again } = over(session.farewell, session.page);
      return again;
    }
    const screen = screenOf(session);
    const view = await screen.show(lookingOf(session, context));
    if (view.final || Object.keys(screen.on).length === 0) return over(view, 0);
    const atHome = session.frames.length === 1 || (session.frames.length === 2 && !moves.canGoBack(session));
    const nav = [...(moves.canGoBack(session) ? (['back'] as const) : []), ...(atHome ? [] : (['home'] as const))];
    return { ...draw({ session, rev, view, screen, notices, nav, surface }, speak), refused };
  }

  function defect(error: unknown, session: Session, context: StepContext): Words {
    // Not the turnId: it begins with the address, which is a phone.
    log.error({ err: error, traceId: context.traceId, where: whereOf(session) }, 'defect in a dialog');
    return t('errors:defect', { reference: context.traceId });
  }

  async function drawSafely(position: Position, context: StepContext): Promise<Stepped> {
    try {
      return await drawPosition(position, context);
    } catch (error) {
      const sorry = isLisoloError(error) ? sayError(error) : defect(error, position.session, context);
      const home = moves.goHome(position.session, [...position.notices, sorry]);
      try {
        return await drawPosition({ ...home, refused: true }, context);
      } catch (homeError) {
        const end = { ...home, final: { text: defect(homeError, home.session, context) } };
        return { ...(await drawPosition({ ...end, notices: [] }, context)), refused: true };
      }
    }
  }

  return {
    registry,
    open: (start) =>
      moves.goHome({ ...start, frames: [], page: 0, shown: { values: [], pages: 0 }, ended: true }).session,
    isIdle: (session) => isIdle(session, registry),
    offerToResume: (session, context) =>
      drawSafely(
        isOutdated(session, registry)
          ? moves.goHome(session, [restarted])
          : {
              session: topFrame(session).flow === resumeId ? session : moves.interrupt(session, resumeId),
              notices: [],
            },
        context,
      ),
    look: (session, context, notices = []) =>
      drawSafely(
        isOutdated(session, registry) ? moves.goHome(session, [...notices, restarted]) : { session, notices },
        context,
      ),
    async step(session, input, context) {
      if (isOutdated(session, registry))
        return drawSafely({ ...moves.goHome(session, [restarted]), refused: true }, context);
      try {
        return await drawSafely(await opened(await interpret(session, input, context), context), context);
      } catch (error) {
        const sorry = isLisoloError(error) ? sayError(error) : defect(error, session, context);
        return drawSafely(refuse(session, sorry), context);
      }
    },
  };
}
