import { countries } from '../../../countries/index.ts';
import type { CountryCode, Turn } from '../../../dialog/types.ts';
import { moment, t, type Text } from '../../../dialog/words.ts';
import type { Vehicle } from '../../vehicle.model.ts';
import { viewerIn } from '../../viewer.ts';
import type { LookupKind } from '../lookup.model.ts';
import type { LookupService } from '../lookups.service.ts';

export interface LooksDeps {
  readonly lookups: Pick<LookupService, 'record' | 'admit'>;
}

type LookTurn = Pick<Turn<unknown, LooksDeps>, 'caller' | 'deps' | 'now' | 'turnId'>;

/**
 * Counts the plate for the day; why nothing more is shown today, or undefined where something may be. One's own vehicle
 * is never counted.
 */
export async function tooManyLooks(
  turn: LookTurn,
  plate: string,
  { vehicle = {}, what }: { readonly vehicle?: Pick<Vehicle, 'ownerId'> | undefined; readonly what?: LookupKind } = {},
): Promise<Text | undefined> {
  const { personId, channel, address, country } = turn.caller;
  const viewer = viewerIn(turn, vehicle);
  if (viewer === 'owner') return undefined;
  const looker = { personId, address: `${channel}:${address}`, country, viewer };
  const until = await turn.deps.lookups.admit(looker, plate, what);
  return until && t('vehicles:check.limit', { until: moment(until, countries[country].timeZone, 'datetime') });
}

/** Notes that a vehicle, or the plate of one that nobody has registered, was looked at; once in a turn. */
export async function noteLook(
  turn: LookTurn,
  what: LookupKind,
  looked: { readonly vehicle: Vehicle } | { readonly country: CountryCode; readonly plate: string },
): Promise<void> {
  const { personId, roles, channel } = turn.caller;
  await turn.deps.lookups.record({
    ...looked,
    key: `${what}:${turn.turnId}`,
    viewer: viewerIn(turn, 'vehicle' in looked ? looked.vehicle : {}),
    by: { personId, roles, channel },
    what,
    found: 'vehicle' in looked,
  });
}
