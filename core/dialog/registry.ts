import type { Caller, Channel, Flow, Requirement } from './types.ts';

/** A dialog as the engine sees it: any data, any services. */
export type AnyFlow = Flow<string, Record<string, unknown>, unknown>;

export interface BoundFlow {
  readonly flow: AnyFlow;
  readonly deps: unknown;
}

/** Gives a dialog the services it names. The types are checked here; the engine then treats all dialogs alike. */
export const bindFlow = <S extends string, D, Deps>(flow: Flow<S, D, Deps>, deps: Deps): BoundFlow => ({
  flow: flow as unknown as AnyFlow,
  deps,
});

/** A dialog that asks for something others need first, and how to see that it is there. */
export interface Gate {
  readonly flow: string;
  isMet(caller: Caller, now: Date): boolean;
}
export type Gates = Partial<Readonly<Record<Requirement, Gate>>>;

export interface FlowRegistry {
  readonly all: readonly BoundFlow[];
  find(id: string): BoundFlow | undefined;
  /** Whether the caller has a role that the dialog is for. */
  isFor(id: string, caller: Caller): boolean;
  /** Dialogs that this caller may reach on this door. */
  openTo(caller: Caller, channel: Channel): readonly BoundFlow[];
  /** What is asked for before the dialog starts, in order; gates themselves need nothing. */
  requirementsOf(id: string): readonly Requirement[];
  readonly gates: Gates;
  readonly home: string;
}

export function createFlowRegistry({
  flows,
  gates,
  home,
}: {
  flows: readonly BoundFlow[];
  gates: Gates;
  home: string;
}): FlowRegistry {
  const byId = new Map(flows.map((bound) => [bound.flow.id, bound]));
  const isFor = ({ flow }: BoundFlow, caller: Caller): boolean =>
    flow.roles === undefined || flow.roles.some((role) => caller.roles.includes(role));
  const gateFlows = new Set(Object.values(gates).map((gate) => gate.flow));
  return {
    all: flows,
    gates,
    home,
    find: (id) => byId.get(id),
    isFor(id, caller) {
      const bound = byId.get(id);
      return bound !== undefined && isFor(bound, caller);
    },
    openTo: (caller, channel) =>
      flows.filter((bound) => (bound.flow.channels?.includes(channel) ?? true) && isFor(bound, caller)),
    requirementsOf: (id) => (gateFlows.has(id) ? [] : ['welcome', ...(byId.get(id)?.flow.requires ?? [])]),
  };
}
