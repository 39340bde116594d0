export const refundStates = ['created', 'requested', 'pending', 'paid', 'failed'] as const;
export type RefundState = (typeof refundStates)[number];

/** `person`: somebody of the administration, who writes down what was paid back outside. */
export type RefundActor = 'system' | 'provider' | 'person';

const outcomes = { paid: ['provider'], failed: ['system', 'provider'] } as const;

/**
 * from -> to (who). Created: asked for, the money is set aside in the book. Requested: the provider is being told.
 * A refund that failed stays failed; its money lies in the payer's credit, from where another one can take it.
 */
export const refundTransitions: Record<RefundState, Partial<Record<RefundState, readonly RefundActor[]>>> = {
  created: { requested: ['system'], paid: ['person'], failed: ['system'] },
  requested: { pending: ['system', 'provider'], ...outcomes },
  pending: outcomes,
  paid: {},
  failed: {},
};

export const isFinalRefund = (state: RefundState): boolean => Object.keys(refundTransitions[state]).length === 0;

export const refundSources = (to: RefundState, by: RefundActor): RefundState[] =>
  refundStates.filter((from) => refundTransitions[from][to]?.includes(by));
