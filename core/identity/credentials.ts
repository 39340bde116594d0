import type { Clock } from '../clock.ts';
import { LisoloError } from '../errors.ts';
import type { PeopleStore } from './people.ts';
import { alive, happened, toPerson } from './people.ts';
import type { PersonDocument } from './person.model.ts';
import { hashSecret, passwordCost, pinCost, verifySecret } from './secrets.ts';
import type { IdentityService } from './types.ts';

export type Credentials = Pick<
  IdentityService,
  'checkPin' | 'setPin' | 'verifyPassword' | 'setPassword' | 'setTotpSecret' | 'totpSecretOf'
>;

const maxTries = 5;
const lockMinutes = 15;
const shortestPassword = 10;
const longestPassword = 200;

/** Four to eight figures. */
export const isPin = (text: string): boolean => /^\d{4,8}$/.test(text);
/** The first that a thief tries: the same figure throughout, or figures in a row. */
export const isGuessablePin = (pin: string): boolean =>
  /^(\d)\1*$/.test(pin) || '01234567890'.includes(pin) || '09876543210'.includes(pin);

export const toEmail = (email: string): string => email.trim().toLowerCase();

export function assertPin(pin: string): void {
  if (!isPin(pin)) throw new LisoloError('invalid_input', { field: 'pin', reason: 'a PIN has 4 to 8 figures' });
}

export function assertPassword(password: string): void {
  const fits = password.length >= shortestPassword && password.length <= longestPassword;
  if (!fits)
    throw new LisoloError('invalid_input', {
      field: 'password',
      reason: `a password has ${shortestPassword} to ${longestPassword} characters`,
    });
}

const fields = {
  pin: { hash: 'pinHash', tries: 'pinTries', until: 'pinLockedUntil' },
  password: { hash: 'passwordHash', tries: 'passwordTries', until: 'passwordLockedUntil' },
} as const;
type Secret = keyof typeof fields;

/** PINs and passwords, each locked for a while after too many wrong ones. */
export function createCredentials({ store, clock }: { store: PeopleStore; clock: Clock }): Credentials {
  const { people } = store;
  let nobodysHash: Promise<string> | undefined;

  /**
   * Counts a try before the secret is looked at, in one atomic update, so that tries made at once cannot outrun the
   * lock; the last try sets the lock beforehand. Undefined when locked.
   */
  const countTry = (personId: string, secret: Secret) => {
    const { tries, until } = fields[secret];
    const now = clock();
    const locked = new Date(now.getTime() + lockMinutes * 60_000);
    return people
      .findOneAndUpdate(
        { _id: personId, ...alive, $or: [{ [until]: null }, { [until]: { $lte: now } }] },
        [
          // A lock that has run out gives a fresh count.
          {
            $set: {
              [tries]: {
                $cond: [{ $eq: [{ $type: `$${until}` }, 'date'] }, 1, { $add: [{ $ifNull: [`$${tries}`, 0] }, 1] }],
              },
            },
          },
          { $set: { [until]: { $cond: [{ $gte: [`$${tries}`, maxTries] }, locked, '$$REMOVE'] } } },
        ],
        { returnDocument: 'after', updatePipeline: true },
      )
      .lean<PersonDocument>();
  };

  async function check(person: PersonDocument, secret: Secret, typed: string): Promise<void> {
    const { hash, tries, until } = fields[secret];
    const counted = await countTry(person._id, secret);
    if (!counted) {
      const locked = await store.read(person._id);
      throw new LisoloError('locked', { until: locked?.[until]?.toISOString() });
    }
    if (await verifySecret(typed, counted[hash] ?? '')) {
      await store.change(person._id, { $unset: { [tries]: 1, [until]: 1 } });
      return;
    }
    if (counted[until]) throw new LisoloError('locked', { until: counted[until].toISOString() });
    throw new LisoloError('unauthenticated', {
      reason: `wrong ${secret}`,
      triesLeft: maxTries - (counted[tries] ?? 0),
    });
  }

  async function checkPin(personId: string, pin: string): Promise<void> {
    const person = await store.read(personId);
    if (!person?.pinHash) throw new LisoloError('not_found', { reason: 'no PIN' });
    await check(person, 'pin', pin);
  }

  const replace = async (personId: string, secret: Secret, value: string): Promise<void> => {
    const { hash, tries, until } = fields[secret];
    const hashed = await hashSecret(value, secret === 'pin' ? pinCost : passwordCost);
    await store.change(personId, {
      $set: { [hash]: hashed },
      $unset: { [tries]: 1, [until]: 1 },
      $push: happened(clock(), `${secret} set`),
    });
  };

  async function setPin(personId: string, pin: string): Promise<void> {
    assertPin(pin);
    await replace(personId, 'pin', pin);
  }

  async function setPassword(personId: string, password: string): Promise<void> {
    assertPassword(password);
    await replace(personId, 'password', password);
  }

  async function verifyPassword(email: string, password: string) {
    const typed = password.slice(0, longestPassword);
    const person = await people.findOne({ email: toEmail(email), ...alive }).lean<PersonDocument>();
    if (!person?.passwordHash) {
      // The same work as for a known e-mail, so that the time does not tell who has an account.
      nobodysHash ??= hashSecret('nobody');
      await verifySecret(typed, await nobodysHash);
      throw new LisoloError('unauthenticated', { reason: 'wrong e-mail or password' });
    }
    await check(person, 'password', typed);
    return toPerson(person);
  }

  async function setTotpSecret(personId: string, secret: string | undefined): Promise<void> {
    await store.change(personId, {
      ...(secret === undefined ? { $unset: { totpSecret: 1 } } : { $set: { totpSecret: secret } }),
      $push: happened(clock(), secret === undefined ? 'second factor off' : 'second factor on'),
    });
  }

  const totpSecretOf = async (personId: string): Promise<string | undefined> =>
    (await store.read(personId))?.totpSecret;

  return { checkPin, setPin, verifyPassword, setPassword, setTotpSecret, totpSecretOf };
}
