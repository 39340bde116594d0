import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { LisoloError } from '../errors.ts';
import type { IdentityService } from '../identity/index.ts';
import { accountModel } from './account.model.ts';
import type { AccountDoc } from './account.model.ts';
import { createLoginTries } from './login-tries.ts';
import { createOneTimeCodes } from './one-time-codes.ts';
import { hashPassword, isPassword } from './password.ts';
import { createTokenFamilies } from './token-families.ts';
import type { AccessService, Account } from './types.ts';

const shortest = 12;
const longest = 256;

const isDuplicate = (error: unknown): boolean => (error as { code?: unknown }).code === 11000;
const toLogin = (typed: string): string => typed.trim().normalize('NFKC').toLowerCase();
const wrong = (): LisoloError => new LisoloError('unauthenticated', { reason: 'wrong login, password or code' });

const toAccount = (doc: AccountDoc): Account => ({
  personId: doc._id,
  login: doc.login,
  totp: doc.totp?.confirmedAt != null,
  createdAt: doc.createdAt,
  ...(doc.lastLoginAt ? { lastLoginAt: doc.lastLoginAt } : {}),
});

/** Password accounts of the REST API. `secret` signs access tokens and seals one-time secrets; changing it ends both. */
export function createAccessService(deps: {
  connection: Connection;
  clock: Clock;
  people: Pick<IdentityService, 'byId'>;
  /** At least 32 characters. */
  secret: string;
  /** Cost of the password hash as a power of two; for tests. */
  passwordCost?: number;
}): AccessService {
  const { connection, clock, people, secret, passwordCost } = deps;
  if (secret.length < 32) throw new Error('the secret of the access tokens needs at least 32 characters');
  const accounts = accountModel(connection);
  const families = createTokenFamilies({ connection, clock, secret });
  const tries = createLoginTries({ connection, clock });
  const codes = createOneTimeCodes({ secret });
  /** Checked when a login is unknown, so that the answer takes as long as for a known one. */
  let decoyMade: Promise<string> | undefined;
  const decoy = (): Promise<string> => (decoyMade ??= hashPassword('nobody has this password', passwordCost));

  async function found(personId: string): Promise<AccountDoc> {
    const account = await accounts.findById(personId).lean();
    if (!account) throw new LisoloError('not_found', { reason: 'this person has no account' });
    return account;
  }

  /** Claims the step of a code: a code that was seen over a shoulder does not work a second time. */
  async function useCode(account: AccountDoc, code: string, set: object = {}): Promise<void> {
    const step = account.totp ? codes.stepOf(account.totp.secret, code, clock()) : undefined;
    if (step === undefined) throw wrong();
    const { matchedCount } = await accounts.updateOne(
      { _id: account._id, 'totp.secret': account.totp?.secret, 'totp.lastStep': { $lt: step } },
      { $set: { 'totp.lastStep': step, ...set } },
    );
    if (matchedCount === 0) throw wrong();
  }

  return {
    async setPassword({ personId, login: typed, password }) {
      const login = toLogin(typed);
      if (login === '' || login.length > 200)
        throw new LisoloError('invalid_input', { field: 'login', reason: 'a login has 1 to 200 characters' });
      if (password.length < shortest || password.length > longest) {
        throw new LisoloError('invalid_input', {
          field: 'password',
          reason: `a password has ${shortest} to ${longest} characters`,
        });
      }
      if (!(await people.byId(personId))) throw new LisoloError('not_found', { reason: 'no such person' });
      const now = clock();
      const passwordHash = await hashPassword(password, passwordCost);
      try {
        const stored = await accounts
          .findOneAndUpdate(
            { _id: personId },
            { $set: { login, passwordHash, passwordChangedAt: now }, $setOnInsert: { createdAt: now } },
            { upsert: true, returnDocument: 'after' },
          )
          .lean();
        await families.closeAll(personId, 'password');
        await tries.forget(login);
        return toAccount(stored);
      } catch (error) {
        if (isDuplicate(error)) throw new LisoloError('conflict', { field: 'login', reason: 'this login is taken' });
        throw error;
      }
    },

    async login({ login: typed, password, code }) {
      const login = toLogin(typed);
      await tries.count(login);
      const account = await accounts.findOne({ login }).lean();
      const right = await isPassword(password.slice(0, longest), account?.passwordHash ?? (await decoy()));
      if (!account || !right || password.length > longest) throw wrong();
      if (account.totp?.confirmedAt) {
        if (code === undefined)
          throw new LisoloError('unauthenticated', { reason: 'a one-time code is needed', totp: 'required' });
        await useCode(account, code);
      }
      await tries.forget(login);
      await accounts.updateOne({ _id: account._id }, { $set: { lastLoginAt: clock() } });
      return { ...(await families.open(account._id)), personId: account._id };
    },

    async refresh(refreshToken) {
      const { personId: _personId, ...tokens } = await families.rotate(refreshToken);
      return tokens;
    },
    logout: (refreshToken) => families.close(refreshToken),
    logoutEverywhere: (personId) => families.closeAll(personId, 'logout'),

    async authenticate(accessToken) {
      const { personId, familyId } = await families.check(accessToken);
      const person = await people.byId(personId);
      if (!person) throw new LisoloError('unauthenticated', { reason: 'this person is gone' });
      return { personId, familyId, roles: person.roles };
    },

    async account(personId) {
      const account = await accounts.findById(personId).lean();
      return account ? toAccount(account) : undefined;
    },

    async enrolTotp(personId) {
      const account = await found(personId);
      const { sealed, secret: base32, uri } = codes.create(account.login);
      const { matchedCount } = await accounts.updateOne(
        { _id: personId, 'totp.confirmedAt': null },
        { $set: { totp: { secret: sealed, lastStep: 0 } } },
      );
      if (matchedCount === 0) throw new LisoloError('conflict', { reason: 'one-time codes are already on' });
      return { secret: base32, uri };
    },

    async confirmTotp(personId, code) {
      const account = await found(personId);
      if (!account.totp || account.totp.confirmedAt)
        throw new LisoloError('conflict', { reason: 'there is nothing to confirm' });
      await useCode(account, code, { 'totp.confirmedAt': clock() });
    },

    async removeTotp(personId, code) {
      const account = await found(personId);
      if (!account.totp?.confirmedAt) throw new LisoloError('conflict', { reason: 'one-time codes are not on' });
      await tries.count(`totp of ${account.login}`);
      await useCode(account, code);
      await accounts.updateOne({ _id: personId }, { $unset: { totp: 1 } });
    },

    async sweep(now) {
      return (await families.sweep(now)) + (await tries.sweep(now));
    },
  };
}
