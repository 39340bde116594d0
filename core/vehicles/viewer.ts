import type { Caller } from '../dialog/types.ts';
import type { Vehicle } from './vehicle.model.ts';
import { viewerOf, type Viewer } from './visibility.ts';

/** Whether staff have shown by their PIN, a moment ago, that it is they. */
export const isOnDuty = ({ staffUntil }: Caller, now: Date): boolean =>
  staffUntil !== undefined && new Date(staffUntil) > now;

/** As whom the person of a dialog looks at a vehicle. */
export const viewerIn = (
  { caller, now }: { readonly caller: Caller; readonly now: Date },
  vehicle: Pick<Vehicle, 'ownerId'>,
): Viewer => viewerOf({ personId: caller.personId, roles: caller.roles, onDuty: isOnDuty(caller, now) }, vehicle);
