import { z } from 'zod';
import { cityOf } from '../../core/geo/index.ts';
import { keyPermissions, type ApiKeys } from '../../core/open311/index.ts';
import { idSchema, momentSchema, resource, yesNoSchema } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';

export interface Open311KeyRoutesDeps {
  readonly open311Keys: ApiKeys;
}

const jurisdictions = z
  .array(z.string().refine((id) => cityOf(id) !== undefined, 'must be a city, such as kinshasa.cd'))
  .max(50)
  .describe('Cities where it may write; none: all');

const key = z.object({
  id: z.string(),
  name: z.string(),
  permissions: z.array(z.enum(keyPermissions)),
  jurisdictions: z.array(z.string()),
  perMinute: z.int().describe('Reports that it may tell in a minute'),
  active: z.boolean(),
  createdAt: momentSchema,
  revokedAt: momentSchema.optional(),
});

/** F7: keys of programs that tell reports by Open311; reading there needs none. */
export const open311KeyRoutes = ({ open311Keys }: Open311KeyRoutesDeps): Route[] => [
  ...resource({
    name: 'open311-keys',
    module: 'open311-keys',
    one: 'a key for Open311',
    item: key,
    filters: { active: yesNoSchema.optional() },
    sorts: ['createdAt'],
    list: ({ filter, ...page }) => open311Keys.page(filter, page),
    get: (id) => open311Keys.one(id),
  }),
  // No Idempotency-Key: the answer holds a secret, and is kept nowhere.
  defineRoute({
    method: 'post',
    path: '/open311-keys',
    summary: 'Makes a key for Open311, shown this once',
    permission: 'open311-keys.create',
    body: z.strictObject({
      name: z.string().trim().min(2).max(100).describe('Whose program it is for'),
      permissions: z.array(z.enum(keyPermissions)).max(1).default(['write']),
      jurisdictions: jurisdictions.default([]),
      perMinute: z.int().min(1).max(600).default(30),
    }),
    response: key.extend({ key: z.string().describe('The `api_key` of requests; nobody can show it again') }),
    status: 201,
    audit: 'open311-keys.create',
    async handler({ body, note }) {
      const { key: made, secret } = await open311Keys.create(body);
      const { name, permissions, jurisdictions: cities } = made;
      note({ subject: { kind: 'open311-keys', id: made.id }, after: { name, permissions, jurisdictions: cities } });
      return { ...made, key: secret };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/open311-keys/:id/revoke',
    summary: 'Ends a key for Open311, for good and at once',
    permission: 'open311-keys.revoke',
    params: z.strictObject({ id: idSchema }),
    response: key,
    audit: 'open311-keys.revoke',
    handler: ({ params }) => open311Keys.revoke(params.id),
  }),
];
