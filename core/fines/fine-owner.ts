import type { IdentityService } from '../identity/index.ts';
import type { VehicleOwner, VehicleOwners, VehicleService } from '../vehicles/index.ts';
import type { Fine } from './infraction.model.ts';

export interface OwnerOfDeps {
  readonly vehicles: Pick<VehicleService, 'byPlate'>;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly people: Pick<IdentityService, 'byId'>;
}

/** Who answers for a fine: the person it is recorded on, else the owner of the plate. */
export const createOwnerOf =
  ({ vehicles, owners, people }: OwnerOfDeps) =>
  async (fine: Fine): Promise<VehicleOwner | undefined> => {
    const vehicle = await vehicles.byPlate(fine.plateCountry ?? fine.country, fine.plate);
    const owner = vehicle ? await owners.ownerOf(vehicle) : undefined;
    const person = fine.ownerId ? await people.byId(fine.ownerId) : undefined;
    return person ? { ...(owner?.person?.id === person.id ? owner : {}), person } : owner;
  };
