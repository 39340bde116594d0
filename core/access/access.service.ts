import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { LisoloError, isLisoloError } from '../errors.ts';
import type { IdentityService } from '../identity/index.ts';
import { createLoginTries } from './login-tries.ts';
import { createSecondFactors, wrong } from './second-factors.ts';
import type { SecondFactorPeople } from './second-factors.ts';
import { createTokenFamilies } from './token-families.ts';
import type { AccessService } from './types.ts';

const longestPassword = 256;

/**
 * Sessions of those who use the REST API; names and passwords are core/identity's. `secret` signs access tokens and seals
 * one-time secrets: changing it ends both. Throws when it is shorter than 32 characters.
 */
export function createAccessService(deps: {
  connection: Connection;
  clock: Clock;
  people: SecondFactorPeople & Pick<IdentityService, 'verifyPassword' | 'setPassword'>;
  secret: string;
}): AccessService {
  const { people, secret } = deps;
  if (secret.length < 32) throw new Error('the secret of the access tokens needs at least 32 characters');
  const families = createTokenFamilies(deps);
  const tries = createLoginTries(deps);
  const factors = createSecondFactors(deps);

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

    async login({ email: typed, password, code }) {
      const email = typed.trim().toLowerCase();
      await tries.count(email);
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
      await tries.forget(email);
      return { ...(await families.open(person.id)), personId: person.id };
    },

    refresh: (refreshToken) => families.rotate(refreshToken),
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
