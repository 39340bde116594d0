import type { Caller, Channel, CountryCode, Inbound } from '../dialog/types.ts';
import type { Language } from '../dialog/words.ts';

export const roles = [
  'super_admin',
  'admin',
  'hr',
  'accountant',
  'operations',
  'sales',
  'support',
  'pcr_agent',
  'opj',
  'counter_agent',
  'technician',
  'moderator',
  'operator',
  'employee',
  'customer',
] as const;
export type Role = (typeof roles)[number];

export interface Address {
  readonly channel: Channel | 'sms';
  readonly address: string;
  /** The person blocked us there: nothing is sent until they write again. */
  readonly blockedAt?: Date;
  readonly lastSeenAt: Date;
}

/** A person as other domains see one. Never holds a hash. */
export interface Person {
  readonly id: string;
  readonly name?: string;
  /** E.164, verified. Unique. */
  readonly phone?: string;
  readonly country: CountryCode;
  readonly language: Language;
  readonly addresses: readonly Address[];
  readonly roles: readonly Role[];
  readonly email?: string;
  readonly consentAt?: Date;
  /** STOP: replies only, no notices. */
  readonly stoppedAt?: Date;
  readonly hasPin: boolean;
  readonly createdAt: Date;
}

/**
 * What one domain holds of a person. Each domain that keeps personal data gives one of these to
 * `identity.register`. All three are idempotent: a process may die after any of them, and they run again.
 */
export interface PersonalData {
  readonly domain: string;
  /** Everything held, fit for JSON; it becomes one property of the person's copy. Runs before `erase`. */
  collect(personId: string): Promise<unknown>;
  /** Forgets the person: deletes, or keeps without name, phone and text where the law wants the record (fines, ledger). */
  erase(personId: string): Promise<void>;
  /** Two people turned out to be one: what belongs to `from` belongs to `into` from now on. */
  merge?(from: string, into: string): Promise<void>;
}

export interface NewPerson {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly country: CountryCode;
  readonly language?: Language;
  readonly roles?: readonly Role[];
  readonly pin?: string;
  readonly password?: string;
  /** A machine drew PIN and password for somebody invented: they are hashed quickly. */
  readonly drawn?: boolean;
}

export interface PeopleFilter {
  readonly role?: Role;
  readonly country?: CountryCode;
  /** Part of the name, of the e-mail, or of the phone. */
  readonly text?: string;
}

export interface IdentityService {
  /** Who writes. Stores nothing of an unknown person (consent comes first). One indexed read; of a known person it notes, at most once a day, that the address is in use. */
  callerFor(inbound: Pick<Inbound, 'channel' | 'address' | 'phone'>): Promise<Caller>;
  /** Records consent: creates or finds the person by phone or address, links the address. Idempotent. */
  consent(caller: Caller, language: Language): Promise<Person>;
  setLanguage(personId: string, language: Language): Promise<void>;
  /** Links a verified phone: merges with the person who already has it. Returns the surviving person. */
  linkPhone(caller: Caller, phone: string): Promise<Person>;
  byId(personId: string): Promise<Person | undefined>;
  byPhone(phone: string): Promise<Person | undefined>;
  byEmail(email: string): Promise<Person | undefined>;
  /** Every phone (E.164) that finds this person: the present one and those that were verified before. */
  phonesOf(personId: string): Promise<string[]>;
  stop(personId: string): Promise<void>;
  start(personId: string): Promise<void>;
  /** Throws `unauthenticated` (details.triesLeft), `locked` (details.until) after 5 wrong ones. */
  checkPin(personId: string, pin: string): Promise<void>;
  setPin(personId: string, pin: string): Promise<void>;
  markBlocked(channel: Channel, address: string): Promise<void>;
  /** Adds a domain to the registry that copies, erases and merges. Called once for each by core/app.ts. */
  register(part: PersonalData): void;
  /** All that is held of a person, by domain. Throws `not_found`. */
  copyOf(personId: string): Promise<Record<string, unknown>>;
  /** Forgets a person everywhere. Idempotent; a job finishes what a crash interrupted. Throws `conflict` for staff: their roles go first. */
  erase(personId: string): Promise<void>;
  /** Finishes merges and erasures that a crash interrupted; returns how many. */
  finishPending(): Promise<number>;
  /** A person entered by an administrator or by demo data. Throws `conflict` (details.field) when the phone or e-mail is taken, `invalid_input`. */
  create(person: NewPerson): Promise<Person>;
  /** With `seen`, only while the person still has the name that was seen. Throws `not_found`, `invalid_input`, `conflict`. */
  setName(personId: string, name: string, seen?: Pick<Person, 'id' | 'name'>): Promise<Person>;
  setRoles(personId: string, roles: readonly Role[]): Promise<Person>;
  list(query: {
    readonly filter?: PeopleFilter;
    /** Newest first, or oldest first. */
    readonly page: { readonly offset: number; readonly limit: number; readonly oldestFirst?: boolean };
  }): Promise<{ readonly items: readonly Person[]; readonly total: number }>;
  /** The same time whether or not the e-mail exists. Throws `unauthenticated`, `locked` (details.until) after 5 wrong ones. */
  verifyPassword(email: string, password: string): Promise<Person>;
  /** At least 10 characters. Throws `invalid_input`. */
  setPassword(personId: string, password: string): Promise<void>;
  /** The shared secret of the second factor; undefined switches it off. Nobody but the log-in may read it. */
  setTotpSecret(personId: string, secret: string | undefined): Promise<void>;
  totpSecretOf(personId: string): Promise<string | undefined>;
}
