import { reportRoles, type ReportRole } from './report.states.ts';
import type { Actor } from './types.ts';

const everybody = reportRoles;
const workers = ['operator', 'administrator'] as const;
const guards = ['moderator', 'administrator'] as const;
const staff = ['moderator', 'operator', 'administrator'] as const;

/**
 * F4, F5: what each role may do. An operator acts on what is sent to a body for which they work, and no other; that is
 * asked of the report, not here.
 */
export const reportActions = {
  report: everybody,
  vote: everybody,
  follow: everybody,
  comment: everybody,
  flag: everybody,
  /** A resolved one: by whoever told or follows it for fourteen days, by the body at any time. */
  reopen: ['citizen', 'operator', 'administrator'],
  /** "Is it really fixed?" */
  confirm: ['citizen'],
  take: workers,
  giveBack: workers,
  /** A public word of the body, with a photo or without. */
  update: workers,
  resolve: workers,
  reject: staff,
  markDuplicate: staff,
  /** Opens again what was rejected or taken for a duplicate. */
  reconsider: staff,
  reroute: workers,
  /** What was hidden, and photos that wait, are seen by these. */
  seeHidden: guards,
  hide: guards,
  restore: guards,
  judgePhoto: guards,
  changeCategory: staff,
  readFlags: guards,
  manageBodies: ['administrator'],
} as const satisfies Readonly<Record<string, readonly ReportRole[]>>;
export type ReportAction = keyof typeof reportActions;

export const mayDo = (role: ReportRole, action: ReportAction): boolean =>
  (reportActions[action] as readonly ReportRole[]).includes(role);

const administrators = ['super_admin', 'admin', 'operations'] as const;
/** The roles of persons who work on reports, and of those who judge what is flagged. */
export const workerRoles = ['operator', ...administrators] as const;
export const guardRoles = ['moderator', ...administrators] as const;

/** In which role somebody acts on reports, by the roles that they have: the farthest reaching one. */
export function reportRoleOf(roles: readonly string[]): ReportRole {
  if (administrators.some((one) => roles.includes(one))) return 'administrator';
  if (roles.includes('operator')) return 'operator';
  return roles.includes('moderator') ? 'moderator' : 'citizen';
}

/** As whom somebody acts on reports. */
export const actorOf = ({
  personId = '',
  roles,
}: {
  readonly personId?: string;
  readonly roles: readonly string[];
}): Actor => ({
  personId,
  role: reportRoleOf(roles),
});
