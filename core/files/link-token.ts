import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { LisoloError } from '../errors.ts';

/** Expiry counts minutes from here, so that three bytes last until 2055. */
const epoch = Date.UTC(2024, 0, 1);
const minuteMs = 60_000;
const maxMinutes = 2 ** 24 - 1;
const idBytes = 12;
const expiryBytes = 3;
/** 72 bits: out of reach of guessing over HTTP, and the whole token stays at 32 characters without padding. */
const macBytes = 9;
const tokenForm = /^[A-Za-z0-9_-]{32}$/;

export interface LinkTokens {
  /** A token that opens the file until the minute of `expiresAt` is over. */
  make(id: string, expiresAt: Date): string;
  /** The file's id. Throws `invalid_input` for what we did not make, `expired`. */
  open(token: string, now: Date): string;
}

/** Tokens of 32 characters: 12 bytes of file id, 3 of expiry, 9 of HMAC-SHA256. */
export function createLinkTokens(secret: string): LinkTokens {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'lisolo file links', 32));
  const macOf = (payload: Buffer): Buffer => createHmac('sha256', key).update(payload).digest().subarray(0, macBytes);

  return {
    make(id, expiresAt) {
      const payload = Buffer.alloc(idBytes + expiryBytes);
      payload.write(id, 0, idBytes, 'hex');
      const minutes = Math.ceil((expiresAt.getTime() - epoch) / minuteMs);
      payload.writeUIntBE(Math.min(Math.max(minutes, 0), maxMinutes), idBytes, expiryBytes);
      return Buffer.concat([payload, macOf(payload)]).toString('base64url');
    },

    open(token, now) {
      if (!tokenForm.test(token)) throw new LisoloError('invalid_input', { reason: 'link' });
      const bytes = Buffer.from(token, 'base64url');
      const payload = bytes.subarray(0, idBytes + expiryBytes);
      if (!timingSafeEqual(bytes.subarray(idBytes + expiryBytes), macOf(payload))) {
        throw new LisoloError('invalid_input', { reason: 'link' });
      }
      const expiresAt = epoch + payload.readUIntBE(idBytes, expiryBytes) * minuteMs;
      if (now.getTime() > expiresAt) throw new LisoloError('expired', { reason: 'link' });
      return payload.toString('hex', 0, idBytes);
    },
  };
}
