import { z } from 'zod';
import {
  organisationKinds,
  type BranchRegistry,
  type OfficeFinder,
  type OfficeServiceRegistry,
  type OrganisationRegistry,
} from '../../core/organisations/index.ts';
import { createBranchScope } from '../branch-scope.ts';
import { registryWrites } from '../registry-writes.ts';
import { countrySchema, idSchema, momentSchema, resource, yesNoSchema } from '../resource.ts';
import type { Route } from '../route.ts';
import { amountSchema, hoursSchema, nameSchema, positionSchema } from './office-fields.ts';

export interface OrganisationRoutesDeps {
  readonly offices: Pick<OfficeFinder, 'ofStaff'>;
  readonly organisationRegistry: OrganisationRegistry;
  readonly branchRegistry: BranchRegistry;
  readonly officeServiceRegistry: OfficeServiceRegistry;
}

const kind = z.enum(organisationKinds);
const counted = { revision: z.int().describe('Counts changes'), createdAt: momentSchema };

const organisation = z.object({
  id: z.string(),
  name: z.string(),
  kind,
  country: z.string(),
  active: z.boolean(),
  ...counted,
});
const newOrganisation = z.strictObject({ name: nameSchema, kind, country: countrySchema });
const organisationChange = z.strictObject({ name: nameSchema, kind, active: z.boolean() }).partial();

const branch = z.object({
  id: z.string(),
  organisationId: z.string(),
  organisationName: z.string(),
  kind,
  country: z.string(),
  name: z.string(),
  region: z.string(),
  commune: z.string().optional(),
  address: z.string().optional(),
  position: positionSchema.optional(),
  timeZone: z.string(),
  hours: hoursSchema,
  agents: z.array(z.string()).describe('Who calls tickets there'),
  managers: z.array(z.string()).describe('Who sees its figures and changes its queues, and calls tickets too'),
  active: z.boolean(),
  listed: z.boolean().describe('People find it: it is active, and its organisation too'),
  ...counted,
});
const staff = z.array(idSchema).max(200).describe('Persons with the role counter_agent');
const place = {
  commune: z.string().trim().min(1).max(60),
  address: z.string().trim().min(1).max(160),
  position: positionSchema,
};
const branchFields = {
  name: nameSchema,
  region: z.string().min(1).max(40).describe('Identifier of the region: kinshasa, DK'),
  timeZone: z.string().min(1).max(40).describe('That of the region, where it is left out'),
  hours: hoursSchema.describe('By the clock of the branch; Monday to Friday 09:00 to 17:00, where it is left out'),
  agents: staff,
  managers: staff,
};
const newBranch = z.strictObject({
  organisationId: idSchema,
  ...z
    .object({ ...branchFields, ...place })
    .partial()
    .required({ name: true, region: true }).shape,
});
const branchChange = z.strictObject({
  ...z.object({ ...branchFields, active: z.boolean() }).partial().shape,
  commune: place.commune.nullable().optional(),
  address: place.address.nullable().optional(),
  position: place.position.nullable().optional(),
});

const service = z.object({
  id: z.string(),
  organisationId: z.string(),
  branchId: z.string(),
  country: z.string(),
  name: z.string(),
  minutes: z.int().describe('How long it takes, as the branch says'),
  documents: z.array(z.string()),
  cost: amountSchema.optional(),
  appointmentsAtOnce: z.int(),
  slotMinutes: z.int(),
  confirmsAppointments: z.boolean(),
  active: z.boolean(),
  ...counted,
});
const longestService = 480;
const serviceFields = {
  name: nameSchema,
  minutes: z.int().min(1).max(longestService).describe('How long it takes; 15, where it is left out'),
  documents: z.array(z.string().trim().min(1).max(120)).max(20).describe('To bring along'),
  appointmentsAtOnce: z.int().min(0).max(100).describe('Appointments for one moment; 0, the default: none are given'),
  slotMinutes: z
    .int()
    .min(5)
    .max(longestService)
    .describe('From one appointment to the next; 30, where it is left out'),
  confirmsAppointments: z.boolean().describe('Whether the branch confirms each appointment'),
};
const newService = z.strictObject({
  branchId: idSchema,
  ...z
    .object({ ...serviceFields, cost: amountSchema })
    .partial()
    .required({ name: true }).shape,
});
const serviceChange = z.strictObject({
  ...z.object({ ...serviceFields, active: z.boolean() }).partial().shape,
  cost: amountSchema.nullable().optional(),
});

/** E1: organisations, their branches, and what is done there. Staff see the branches where they work only, for who works where. */
export function organisationRoutes(deps: OrganisationRoutesDeps): Route[] {
  const scope = createBranchScope(deps);
  return [
    ...resource({
      name: 'organisations',
      module: 'organisations',
      one: 'an organisation',
      item: organisation,
      filters: { country: countrySchema.optional(), kind: kind.optional(), active: yesNoSchema.optional() },
      sorts: ['createdAt', 'name'],
      list: ({ filter, ...page }) => deps.organisationRegistry.page(filter, page),
      get: (id) => deps.organisationRegistry.one(id),
      ...registryWrites(deps.organisationRegistry, { create: newOrganisation, update: organisationChange }),
    }),
    ...resource({
      name: 'branches',
      module: 'branches',
      one: 'a branch',
      item: branch,
      filters: {
        organisationId: idSchema.optional(),
        country: countrySchema.optional(),
        kind: kind.optional(),
        listed: yesNoSchema.optional(),
      },
      sorts: ['createdAt', 'name'],
      async list({ filter, ...page }, { caller }) {
        const own = await scope.branches(caller);
        return deps.branchRegistry.page({ ...filter, ...(own && { _id: { $in: own } }) }, page);
      },
      get: async (id, { caller }) => ((await scope.sees(caller, id)) ? deps.branchRegistry.one(id) : undefined),
      ...registryWrites(deps.branchRegistry, { create: newBranch, update: branchChange }),
    }),
    ...resource({
      name: 'office-services',
      module: 'office-services',
      one: 'a service',
      item: service,
      filters: { branchId: idSchema.optional(), organisationId: idSchema.optional(), active: yesNoSchema.optional() },
      sorts: ['createdAt', 'name'],
      list: ({ filter, ...page }) => deps.officeServiceRegistry.page(filter, page),
      get: (id) => deps.officeServiceRegistry.one(id),
      ...registryWrites(deps.officeServiceRegistry, { create: newService, update: serviceChange }),
    }),
  ];
}
