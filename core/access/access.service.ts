import type { Connection } from 'mongoose';
import type { AuditService } from '../audit/index.ts';
import type { Clock } from '../clock.ts';
import { LisoloError, isLisoloError } from '../errors.ts';
import type { IdentityService } from '../identity/index.ts';
import { createLoginTries } from './login-tries.ts';
import { createSecondFactors, wrong } from './second-factors.ts';
import type { SecondFactorPeople } from './second-factors.ts';
import { createTokenFamilies } from './token-families.ts';
import { createWitness } from './witness.ts';
import type { AccessService } from './types.ts';

const longestPassword = 256;

/**
 * Sessions of those who use the REST API; names and passwords are core/identity's. `secret` signs access tokens and seals
 * one-time secrets: changing it ends both. Throws when it is shorter than 32 characters.
 */
export function createAccessService(deps: {
  connection: Connection;
  clock: Clock;
  people: SecondFactorPeople & Pick<IdentityService, 'verifyPassword' | 'setPassword' | 'byEmail'>;
  audit: AuditService;
  secret: string;
}): AccessService {
  const { people, secret } = deps;
  if (secret.length < 32) throw new Error('the secret of the access tokens needs at least 32 characters');
  const families = createTokenFamilies(deps);
  const tries = createLoginTries(deps);
  const factors = createSecondFactors(deps);
  const witness = createWitness(deps);

  /** Throws `unauthenticated`, with `details.totp` when only the code is missing. */
  async function prove(email: string, password: string, code: string | undefined): Promise<string> {
    const person = await people
      .verifyPassword(email, password.slice(0, longestPassword + 1))
      .catch((error: unknown) => {
        // Tries left and locks that only a known person has would tell who has an account.
        throw isLisoloError(error, 'unauthenticated') || isLisoloError(error, 'locked') ? wrong() : error;
      });
    if (await factors.isOn(person.id)) {
      if (code === undefined)
        throw new LisoloError('unauthenticated', { reason: 'a one-time code is needed', totp: 'required' });
      await factors.use(person.id, code);
    }
    return person.id;
  }

  return {
    async setPassword(personId, password) {
      if (password.length > longestPassword) {
        throw new LisoloError('invalid_input', {
          field: 'password',
          reason: `a password has at most ${longestPassword} characters`,
        });
      }
      await people.setPassword(personId, password);
      await families.closeAll(personId, 'password');
    },

    async login({ email: typed, password, code }, origin) {
      const email = typed.trim().toLowerCase();
      const isLast = await tries.count(email);
      const personId = await prove(email, password, code).catch(async (error: unknown) => {
        if (isLisoloError(error, 'unauthenticated')) await witness.loginFailed({ email, isLast, error, origin });
        throw error;
      });
      await tries.forget(email);
      return { ...(await families.open(personId)), personId };
    },

    refresh: (refreshToken, origin) =>
      families.rotate(refreshToken, (personId) => witness.tokenReused(personId, origin)),
    logout: (refreshToken) => families.close(refreshToken),
    logoutEverywhere: (personId) => families.closeAll(personId, 'logout'),

    async authenticate(accessToken) {
      const { personId, familyId } = await families.check(accessToken);
      const person = await people.byId(personId);
      if (!person) throw new LisoloError('unauthenticated', { reason: 'this person is gone' });
      return { personId, familyId, roles: person.roles };
    },

    totpIsOn: (personId) => factors.isOn(personId),
    enrolTotp: (personId) => factors.enrol(personId),
    async confirmTotp(personId, code) {
      await tries.count(`totp of ${personId}`);
      await factors.confirm(personId, code);
    },
    async removeTotp(personId, code) {
      await tries.count(`totp of ${personId}`);
      await factors.remove(personId, code);
    },

    async sweep(now) {
      return (await families.sweep(now)) + (await tries.sweep(now));
    },
  };
}
