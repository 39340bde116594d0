import type { CurrentScreen, StepContext } from './current-screen.ts';
import type { createMoves, Position } from './moves.ts';
import { topFrame, withTop } from './session.ts';
import type { Session } from './session.ts';
import type { Answers, Outcome, Turn } from './types.ts';
import { t } from './words.ts';
import type { Words } from './words.ts';

type AnyAnswers = Answers<string, Record<string, unknown>, unknown>;

/** Where a session stays that was given what it cannot take. */
export const refuse = (session: Session, notice: Words): Position => ({ session, notices: [notice], refused: true });

/** Gives answers to the screens' handlers, and goes where they say. */
export interface Answering {
  answer<K extends keyof AnyAnswers>(
    session: Session,
    kind: K,
    value: Parameters<NonNullable<AnyAnswers[K]>>[1],
    context: StepContext,
  ): Promise<Position>;
  opened(position: Position, context: StepContext): Promise<Position>;
}

export function createAnswering(
  { screenOf, lookingOf }: CurrentScreen,
  moves: ReturnType<typeof createMoves>,
): Answering {
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

  return { answer, opened };
}
