import { isLisoloError } from '../errors.ts';
import type { ErrorDetails, LisoloError } from '../errors.ts';
import type { CurrentScreen, StepContext } from './current-screen.ts';
import { draw, whereOf } from './draw.ts';
import type { Drawn } from './draw.ts';
import type { createMoves, Position } from './moves.ts';
import type { Session } from './session.ts';
import type { Param, Speak, Words } from './words.ts';
import type { View } from './types.ts';
import { t } from './words.ts';

export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export type Stepped = Drawn & {
  readonly refused: boolean;
  /** Nothing of the dialog is to be kept. */
  readonly forget?: true;
};

/** Error details that can stand in a sentence. */
const sayable = (details: ErrorDetails): Record<string, Param> =>
  Object.fromEntries(
    Object.entries(details).filter((entry): entry is [string, string | number] =>
      ['string', 'number'].includes(typeof entry[1]),
    ),
  );

const sayError = (error: LisoloError): Words => t(error.tellUser, sayable(error.details));

/** Draws where a session has come to, and says what went wrong on the way. */
export interface Drawing {
  /** Whatever goes wrong in drawing, something is drawn. */
  drawSafely(position: Position, context: StepContext): Promise<Stepped>;
  /** An error as the person reads it; what is no error of ours is logged. */
  sorry(error: unknown, session: Session, context: StepContext): Words;
}

export function createDrawing({
  speak,
  log,
  moves,
  current: { screenOf, lookingOf },
}: {
  speak: Speak;
  log: Log;
  moves: ReturnType<typeof createMoves>;
  current: CurrentScreen;
}): Drawing {
  async function drawPosition(
    { session, notices, final, forget, refused = false }: Position,
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
    if (final) return { ...over(final, 0), ...(forget && { forget }) };
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
    // Not the turnId: it is the same for all that one person does.
    log.error({ err: error, traceId: context.traceId, where: whereOf(session) }, 'defect in a dialog');
    return t('errors:defect', { reference: context.traceId });
  }

  const sorry = (error: unknown, session: Session, context: StepContext): Words =>
    isLisoloError(error) ? sayError(error) : defect(error, session, context);

  async function drawSafely(position: Position, context: StepContext): Promise<Stepped> {
    try {
      return await drawPosition(position, context);
    } catch (error) {
      const home = moves.goHome(position.session, [...position.notices, sorry(error, position.session, context)]);
      try {
        return await drawPosition({ ...home, refused: true }, context);
      } catch (homeError) {
        const end = { ...home, final: { text: defect(homeError, home.session, context) } };
        return { ...(await drawPosition({ ...end, notices: [] }, context)), refused: true };
      }
    }
  }

  return { drawSafely, sorry };
}
