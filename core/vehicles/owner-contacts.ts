import type { Connection } from 'mongoose';

import type { IdentityService } from '../identity/index.ts';
import { ownedSince } from './owner-history.ts';
import { anyCase, vehicleModel, type VehicleRecord } from './vehicle.model.ts';

/** Where people are asked by what else they are known than by their id. */
export type Contacts = Pick<IdentityService, 'byId' | 'phonesOf'>;

export interface OwnerContacts {
  /**
   * Vehicles whose owner the register knows without an id: by a phone or an e-mail address of this person, or by nothing but
   * the fiscal number that stands on a vehicle of theirs.
   */
  vehiclesOf(personId: string): Promise<VehicleRecord[]>;
  /**
   * What finds records that note the owner of their time (`ownerId`): one filter for those that note this person, and one for
   * each vehicle of theirs of which nobody could be noted.
   */
  recordsOf(personId: string, when: 'at' | 'createdAt'): Promise<object[]>;
}

const unnamed = { ownerId: { $exists: false } };

export function createOwnerContacts({
  connection,
  identity,
}: {
  connection: Connection;
  identity: Contacts;
}): OwnerContacts {
  const vehicles = vehicleModel(connection);

  /** A fiscal number that is a second person's as well says nothing of either. */
  async function numbersOf(personId: string, known: readonly VehicleRecord[]): Promise<string[]> {
    const own = await vehicles.find({ ownerId: personId }, { ownerNif: 1 }).lean<VehicleRecord[]>();
    const numbers = [...new Set([...own, ...known].flatMap(({ ownerNif }) => ownerNif ?? []))];
    if (numbers.length === 0) return [];
    const others = await vehicles.distinct('ownerNif', {
      ownerNif: { $in: numbers },
      ownerId: { $exists: true, $ne: personId },
    });
    return numbers.filter((number) => !others.includes(number));
  }

  async function vehiclesOf(personId: string): Promise<VehicleRecord[]> {
    const [person, phones] = await Promise.all([identity.byId(personId), identity.phonesOf(personId)]);
    const { email } = person ?? {};
    const byPhone =
      phones.length > 0 ? await vehicles.find({ ownerPhone: { $in: phones }, ...unnamed }).lean<VehicleRecord[]>() : [];
    const byEmail = email
      ? await vehicles
          .find({ ownerEmail: email, ...unnamed })
          .collation(anyCase)
          .lean<VehicleRecord[]>()
      : [];
    const numbers = await numbersOf(personId, [...byPhone, ...byEmail]);
    // Where another phone or address stands, it is whoever has that.
    const bare = { ...unnamed, ownerPhone: { $exists: false }, ownerEmail: { $exists: false } };
    const byNumber =
      numbers.length > 0 ? await vehicles.find({ ownerNif: { $in: numbers }, ...bare }).lean<VehicleRecord[]>() : [];
    return [...new Map([...byPhone, ...byEmail, ...byNumber].map((each) => [each._id, each])).values()];
  }

  return {
    vehiclesOf,

    async recordsOf(personId, when) {
      const vehicleFilters = (await vehiclesOf(personId)).map((vehicle) => {
        const since = ownedSince(vehicle);
        return { vehicleId: vehicle._id, ...unnamed, ...(since ? { [when]: { $gte: since } } : {}) };
      });
      return [{ ownerId: personId }, ...vehicleFilters];
    },
  };
}
