import type { Role } from '../identity/index.ts';

export const infractionStates = ['recorded', 'validated', 'dismissed', 'forwarded', 'voided'] as const;
export type InfractionState = (typeof infractionStates)[number];

const deciders: readonly Role[] = ['opj', 'admin', 'super_admin'];

/**
 * from -> to (who): the judicial police officer decides, or the administration; a case that is dismissed, forwarded or
 * voided stays so. The agent takes back his own mistake only, within `agentVoid`.
 */
export const infractionTransitions: Record<InfractionState, Partial<Record<InfractionState, readonly Role[]>>> = {
  recorded: { validated: deciders, dismissed: deciders, forwarded: deciders, voided: ['pcr_agent'] },
  validated: { dismissed: deciders, forwarded: deciders },
  dismissed: {},
  forwarded: {},
  voided: {},
};

/** C2: for how long an agent may void what he has recorded, as long as nothing is paid or about to be; then only the OPJ. */
export const agentVoid = { minutes: 15 } as const;

/** States in which the amount is due. */
export const payableStates: readonly InfractionState[] = ['recorded', 'validated', 'forwarded'];

export type MoneyStatus = 'unpaid' | 'partly_paid' | 'paid';

/** Derived, never stored, so that it cannot disagree with the payments. */
export const moneyStatus = (due: number, paid: number): MoneyStatus =>
  paid >= due ? 'paid' : paid > 0 ? 'partly_paid' : 'unpaid';
