import { z } from 'zod';
import { categoryCodes, type Body, type BodyRegistry } from '../../core/reports/index.ts';
import type { AnyCall } from '../resource.ts';
import { countrySchema, idSchema, momentSchema, resource, yesNoSchema } from '../resource.ts';
import { registryWrites } from '../registry-writes.ts';
import { createReportScope } from '../report-scope.ts';
import type { Route } from '../route.ts';
import { nameSchema } from './office-fields.ts';

export interface ReportBodyRoutesDeps {
  readonly reportBodies: BodyRegistry;
}

const item = z.object({
  id: z.string(),
  name: z.string(),
  country: z.string(),
  areas: z.array(z.string()),
  categories: z.array(z.enum(categoryCodes)),
  operators: z.array(z.string()),
  email: z.string().optional(),
  active: z.boolean(),
  revision: z.int().describe('Counts changes'),
  createdAt: momentSchema,
});
const fields = {
  name: nameSchema,
  areas: z
    .array(z.string().trim().min(2).max(100))
    .min(1)
    .max(200)
    .describe('CD: the country; CD/kinshasa: a region; kinshasa.cd: a city; kinshasa.cd/Limete: a commune'),
  categories: z.array(z.enum(categoryCodes)).max(categoryCodes.length).describe('Empty: everything'),
  operators: z.array(idSchema).max(500).describe('Persons with the role operator'),
};
const email = z.email().max(200).describe('Told of each new report, where it has no operator');
const newBody = z.strictObject({
  country: countrySchema,
  ...fields,
  categories: fields.categories.default([]),
  operators: fields.operators.default([]),
  email: email.optional(),
});
const bodyChange = z.strictObject({
  ...z.object(fields).partial().shape,
  email: email.nullable().optional(),
  active: z.boolean().optional().describe('An inactive one gets no new reports'),
});

/** F3: the bodies that do something about reports. Operators see those that name them. */
export function reportBodyRoutes({ reportBodies }: ReportBodyRoutesDeps): Route[] {
  const scope = createReportScope({ reportBodies });
  const onlySeen = async (found: Body | undefined, { caller }: AnyCall): Promise<Body | undefined> =>
    found && (await scope.sees(caller, { bodyId: found.id })) ? found : undefined;
  return resource({
    name: 'report-bodies',
    module: 'report-bodies',
    one: 'a body',
    item,
    filters: { country: countrySchema.optional(), active: yesNoSchema.optional() },
    sorts: ['createdAt', 'name'],
    async list({ filter, ...page }, { caller }) {
      const own = await scope.bodies(caller, undefined);
      return reportBodies.page({ ...filter, ...(own && { _id: { $in: own } }) }, page);
    },
    get: async (id, call) => onlySeen(await reportBodies.one(id), call),
    ...registryWrites(reportBodies, { create: newBody, update: bodyChange }),
  });
}
