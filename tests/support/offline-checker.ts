import { createPublicKey, verify } from 'node:crypto';

export interface PublishedKeys {
  readonly keys: readonly Record<string, string>[];
}

/**
 * What a third party writes who checks codes of documents without network: node:crypto, the page of keys fetched earlier
 * (`/.well-known/lisolo-keys.json`), and nothing of this program. Gives the fields of a genuine code.
 */
export const offlineChecker =
  ({ keys }: PublishedKeys) =>
  (code: string): readonly unknown[] | undefined => {
    const bytes = Buffer.from(code.split('/v/')[1] ?? '', 'base64url');
    const [signature, payload] = [bytes.subarray(0, 64), bytes.subarray(64)];
    const signed = Buffer.concat([Buffer.from('lisolo document 1\0'), payload]);
    const isOurs = keys.some((jwk) => verify(null, signed, createPublicKey({ key: jwk, format: 'jwk' }), signature));
    return isOurs ? (JSON.parse(payload.toString('utf8')) as unknown[]) : undefined;
  };

/** The text of the QR code of a printed document: it is a link on the sheet, too. */
export const codeOnSheet = (pdf: Buffer): string => /\/URI \((\S*?\/v\/\S*?)\)/.exec(pdf.toString('latin1'))?.[1] ?? '';
