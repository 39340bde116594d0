import { z } from 'zod';
import type { AccessService } from '../../core/access/index.ts';
import { LisoloError } from '../../core/errors.ts';
import { roles } from '../../core/identity/index.ts';
import type { IdentityService, Person, Role } from '../../core/identity/index.ts';
import { languages } from '../../core/dialog/words.ts';
import { mayGrant, permissionsOf } from '../permissions.ts';
import { countrySchema, creation, idSchema, momentSchema, resource, revision, wordSchema } from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';

export interface PeopleRoutesDeps {
  readonly people: Pick<IdentityService, 'byId' | 'list' | 'create' | 'setName' | 'setRoles'>;
  readonly access: Pick<AccessService, 'setPassword' | 'logoutEverywhere'>;
}

const role = z.enum(roles);
const person = z.object({
  id: z.string(),
  name: z.string().optional(),
  phone: z.string().optional(),
  email: z.string().optional(),
  country: z.string(),
  language: z.string().optional(),
  roles: z.array(z.string()),
  addresses: z.array(z.object({ channel: z.string(), lastSeenAt: momentSchema, blockedAt: momentSchema.optional() })),
  consentAt: momentSchema.optional(),
  stoppedAt: momentSchema.optional(),
  hasPin: z.boolean(),
  createdAt: momentSchema,
});

const newPerson = z.strictObject({
  name: z.string().trim().min(1).max(120),
  phone: z.string().trim().max(30).optional(),
  email: z.email().max(254).optional(),
  country: countrySchema,
  language: z.enum(languages).optional(),
  roles: z.array(role).max(roles.length).default([]),
});

/** Throws `forbidden` when a role among those that change is not the caller's to give or take. */
function checkGrants(own: readonly Role[], before: readonly Role[], after: readonly Role[]): void {
  const changed = roles.filter((each) => before.includes(each) !== after.includes(each));
  const refused = changed.find((each) => !mayGrant(own, each));
  if (refused) throw new LisoloError('forbidden', { reason: `the role ${refused} is not yours to give or take` });
}

/** Throws `forbidden` unless the caller may give every role that this person has: nobody takes over a superior's account. */
const checkRank = (own: readonly Role[], of: Person): void => checkGrants(own, [], of.roles);

/** People, their roles, and passwords for the API. */
export function peopleRoutes({ people, access }: PeopleRoutesDeps): Route[] {
  async function found(id: string): Promise<Person> {
    const known = await people.byId(id);
    if (!known) throw new LisoloError('not_found', { reason: 'there is no such person' });
    return known;
  }

  return [
    ...resource({
      name: 'people',
      module: 'people',
      one: 'a person',
      item: person,
      filters: {
        role: role.optional(),
        country: countrySchema.optional(),
        text: wordSchema.optional().describe('Part of name, e-mail or phone'),
      },
      sorts: ['createdAt'],
      list: ({ filter: { role: asked, country, text }, skip, limit, sort }) =>
        people.list({
          filter: { ...(asked ? { role: asked } : {}), ...(country ? { country } : {}), ...(text ? { text } : {}) },
          page: { offset: skip, limit, oldestFirst: sort === 'createdAt' },
        }),
      get: (id) => people.byId(id),
      create: creation({
        body: newPerson,
        async run({ body, caller, note }) {
          checkGrants(caller.roles, [], body.roles);
          const made = await people.create(body);
          note({ subject: { kind: 'people', id: made.id }, after: { roles: made.roles, country: made.country } });
          return made;
        },
      }),
      update: revision({
        body: z.strictObject({ name: z.string().trim().min(1).max(120) }),
        async run({ params, body, note }, seen: Person | undefined) {
          const person = await people.setName(params.id, body.name, seen);
          // The audit log is never erased: it tells that the name was changed, not what it was.
          note({ after: { name: 'changed' } });
          return person;
        },
      }),
    }),
    defineRoute({
      method: 'put',
      path: '/people/:id/roles',
      summary: 'Sets the roles of a person',
      permission: 'roles.assign',
      params: z.strictObject({ id: idSchema }),
      body: z.strictObject({ roles: z.array(role).max(roles.length) }),
      response: person,
      audit: 'roles.assign',
      async handler({ params, body, caller, note }) {
        const before = await found(params.id);
        checkGrants(caller.roles, before.roles, body.roles);
        const after = await people.setRoles(params.id, body.roles);
        note({ before: { roles: before.roles }, after: { roles: after.roles } });
        return after;
      },
    }),
    defineRoute({
      method: 'put',
      path: '/people/:id/password',
      summary: 'Gives a person a password for this API and ends their sessions',
      permission: 'accounts.manage',
      params: z.strictObject({ id: idSchema }),
      body: z.strictObject({ password: z.string().min(10).max(200) }),
      audit: 'accounts.manage',
      async handler({ params, body, caller, note }) {
        const person = await found(params.id);
        if (caller.personId !== person.id) checkRank(caller.roles, person);
        note({ subject: { kind: 'people', id: params.id }, after: { password: 'set' } });
        await access.setPassword(params.id, body.password);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/people/:id/logout-everywhere',
      summary: 'Ends all sessions of a person',
      permission: 'accounts.manage',
      params: z.strictObject({ id: idSchema }),
      audit: 'accounts.manage',
      async handler({ params, caller, note }) {
        checkRank(caller.roles, await found(params.id));
        note({ subject: { kind: 'people', id: params.id }, after: { sessions: 'ended' } });
        await access.logoutEverywhere(params.id);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/roles',
      summary: 'Lists the roles and what each may do',
      permission: 'roles.read',
      response: z.object({
        items: z.array(
          z.object({ name: z.string(), permissions: z.array(z.string()), mine: z.boolean(), grantable: z.boolean() }),
        ),
      }),
      handler: ({ caller }) =>
        Promise.resolve({
          items: roles.map((name) => ({
            name,
            permissions: permissionsOf([name]),
            mine: caller.roles.includes(name),
            grantable: mayGrant(caller.roles, name),
          })),
        }),
    }),
  ];
}
