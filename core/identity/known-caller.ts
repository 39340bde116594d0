import type { Caller } from '../dialog/types.ts';
import type { Person, Role } from './types.ts';

/** What a dialog knows of its caller once the person is stored. */
export const toKnownCaller = ({ id, phone, language, country, roles, consentAt }: Person): Partial<Caller> => ({
  personId: id,
  ...(phone !== undefined && { phone }),
  language,
  country,
  roles,
  consent: consentAt ? 'given' : 'unasked',
});

/** Any role but a customer's. */
export const isStaffRole = (role: Role | (string & {})): boolean => role !== 'customer';

/** A PIN that was just entered counts for so long, in this dialog only. */
const staffMinutes = 15;
export const staffFrom = (now: Date): Partial<Caller> => ({
  staffUntil: new Date(now.getTime() + staffMinutes * 60_000).toISOString(),
});
