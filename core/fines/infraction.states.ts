import type { Role } from '../identity/index.ts';

export const infractionStates = ['recorded', 'validated', 'dismissed', 'forwarded'] as const;
export type InfractionState = (typeof infractionStates)[number];

const deciders: readonly Role[] = ['opj', 'admin', 'super_admin'];

/** from -> to (who): the judicial police officer decides, or the administration; a case that is dismissed or forwarded stays so. */
export const infractionTransitions: Record<InfractionState, Partial<Record<InfractionState, readonly Role[]>>> = {
  recorded: { validated: deciders, dismissed: deciders, forwarded: deciders },
  validated: { dismissed: deciders, forwarded: deciders },
  dismissed: {},
  forwarded: {},
};

/** States in which the amount is due. */
export const payableStates: readonly InfractionState[] = ['recorded', 'validated', 'forwarded'];

export type MoneyStatus = 'unpaid' | 'partly_paid' | 'paid';

/** Derived, never stored, so that it cannot disagree with the payments. */
export const moneyStatus = (due: number, paid: number): MoneyStatus =>
  paid >= due ? 'paid' : paid > 0 ? 'partly_paid' : 'unpaid';
