import type { Request, RequestHandler } from 'express';
import ipaddr from 'ipaddr.js';
import type { Connection } from 'mongoose';
import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import type { AccessService } from '../core/access/index.ts';
import { LisoloError } from '../core/errors.ts';
import type { Role } from '../core/identity/index.ts';
import { isAllowed } from './permissions.ts';
import type { Permission } from './permissions.ts';

/** Who calls the API. */
export interface ApiCaller {
  readonly personId: string;
  readonly familyId: string;
  readonly roles: readonly Role[];
}

export interface Guard {
  /** The person of the bearer token. Throws `unauthenticated`; with a permission that none of the roles has, `forbidden`. */
  callerOf(request: Request, permission?: Permission): Promise<ApiCaller>;
  /** Express middleware for routes that are no Route objects, such as a door's pairing picture. */
  requirePermission(permission: Permission): RequestHandler;
}

function bearerOf(request: Request): string {
  const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) {
    throw new LisoloError('unauthenticated', { reason: 'a bearer token is needed' });
  }
  return token;
}

/** Guards routes by access token and role matrix. */
export function createGuard({ access }: { access: Pick<AccessService, 'authenticate'> }): Guard {
  async function callerOf(request: Request, permission?: Permission): Promise<ApiCaller> {
    const caller = await access.authenticate(bearerOf(request));
    if (permission && !isAllowed(caller.roles, permission))
      throw new LisoloError('forbidden', { reason: `${permission} is not among your permissions` });
    return caller;
  }
  return {
    callerOf,
    requirePermission: (permission) => (request, _response, next) => {
      callerOf(request, permission).then(() => next(), next);
    },
  };
}

/** Half of an address of version 6 is one network, in which whoever has it takes as many addresses as they like. */
const networkBits = 64;

/** What is counted as one caller. */
function callerAt(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toNormalizedString()}/${networkBits}`).toString();
}

export interface LoginLimit {
  /** Counts one call from this address, of this kind apart. Throws `too_many_requests` (`details.retryAfterSeconds`). */
  count(address: string, kind?: string): Promise<void>;
}

/** Calls that one address may make to the open routes in a minute. Counted in the database; in memory while that is away. */
export function createLoginLimit({
  connection,
  perMinute,
  table = 'login_limits',
}: {
  connection: Connection;
  perMinute: number;
  /** Where it is counted: what is limited apart is counted apart. */
  table?: string;
}): LoginLimit {
  const limiter = new RateLimiterMongo({
    storeClient: connection.getClient(),
    dbName: connection.name,
    tableName: table,
    points: perMinute,
    duration: 60,
    insuranceLimiter: new RateLimiterMemory({ points: perMinute, duration: 60 }),
  });
  return {
    async count(address, kind = '') {
      try {
        await limiter.consume(`${kind}${callerAt(address)}`);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new LisoloError('too_many_requests', { retryAfterSeconds: Math.ceil(refusal.msBeforeNext / 1_000) });
      }
    },
  };
}
