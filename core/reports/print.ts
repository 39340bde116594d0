import { keyedHash } from '../hash.ts';

/**
 * What is kept of the key of a turn, which holds a telephone number: enough to tell turns apart. Made with the secret:
 * whoever has the database, and all telephone numbers of the country, still finds nobody.
 */
export const createPrint =
  (secret: string) =>
  (key: string): string =>
    keyedHash(secret, `report ${key}`);

export type Print = ReturnType<typeof createPrint>;
