import { createAnswering, refuse } from './answering.ts';
import { createCurrentScreen } from './current-screen.ts';
import type { StepContext } from './current-screen.ts';
import { createDrawing } from './draw-safely.ts';
import type { Log, Stepped } from './draw-safely.ts';
import { createMoves, isIdle, isOutdated, restarted } from './moves.ts';
import type { FlowRegistry } from './registry.ts';
import { resumeId } from './resume.ts';
import { topFrame } from './session.ts';
import type { Session } from './session.ts';
import type { Input } from './types.ts';
import { createUnderstanding } from './understanding.ts';
import type { Speak, Words } from './words.ts';

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
  const current = createCurrentScreen(registry);
  const answering = createAnswering(current, moves);
  const understand = createUnderstanding({ registry, speak, moves, current, answering });
  const { drawSafely, sorry } = createDrawing({ speak, log, moves, current });

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
        return await drawSafely(await answering.opened(await understand(session, input, context), context), context);
      } catch (error) {
        return drawSafely(refuse(session, sorry(error, session, context)), context);
      }
    },
  };
}
