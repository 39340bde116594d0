import type { Role } from '../identity/index.ts';

export const infractionStates = ['recorded', 'validated', 'dismissed', 'forwarded', 'voided'] as const;
export type InfractionState = (typeof infractionStates)[number];

/** Who moves a case: somebody in a role, or the passing of time. */
export type Mover = Role | 'clock';

const deciders: readonly Role[] = ['opj', 'admin', 'super_admin'];
const decidersAndTime: readonly Mover[] = [...deciders, 'clock'];

/**
 * from -> to (who): the judicial police officer decides, or the administration, and time forwards what stays unpaid; a case that is dismissed, forwarded or
 * voided stays so. The agent takes back his own mistake only, within `agentVoid`.
 */
export const infractionTransitions: Record<InfractionState, Partial<Record<InfractionState, readonly Mover[]>>> = {
  recorded: { validated: deciders, dismissed: deciders, forwarded: decidersAndTime, voided: ['pcr_agent'] },
  validated: { dismissed: deciders, forwarded: decidersAndTime },
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

export const contestationStates = ['open', 'upheld', 'reduced', 'rejected', 'withdrawn'] as const;
export type ContestationState = (typeof contestationStates)[number];

/** from -> to (who): decided once, by the judicial police officer or the administration, or taken back by who made it. */
export const contestationTransitions: Record<
  ContestationState,
  Partial<Record<ContestationState, readonly (Role | 'author')[]>>
> = {
  open: { upheld: deciders, reduced: deciders, rejected: deciders, withdrawn: ['author'] },
  upheld: {},
  reduced: {},
  rejected: {},
  withdrawn: {},
};
