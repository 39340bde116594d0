import type { Connection } from 'mongoose';
import type { ApiKey } from '../../core/open311/index.ts';
import { createLoginLimit, type LoginLimit } from '../auth.ts';

/** How often programs may ask; each throws `too_many_requests`. */
export interface CallLimits {
  countReading(address: string): Promise<void>;
  countWriting(key: ApiKey): Promise<void>;
  /** A key that is none, so that nobody tries many. */
  countWrongKey(address: string): Promise<void>;
}

const readingsPerMinute = 300;
const wrongKeysPerMinute = 20;

export function createCallLimits({ connection }: { readonly connection: Connection }): CallLimits {
  const limits = new Map<number, LoginLimit>();
  const limitOf = (perMinute: number): LoginLimit => {
    const limit = limits.get(perMinute) ?? createLoginLimit({ connection, perMinute, table: 'open311_limits' });
    limits.set(perMinute, limit);
    return limit;
  };
  return {
    countReading: (address) => limitOf(readingsPerMinute).count(address, 'read:'),
    countWriting: ({ id, perMinute }) => limitOf(perMinute).count(id, 'key:'),
    countWrongKey: (address) => limitOf(wrongKeysPerMinute).count(address, 'wrong:'),
  };
}
