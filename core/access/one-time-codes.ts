import * as OTPAuth from 'otpauth';
import { keyFor, seal, unseal } from './sealed.ts';

const period = 30;

/** One-time codes by time (RFC 6238): six digits, 30 seconds, one step of tolerance to each side. */
export function createOneTimeCodes({ secret }: { secret: string }) {
  const key = keyFor(secret, 'one-time codes');
  const totp = (base32: string, label: string): OTPAuth.TOTP =>
    new OTPAuth.TOTP({ issuer: 'Lisolo', label, period, digits: 6, secret: OTPAuth.Secret.fromBase32(base32) });

  return {
    /** A new secret: sealed for the database, and as text and address for the person's app. */
    create(label: string): { sealed: string; secret: string; uri: string } {
      const base32 = new OTPAuth.Secret({ size: 20 }).base32;
      return { sealed: seal(base32, key), secret: base32, uri: totp(base32, label).toString() };
    },
    /** The number of the 30-second step that a code belongs to; undefined for a wrong code. */
    stepOf(sealed: string, code: string, now: Date): number | undefined {
      if (!/^\d{6}$/.test(code)) return undefined;
      const delta = totp(unseal(sealed, key), '').validate({ token: code, timestamp: now.getTime(), window: 1 });
      return delta === null ? undefined : Math.floor(now.getTime() / 1_000 / period) + delta;
    },
  };
}
