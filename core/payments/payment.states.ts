export const paymentStates = ['created', 'requested', 'pending', 'confirmed', 'refused', 'expired', 'failed'] as const;
export type PaymentState = (typeof paymentStates)[number];

/** Who may move a payment: this system, or the provider's word (a callback or an answer to a question). */
export type PaymentActor = 'system' | 'provider';

const outcomes = {
  confirmed: ['provider'],
  refused: ['provider'],
  expired: ['system', 'provider'],
  failed: ['system', 'provider'],
} as const satisfies Partial<Record<PaymentState, readonly PaymentActor[]>>;

/**
 * from -> to (who). Final states have no way out: money that a provider confirms after one is booked as a payment of
 * its own (`lateOf`), so that nothing is lost and nothing that was said is unsaid.
 */
export const paymentTransitions: Record<PaymentState, Partial<Record<PaymentState, readonly PaymentActor[]>>> = {
  created: { requested: ['system'], ...outcomes },
  requested: { pending: ['system', 'provider'], ...outcomes },
  pending: outcomes,
  confirmed: {},
  refused: {},
  expired: {},
  failed: {},
};

export const isFinalPayment = (state: PaymentState): boolean => Object.keys(paymentTransitions[state]).length === 0;

/** The states from which this actor may move a payment to `to`. */
export const paymentSources = (to: PaymentState, by: PaymentActor): PaymentState[] =>
  paymentStates.filter((from) => paymentTransitions[from][to]?.includes(by));
