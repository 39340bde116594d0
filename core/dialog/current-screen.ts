import { whereOf } from './draw.ts';
import type { BoundFlow, FlowRegistry } from './registry.ts';
import { topFrame } from './session.ts';
import type { Session } from './session.ts';
import type { Looking, Screen, Surface } from './types.ts';

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

export type AnyScreen = Screen<string, Record<string, unknown>, unknown>;
export type AnyLooking = Looking<Record<string, unknown>, unknown>;

/** The dialog and the screen at which a session stands. */
export interface CurrentScreen {
  screenOf(session: Session): AnyScreen;
  /** What that screen is given to look at. */
  lookingOf(session: Session, context: StepContext): AnyLooking;
}

export function createCurrentScreen(registry: FlowRegistry): CurrentScreen {
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
  const lookingOf = (session: Session, context: StepContext): AnyLooking => ({
    data: topFrame(session).data,
    deps: boundOf(session).deps,
    caller: session.caller,
    language: session.language,
    surface: context.surface,
    now: context.now,
  });

  return { screenOf, lookingOf };
}
