import { z } from 'zod';
import type { AccessService } from '../../core/access/index.ts';
import type { AuditService } from '../../core/audit/index.ts';
import { LisoloError } from '../../core/errors.ts';
import type { IdentityService } from '../../core/identity/index.ts';
import type { LoginLimit } from '../auth.ts';
import { permissionsOf } from '../permissions.ts';
import { defineRoute } from '../route.ts';
import type { Call, Route } from '../route.ts';

export interface AuthRoutesDeps {
  readonly access: AccessService;
  readonly people: Pick<IdentityService, 'byId'>;
  readonly audit: AuditService;
  readonly loginLimit: LoginLimit;
}

const tokens = z.object({
  accessToken: z.string(),
  expiresIn: z.int().describe('Seconds'),
  refreshToken: z.string().describe('Good for one use'),
  personId: z.string(),
});
const refreshBody = z.strictObject({ refreshToken: z.string().min(1).max(500) });
const codeBody = z.strictObject({ code: z.string().regex(/^\d{6}$/, 'must be six digits') });

/** Logging in and out, tokens, and one's own second factor. */
export function authRoutes({ access, people, audit, loginLimit }: AuthRoutesDeps): Route[] {
  const originOf = ({ from, traceId }: Call<unknown, unknown, unknown>) => ({ from: `admin-api ${from}`, traceId });

  /** Logins are recorded here, since the person is known only once they have gone well. */
  const recordLogin = (call: Call<unknown, unknown, unknown>, personId: string, action: string): Promise<void> =>
    audit.record({
      actor: { kind: 'person', id: personId },
      action,
      subject: { kind: 'people', id: personId },
      ...originOf(call),
    });

  return [
    defineRoute({
      method: 'post',
      path: '/auth/login',
      summary: 'Logs in with e-mail and password, and a one-time code where that is on',
      permission: 'public',
      body: z.strictObject({
        email: z.string().min(1).max(254),
        password: z.string().min(1).max(1_000),
        code: codeBody.shape.code.optional(),
      }),
      response: tokens,
      async handler(call) {
        await loginLimit.count(call.from);
        const { email, password, code } = call.body;
        const made = await access.login({ email, password, ...(code === undefined ? {} : { code }) }, originOf(call));
        await recordLogin(call, made.personId, 'auth.login');
        return made;
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/refresh',
      summary: 'Trades a refresh token for new tokens; a token used twice ends the session',
      permission: 'public',
      body: refreshBody,
      response: tokens,
      async handler(call) {
        await loginLimit.count(call.from);
        return access.refresh(call.body.refreshToken, originOf(call));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/logout',
      summary: 'Ends the session of a refresh token',
      permission: 'public',
      body: refreshBody,
      handler: (call) => access.logout(call.body.refreshToken),
    }),
    defineRoute({
      method: 'post',
      path: '/auth/logout-everywhere',
      summary: 'Ends all of one’s own sessions',
      permission: 'signed-in',
      audit: 'auth.logout-everywhere',
      async handler(call) {
        call.note({ subject: { kind: 'people', id: call.caller.personId } });
        await access.logoutEverywhere(call.caller.personId);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/auth/me',
      summary: 'Shows who is logged in and what they may do',
      permission: 'signed-in',
      response: z.object({
        id: z.string(),
        name: z.string().optional(),
        email: z.string().optional(),
        roles: z.array(z.string()),
        permissions: z.array(z.string()),
        totp: z.boolean(),
      }),
      async handler({ caller }) {
        const [person, totp] = await Promise.all([people.byId(caller.personId), access.totpIsOn(caller.personId)]);
        return { ...person, id: caller.personId, roles: caller.roles, permissions: permissionsOf(caller.roles), totp };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/auth/password',
      summary: 'Changes one’s own password and ends all sessions',
      permission: 'signed-in',
      audit: 'auth.password',
      body: z.strictObject({
        password: z.string().min(1).max(1_000).describe('The present one'),
        newPassword: z.string().min(10).max(200),
        code: codeBody.shape.code.optional(),
      }),
      async handler(call) {
        const { personId } = call.caller;
        const { password, newPassword, code } = call.body;
        const email = (await people.byId(personId))?.email;
        if (email === undefined) throw new LisoloError('conflict', { reason: 'there is no e-mail to log in with' });
        await loginLimit.count(call.from);
        const made = await access.login({ email, password, ...(code === undefined ? {} : { code }) }, originOf(call));
        if (made.personId !== personId)
          throw new LisoloError('forbidden', { reason: 'this is another person’s password' });
        call.note({ subject: { kind: 'people', id: personId } });
        await access.setPassword(personId, newPassword);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/totp/enrol',
      summary: 'Begins the use of one-time codes; confirm with the first code',
      permission: 'signed-in',
      response: z.object({ secret: z.string(), uri: z.string().describe('For the QR code of an authenticator app') }),
      handler: ({ caller }) => access.enrolTotp(caller.personId),
    }),
    defineRoute({
      method: 'post',
      path: '/auth/totp/confirm',
      summary: 'Switches one-time codes on',
      permission: 'signed-in',
      audit: 'auth.totp-on',
      body: codeBody,
      async handler(call) {
        call.note({ subject: { kind: 'people', id: call.caller.personId } });
        await access.confirmTotp(call.caller.personId, call.body.code);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/totp/remove',
      summary: 'Switches one-time codes off',
      permission: 'signed-in',
      audit: 'auth.totp-off',
      body: codeBody,
      async handler(call) {
        call.note({ subject: { kind: 'people', id: call.caller.personId } });
        await access.removeTotp(call.caller.personId, call.body.code);
      },
    }),
  ];
}
