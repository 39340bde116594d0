import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { createReader, newId, type PageQuery, type Page } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { sha256 } from '../hash.ts';
import { apiKeyModel, toApiKey, type ApiKeyRecord } from './api-key.model.ts';
import type { ApiKey } from './types.ts';

/** The keys of programs that write by Open311. */
export interface ApiKeys {
  /** The secret is given this once; what is stored does not lead back to it. */
  create(
    wish: Pick<ApiKey, 'name' | 'permissions' | 'jurisdictions' | 'perMinute'>,
  ): Promise<{ readonly key: ApiKey; readonly secret: string }>;
  page(filter: { readonly active?: boolean }, query: PageQuery): Promise<Page<ApiKey>>;
  one(id: string): Promise<ApiKey | undefined>;
  /** For good, and at once; a repeat changes nothing. Throws `not_found`. */
  revoke(id: string): Promise<ApiKey>;
  /** Whose key it is; undefined where it is none, or no longer. */
  holderOf(secret: string): Promise<ApiKey | undefined>;
}

const longest = 200;

export function createApiKeys({
  connection,
  clock,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
}): ApiKeys {
  const keys = apiKeyModel(connection);

  return {
    ...createReader({ model: keys, toItem: toApiKey }),

    async create({ name, permissions, jurisdictions, perMinute }) {
      await keys.init();
      const secret = `o311_${randomBytes(24).toString('base64url')}`;
      const record: ApiKeyRecord = {
        _id: newId(),
        name,
        hash: sha256(secret),
        permissions: [...permissions],
        jurisdictions: [...jurisdictions],
        perMinute,
        active: true,
        createdAt: clock(),
      };
      await keys.create(record);
      return { key: toApiKey(record), secret };
    },

    async revoke(id) {
      const revoked = await keys
        .findOneAndUpdate(
          { _id: id, active: true },
          { $set: { active: false, revokedAt: clock() } },
          { returnDocument: 'after' },
        )
        .lean<ApiKeyRecord>();
      const found = revoked ?? (await keys.findById(id).lean<ApiKeyRecord>());
      if (!found) throw new LisoloError('not_found', { reason: 'there is no such key' });
      return toApiKey(found);
    },

    async holderOf(secret) {
      if (secret.length > longest) return undefined;
      const found = await keys.findOne({ hash: sha256(secret), active: true }).lean<ApiKeyRecord>();
      return found ? toApiKey(found) : undefined;
    },
  };
}
