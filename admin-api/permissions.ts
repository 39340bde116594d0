import type { Role } from '../core/identity/index.ts';

/** Every module of the administration and what can be done in it. */
const modules = {
  people: ['read', 'create', 'update'],
  roles: ['read', 'assign'],
  accounts: ['manage'],
  /** `owners`: whose they are and how to reach them, as the administration sees it; others see as officers do. */
  vehicles: ['read', 'owners', 'create', 'update', 'import', 'export'],
  /** `bulk`: many plates at once, for a reason that is written down. */
  'vehicle-lookups': ['read', 'export', 'bulk'],
  'plate-readings': ['read', 'export'],
  /** Photos of plates that people let us keep. */
  'plate-photos': ['read'],
  'vehicle-imports': ['read'],
  'vehicle-transfers': ['read'],
  'vehicle-requests': ['read', 'decide'],
  'vehicle-papers': ['read', 'decide'],
  /** `colleagues`: those of others too; without it everybody sees their own. */
  'vehicle-verifications': ['read', 'colleagues', 'export'],
  'infraction-types': ['read', 'create', 'update', 'export'],
  infractions: ['read', 'export', 'decide'],
  contestations: ['read', 'export', 'decide'],
  /** `receipts`: as the payer has them, with the payer's phone. */
  payments: ['read', 'receipts', 'export', 'check', 'refund'],
  ledger: ['read'],
  /** `agents`: how much each agent records, by name. */
  statistics: ['read', 'export', 'agents'],
  bank: ['read', 'export', 'import', 'match'],
  reconciliation: ['run', 'explain'],
  organisations: ['read', 'create', 'update'],
  branches: ['read', 'create', 'update'],
  'office-services': ['read', 'create', 'update'],
  /** Whoever works at counters reads those of his branches, and changes those of the branches that he leads. */
  queues: ['read', 'create', 'update'],
  counters: ['read', 'create', 'update'],
  /** Of the branches where one works. `create`, `move`: as an agent of the branch, which administrators are not. */
  tickets: ['read', 'export', 'create', 'move'],
  /** Whoever works at counters sees those of the branches that he leads, and no others. */
  'queue-figures': ['read', 'export'],
  appointments: ['read', 'export', 'create', 'decide'],
  /** Operators: of the bodies that name them. `work`: as the body does; `decide`: whether it is a matter at all. */
  reports: ['read', 'export', 'work', 'decide'],
  'report-bodies': ['read', 'create', 'update'],
  'report-figures': ['read', 'export'],
  'report-moderation': ['read', 'decide'],
  'open311-keys': ['read', 'create', 'revoke'],
  webhooks: ['read', 'create', 'update', 'delete', 'rotate', 'ping', 'replay'],
  conversations: ['read'],
  notifications: ['read', 'retry'],
  jobs: ['read', 'run'],
  audit: ['read', 'verify', 'export'],
  channels: ['pair'],
  content: ['read'],
} as const;

type Modules = typeof modules;
export type Module = keyof Modules;
/** `<module>.<action>`; the audit log uses the same words. */
export type Permission = { [M in Module]: `${M}.${Modules[M][number]}` }[Module];

export const permissions = Object.entries(modules).flatMap(([module, actions]) =>
  actions.map((action) => `${module}.${action}` as Permission),
);

type Grant = Permission | `${Module}.*` | '*';

/** Offices with all that people do there; tickets are moved by those who work in the branch only. */
const offices: readonly Grant[] = [
  'organisations.*',
  'branches.*',
  'office-services.*',
  'queues.*',
  'counters.*',
  'tickets.read',
  'tickets.export',
  'queue-figures.*',
  'appointments.*',
];

/** Problems in neighbourhoods, whoever works on them. */
const reports: readonly Grant[] = ['reports.*', 'report-bodies.*', 'report-figures.*', 'report-moderation.*'];

/** The role matrix: what each role may do, and nothing else is allowed anywhere. */
const matrix: Readonly<Record<Role, readonly Grant[]>> = {
  super_admin: ['*'],
  admin: [
    'people.*',
    'roles.*',
    'accounts.*',
    'vehicles.*',
    'vehicle-imports.*',
    'vehicle-transfers.*',
    'vehicle-requests.*',
    'vehicle-papers.*',
    'vehicle-verifications.*',
    'vehicle-lookups.*',
    'plate-readings.*',
    'plate-photos.*',
    'infraction-types.*',
    'infractions.*',
    'contestations.*',
    'payments.*',
    'ledger.read',
    'bank.*',
    'reconciliation.*',
    'statistics.*',
    ...offices,
    ...reports,
    'open311-keys.*',
    'webhooks.*',
    'conversations.*',
    'notifications.*',
    'jobs.*',
    'audit.read',
    'channels.*',
    'content.read',
  ],
  hr: ['people.read', 'roles.read'],
  accountant: [
    'payments.*',
    'ledger.*',
    'bank.*',
    'reconciliation.*',
    'statistics.read',
    'statistics.export',
    'infractions.read',
    'infractions.export',
    'contestations.read',
    'contestations.export',
    'infraction-types.read',
  ],
  operations: [
    'people.read',
    'vehicles.*',
    'vehicle-imports.*',
    'vehicle-transfers.*',
    'vehicle-requests.*',
    'vehicle-papers.*',
    'vehicle-verifications.*',
    'vehicle-lookups.bulk',
    'plate-readings.*',
    'infraction-types.read',
    'infractions.read',
    'statistics.*',
    ...offices,
    ...reports,
    'webhooks.*',
    'conversations.*',
    'notifications.*',
    'jobs.*',
    'channels.*',
    'content.read',
  ],
  sales: [],
  support: [
    'people.read',
    'vehicles.read',
    'vehicle-requests.read',
    'infractions.read',
    'contestations.read',
    'payments.read',
    'appointments.read',
    'conversations.read',
    'notifications.read',
  ],
  pcr_agent: ['vehicles.read', 'vehicle-verifications.read', 'infraction-types.read', 'infractions.read'],
  opj: [
    'vehicles.read',
    'vehicle-verifications.read',
    'vehicle-verifications.colleagues',
    'infraction-types.read',
    'infractions.*',
    'contestations.*',
    'payments.read',
    'statistics.*',
  ],
  counter_agent: [
    'organisations.read',
    'branches.read',
    'office-services.read',
    'queues.*',
    'counters.*',
    'tickets.*',
    'queue-figures.*',
  ],
  technician: [],
  moderator: ['reports.read', 'reports.decide', 'report-bodies.read', 'report-moderation.*'],
  operator: ['reports.*', 'report-bodies.read', 'report-figures.*'],
  employee: [],
  customer: [],
};

/** Roles that a role may give and take. Nobody makes an equal or a superior, except super administrators. */
const grants: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  super_admin: Object.keys(matrix) as Role[],
  admin: (Object.keys(matrix) as Role[]).filter((role) => role !== 'super_admin' && role !== 'admin'),
};

const covers = (grant: string, permission: Permission): boolean =>
  grant === '*' || grant === permission || (grant.endsWith('.*') && permission.startsWith(grant.slice(0, -1)));

/** Whether any of the roles allows it. */
export const isAllowed = (roles: readonly Role[], permission: Permission): boolean =>
  roles.some((role) => matrix[role].some((grant) => covers(grant, permission)));

/** Everything that these roles allow. */
export const permissionsOf = (roles: readonly Role[]): Permission[] =>
  permissions.filter((permission) => isAllowed(roles, permission));

/** Whether someone with these roles may give or take that one. */
export const mayGrant = (roles: readonly Role[], role: Role): boolean =>
  roles.some((own) => grants[own]?.includes(role) ?? false);
