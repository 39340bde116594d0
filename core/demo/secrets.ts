import { createHmac, randomBytes } from 'node:crypto';

import { isGuessablePin } from '../identity/index.ts';

/** Without I, O, l, 0 and 1, which people mistake for each other. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const passwordLength = 14;
const pinLength = 6;

export interface DemoSecrets {
  password(of: string): string;
  pin(of: string): string;
}

/** Passwords and PINs of demo people: drawn from the given secret, always the same, or at random without one. */
export function createDemoSecrets(secret: string | undefined): DemoSecrets {
  const bytes = (purpose: string): Buffer =>
    secret === undefined ? randomBytes(32) : createHmac('sha256', secret).update(`lisolo demo ${purpose}`).digest();
  const pinFrom = (of: string, round: number): string => {
    const pin = String(bytes(`pin ${round} ${of}`).readUInt32BE() % 10 ** pinLength).padStart(pinLength, '0');
    return isGuessablePin(pin) ? pinFrom(of, round + 1) : pin;
  };
  return {
    password: (of) =>
      [...bytes(`password ${of}`).subarray(0, passwordLength)].map((byte) => letters[byte % letters.length]).join(''),
    pin: (of) => pinFrom(of, 0),
  };
}
