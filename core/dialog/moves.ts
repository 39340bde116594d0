import type { FlowRegistry } from './registry.ts';
import type { Frame, Session } from './session.ts';
import { topFrame, withTop } from './session.ts';
import type { Caller, Outcome, View } from './types.ts';
import { t } from './words.ts';
import type { Words } from './words.ts';

/** Where a turn has led: the session, what to say first, and a last view when the dialog is over. */
export interface Position {
  readonly session: Session;
  readonly notices: readonly Words[];
  readonly final?: View;
  /** The dialog leaves no trace. */
  readonly forget?: true;
  /** The answer was not usable: dialled-ahead steps stop here. */
  readonly refused?: boolean;
  /** A sub-dialog came back and its caller wants to hear the result. */
  readonly returned?: { readonly value: unknown };
}

export interface EntryPoint {
  readonly data?: Record<string, unknown>;
  readonly screen?: string;
  /** A sub-dialog: where its caller goes on. */
  readonly then?: string;
  /** An interruption: what is under way waits below. */
  readonly over?: boolean;
}

export interface Moves {
  goHome(session: Session, notices?: readonly Words[]): Position;
  back(session: Session): Position;
  /** Puts a dialog on top of what is under way; leaving it brings that back unchanged. */
  interrupt(session: Session, flowId: string): Session;
  enter(session: Session, flowId: string, start: EntryPoint): Position;
  apply(session: Session, outcome: Outcome<string, Record<string, unknown>>): Position;
  canGoBack(session: Session): boolean;
  /** Where to go first because something that held when a dialog began has ended: a PIN ran out, a role was taken away. */
  lapsed(session: Session): Position | undefined;
}

/** How the pile of dialogs changes; pure. */
export function createMoves(registry: FlowRegistry, now: () => Date): Moves {
  const newFrame = (flowId: string, extra: Partial<Frame>): Frame => {
    const bound = registry.find(flowId);
    if (!bound) throw new Error(`no dialog is called ${flowId}`);
    return { flow: flowId, version: bound.flow.version, screen: bound.flow.start, data: {}, trail: [], ...extra };
  };

  /** Puts the first missing requirement of these dialogs in front of all. */
  function withGateFor(session: Session, frames: readonly Frame[]): Session {
    for (const requirement of frames.flatMap(({ flow }) => registry.requirementsOf(flow))) {
      const gate = registry.gates[requirement];
      if (gate && !gate.isMet(session.caller, now())) {
        return { ...session, frames: [...session.frames, newFrame(gate.flow, { gate: requirement })], page: 0 };
      }
    }
    return session;
  }
  const throughGates = (session: Session): Session => withGateFor(session, [topFrame(session)]);

  function lapsed(session: Session): Position | undefined {
    if (!session.frames.every(({ flow }) => registry.isFor(flow, session.caller))) {
      return { ...goHome(session, [t('errors:forbidden')]), refused: true };
    }
    // What stands behind a gate is being asked for.
    const gateAt = session.frames.findLastIndex(({ gate }) => gate !== undefined);
    const gated = withGateFor(session, session.frames.slice(gateAt + 1));
    return gated === session ? undefined : { session: gated, notices: [], refused: true };
  }

  const fresh = (session: Session, frames: readonly Frame[]): Session => ({
    ...session,
    frames,
    page: 0,
    ended: false,
    farewell: undefined,
  });
  const home = (session: Session): Session => throughGates(fresh(session, [newFrame(registry.home, {})]));
  const goHome = (session: Session, notices: readonly Words[] = []): Position => ({ session: home(session), notices });

  function enter(session: Session, flowId: string, start: EntryPoint): Position {
    const flow = registry.find(flowId)?.flow;
    const frame = newFrame(flowId, {
      data: start.data ?? {},
      ...(start.screen && { screen: start.screen }),
      ...(start.then && { then: start.then }),
      ...(start.over && { over: true }),
      ...(flow?.screens[start.screen ?? flow.start]?.on.opened && { opening: true }),
    });
    if (flowId === registry.home) return goHome(session);
    if (!registry.isFor(flowId, session.caller)) return goHome(session, [t('errors:forbidden')]);
    const waiting = start.then ? session.frames : start.over ? underWay(session) : undefined;
    const below = waiting ?? [newFrame(registry.home, {})];
    return { session: throughGates(fresh(session, [...below, frame])), notices: [] };
  }

  /** What an interruption is put on: never another one, and never what is still being asked first. */
  function underWay({ frames }: Session): readonly Frame[] | undefined {
    const interrupted = frames.findIndex(({ over }) => over);
    const below = interrupted < 0 ? frames : frames.slice(0, interrupted);
    return below.at(-1)?.gate === undefined ? below : undefined;
  }

  /** Takes the top dialog off, and with a gate the dialog that it guarded. */
  function leave(session: Session): Session {
    const top = topFrame(session);
    const below = session.frames.slice(0, top.gate ? -2 : -1);
    return below.length === 0 ? home(session) : fresh(session, below);
  }

  const canGoBack = (session: Session): boolean => {
    const guardsHome =
      session.frames.length <= 2 && topFrame(session).gate !== undefined && session.frames[0]?.flow === registry.home;
    return session.page > 0 || topFrame(session).trail.length > 0 || (session.frames.length > 1 && !guardsHome);
  };

  function back(session: Session): Position {
    const top = topFrame(session);
    const previous = top.trail.at(-1);
    if (session.page > 0) return { session: { ...session, page: session.page - 1 }, notices: [] };
    if (previous !== undefined) {
      const frame = { ...top, screen: previous, trail: top.trail.slice(0, -1) };
      return { session: fresh(session, [...session.frames.slice(0, -1), frame]), notices: [] };
    }
    return canGoBack(session) ? { session: leave(session), notices: [] } : goHome(session);
  }

  function go(session: Session, screen: string, set: Record<string, unknown> | undefined): Session {
    const top = topFrame(session);
    const seen = top.trail.indexOf(screen);
    // Going to a screen that is behind is going back to it: the trail never loops.
    const trail = seen >= 0 ? top.trail.slice(0, seen) : screen === top.screen ? top.trail : [...top.trail, top.screen];
    return fresh(session, [...session.frames.slice(0, -1), { ...top, screen, trail, data: { ...top.data, ...set } }]);
  }

  function done(session: Session, value: unknown, notices: readonly Words[]): Position {
    const top = topFrame(session);
    if (top.gate) {
      const gate = registry.gates[top.gate];
      const opened = gate?.isMet(session.caller, now()) ?? true;
      if (!opened) return { session: leave(session), notices };
      return { session: throughGates(fresh(session, session.frames.slice(0, -1))), notices };
    }
    if (top.over) return { session: leave(session), notices };
    if (top.then === undefined) return goHome(session, notices);
    const below = fresh(session, session.frames.slice(0, -1));
    return { session: go(below, top.then, undefined), notices, returned: { value } };
  }

  const patched = (session: Session, patch: Partial<Caller> | undefined): Session => {
    if (!patch) return session;
    const caller = { ...session.caller, ...patch };
    return { ...session, caller, language: caller.language ?? session.language };
  };

  function apply(session: Session, outcome: Outcome<string, Record<string, unknown>>): Position {
    if ('retry' in outcome) return { session, notices: [outcome.retry], refused: true };
    if ('go' in outcome) {
      return {
        session: go(patched(session, outcome.caller), outcome.go, outcome.set),
        notices: outcome.notice ? [outcome.notice] : [],
      };
    }
    if ('run' in outcome) {
      const from = outcome.set
        ? withTop(session, { ...topFrame(session), data: { ...topFrame(session).data, ...outcome.set } })
        : session;
      return enter(from, outcome.run, {
        ...(outcome.with && { data: outcome.with }),
        ...(outcome.at && { screen: outcome.at }),
        ...(outcome.then && { then: outcome.then }),
      });
    }
    if ('leave' in outcome) return { session: leave(session), notices: outcome.notice ? [outcome.notice] : [] };
    if ('done' in outcome)
      return done(patched(session, outcome.caller), outcome.done, outcome.notice ? [outcome.notice] : []);
    const view: View = typeof outcome.end === 'string' || 'key' in outcome.end ? { text: outcome.end } : outcome.end;
    return {
      session: patched(session, outcome.caller),
      notices: [],
      final: view,
      ...(outcome.forget && { forget: true }),
    };
  }

  const interrupt = (session: Session, flowId: string): Session => ({
    ...session,
    frames: [...session.frames, newFrame(flowId, {})],
    page: 0,
  });

  return { goHome, interrupt, back, enter, apply, canGoBack, lapsed };
}

/** The stored session names a dialog, version or screen that this program no longer has. */
export const isOutdated = (session: Session, registry: FlowRegistry): boolean =>
  session.frames.some((frame) => {
    const flow = registry.find(frame.flow)?.flow;
    return flow?.version !== frame.version || !(frame.screen in flow.screens);
  });

export const restarted = t('dialog:restarted');

/** Nothing is under way that would be worth resuming. */
export const isIdle = (session: Session, registry: FlowRegistry): boolean =>
  session.ended || session.frames.every(({ flow, gate }) => flow === registry.home || gate !== undefined);
