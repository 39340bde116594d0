import type { Caller, Channel, CountryCode, Inbound } from '../dialog/types.ts';
import type { Language } from '../dialog/words.ts';

export const roles = [
  'super_admin', 'admin', 'hr', 'accountant', 'operations', 'sales', 'support', 'pcr_agent', 'opj',
  'counter_agent', 'technician', 'moderator', 'operator', 'employee', 'customer',
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

export interface IdentityService {
  /** Who writes. Never stores anything (consent comes first); refreshes nothing but reads. */
  callerFor(inbound: Pick<Inbound, 'channel' | 'address' | 'phone'>): Promise<Caller>;
  /** Records consent: creates or finds the person by phone or address, links the address. Idempotent. */
  consent(caller: Caller, language: Language): Promise<Person>;
  setLanguage(personId: string, language: Language): Promise<void>;
  /** Links a verified phone: merges with the person who already has it. Returns the surviving person. */
  linkPhone(caller: Caller, phone: string): Promise<Person>;
  byId(personId: string): Promise<Person | undefined>;
  byPhone(phone: string): Promise<Person | undefined>;
  stop(personId: string): Promise<void>;
  start(personId: string): Promise<void>;
  /** Throws `unauthenticated` (details.triesLeft), `locked` (details.until) after 5 wrong ones. */
  checkPin(personId: string, pin: string): Promise<void>;
  setPin(personId: string, pin: string): Promise<void>;
  markBlocked(channel: Channel, address: string): Promise<void>;
}
