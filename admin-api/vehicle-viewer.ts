import type { Clock } from '../core/clock.ts';
import { LisoloError } from '../core/errors.ts';
import type { LookupService, NewLookup, Viewer } from '../core/vehicles/index.ts';
import { isAllowed } from './permissions.ts';
import type { AnyCall } from './resource.ts';

/** As whom a caller of the API looks at vehicles; which fields that shows is decided in core/vehicles. */
export const viewerIn = ({ caller }: AnyCall): Viewer =>
  isAllowed(caller.roles, 'vehicles.owners') ? 'admin' : 'agent';

type Look = Pick<NewLookup, 'key' | 'viewer' | 'by' | 'what'>;

/** What is noted of a look through the API: one for each call. */
export const lookOf = (call: AnyCall): Look => ({
  key: `api:${call.traceId}`,
  viewer: viewerIn(call),
  by: { personId: call.caller.personId, roles: call.caller.roles, channel: 'api' },
  what: 'api',
});

/** Officers look up so many plates in a day wherever they do it. Throws `too_many_requests`. */
export async function withinLimit(
  call: AnyCall,
  plate: string,
  { lookups, clock }: { readonly lookups: Pick<LookupService, 'admit'>; readonly clock: Clock },
): Promise<void> {
  const viewer = viewerIn(call);
  if (viewer === 'admin') return;
  // Staff of the API are in no country; their day ends when Kinshasa's does.
  const until = await lookups.admit({ personId: call.caller.personId, country: 'CD', viewer }, plate);
  if (until)
    throw new LisoloError('too_many_requests', {
      reason: 'too many plates were looked up today',
      retryAfterSeconds: Math.ceil((until.getTime() - clock().getTime()) / 1_000),
    });
}
