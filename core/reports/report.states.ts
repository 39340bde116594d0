/** F3: the states of a report. */
export const reportStates = ['open', 'in_progress', 'resolved', 'rejected', 'duplicate'] as const;
export type ReportState = (typeof reportStates)[number];

/** Who acts on reports. A citizen is whoever has told or follows it; an operator works for the body it is sent to. */
export const reportRoles = ['citizen', 'moderator', 'operator', 'administrator'] as const;
export type ReportRole = (typeof reportRoles)[number];

const staff = ['moderator', 'operator', 'administrator'] as const;
const workers = ['operator', 'administrator'] as const;

/**
 * from -> to (who). Who told it may open a resolved one again for fourteen days (`reopenDays`); what was rejected, or
 * taken for the same as another, is opened again by the staff only.
 */
export const reportTransitions: Readonly<
  Record<ReportState, Readonly<Partial<Record<ReportState, readonly ReportRole[]>>>>
> = {
  open: { in_progress: workers, resolved: workers, rejected: staff, duplicate: staff },
  in_progress: { open: workers, resolved: workers, rejected: staff, duplicate: staff },
  resolved: { open: ['citizen', 'operator', 'administrator'] },
  rejected: { open: staff },
  duplicate: { open: staff },
};

export const mayMoveReport = (from: ReportState, to: ReportState, role: ReportRole): boolean =>
  reportTransitions[from][to]?.includes(role) ?? false;

/** Somebody still has to do something about it. */
export const activeStates: readonly ReportState[] = ['open', 'in_progress'];
/** How long a resolved one can be opened again by whoever told or follows it. */
export const reopenDays = 14;
