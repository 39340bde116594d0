import type { AuditEntry, AuditService } from '../audit/index.ts';
import type { LisoloError } from '../errors.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Origin } from './types.ts';

export interface Witness {
  loginFailed(what: { email: string; isLast: boolean; error: LisoloError; origin: Origin | undefined }): Promise<void>;
  tokenReused(personId: string, origin: Origin | undefined): Promise<void>;
}

/**
 * Puts what looks like an attack on an account into the audit log: whose account by id, `-` where nobody has it; never
 * what was typed. Who did it is not known. A log-in that lacks only the one-time code is no failure.
 */
export function createWitness({
  audit,
  people,
}: {
  audit: AuditService;
  people: Pick<IdentityService, 'byEmail'>;
}): Witness {
  const record = (action: string, personId: string, origin: Origin = {}, after?: AuditEntry['after']): Promise<void> =>
    audit.record({
      actor: { kind: 'system', id: 'access' },
      action,
      subject: { kind: 'people', id: personId },
      ...(after === undefined ? {} : { after }),
      ...origin,
    });

  return {
    async loginFailed({ email, isLast, error, origin }) {
      // Looked up for every failure, so that the time does not tell who has an account.
      const personId = (await people.byEmail(email))?.id ?? '-';
      if (error.details['totp'] === undefined) await record('auth.login-failed', personId, origin);
      if (isLast) await record('auth.locked', personId, origin);
    },
    tokenReused: (personId, origin) => record('auth.token-reuse', personId, origin, { sessions: 'ended' }),
  };
}
