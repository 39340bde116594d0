import type { Caller } from '../../../dialog/types.ts';
import type { VehicleService } from '../../../vehicles/index.ts';
import type { Fine } from '../../infraction.model.ts';
import { isOwnerOrDriver, knownOwner, type Contester } from '../rules.ts';

interface Asking {
  readonly caller: Pick<Caller, 'personId' | 'phone'>;
  readonly deps: { readonly vehicles: Pick<VehicleService, 'byPlate'> };
}

/** The caller, with whose vehicle it is by the register. */
export async function contesterOf(fine: Fine, { caller, deps }: Asking): Promise<Contester> {
  const vehicle = await deps.vehicles.byPlate(fine.plateCountry ?? fine.country, fine.plate);
  const { ownerId, ownerPhone } = vehicle ?? {};
  return {
    ...(caller.personId ? { personId: caller.personId } : {}),
    ...(caller.phone ? { phone: caller.phone } : {}),
    ...(ownerId ? { registered: { personId: ownerId } } : ownerPhone ? { registered: { phone: ownerPhone } } : {}),
  };
}

/** Photos may show people: for the owner and the driver, and where no owner is known for whoever holds the note. */
export const maySeePhotos = (fine: Fine, who: Contester, named: boolean): boolean =>
  isOwnerOrDriver(fine, who) || (named && !knownOwner(fine, who));
