import type { Connection } from 'mongoose';

import type { PersonalData } from '../identity/index.ts';
import { createOwnerContacts, type Contacts } from './owner-contacts.ts';
import { isPresentEntry } from './owner-history.ts';
import { vehicleModel, type VehicleRecord } from './vehicle.model.ts';

/** Whoever was about to write what they had read before has to read it again: its histories would bring names back. */
const aside = { $inc: { revision: 1 } } as const;

const ofOwner = { ownerId: 1, ownerName: 1, ownerPhone: 1, ownerEmail: 1, ownerArea: 1, ownerNif: 1 } as const;

/**
 * The registry keeps the vehicle and forgets whose it is, however it knew that. Others find by it what they hold themselves, so
 * that it forgets after them.
 */
export function vehiclesPersonalData({
  connection,
  identity,
}: {
  connection: Connection;
  identity: Contacts;
}): PersonalData {
  const vehicles = vehicleModel(connection);
  const contacts = createOwnerContacts({ connection, identity });

  /** What is said of an owner who has no id goes with their phone, also from the history. */
  async function forgetByContact(personId: string): Promise<void> {
    for (;;) {
      const known = await contacts.vehiclesOf(personId);
      if (known.length === 0) return;
      for (const { _id, revision, ownerName, owners } of known) {
        const kept = owners?.map((one) => {
          const { name, ...rest } = one;
          const isTheirs = one.ownerId === undefined && (isPresentEntry(one) || name === ownerName);
          return isTheirs ? rest : one;
        });
        // One that was changed in this moment is looked at again.
        await vehicles.updateOne({ _id, revision: revision ?? null } as object, {
          ...(kept ? { $set: { owners: kept } } : {}),
          $unset: ofOwner,
          ...aside,
        });
      }
    }
  }

  /** What an owner has said of a theft goes with them; what another one has said of another theft stays. */
  async function forgetTheft(ownerId: string): Promise<void> {
    const stolen = await vehicles
      .find({ 'thefts.by': ownerId, stolen: true }, { thefts: 1 })
      .lean<Pick<VehicleRecord, '_id' | 'thefts'>[]>();
    const told = stolen.filter(({ thefts }) => thefts?.at(-1)?.by === ownerId && thefts.at(-1)?.as === 'owner');
    await vehicles.updateMany(
      { _id: { $in: told.map(({ _id }) => _id) } },
      { $unset: { theft: 1, seenStolen: 1 }, ...aside },
    );
  }

  return {
    domain: 'vehicles',
    async collect(ownerId) {
      const found = await vehicles
        .find({ $or: [{ ownerId }, { 'owners.ownerId': ownerId }] }, { _id: 0, carried: 0 })
        .lean<VehicleRecord[]>();
      const byContact = (await contacts.vehiclesOf(ownerId)).map(
        ({ country, plate, make, model, ownerName, ownerPhone, ownerEmail, ownerArea, ownerNif, owners }) => {
          const present = owners?.filter((one) => isPresentEntry(one) && one.ownerId === undefined) ?? [];
          const owner = { ownerName, ownerPhone, ownerEmail, ownerArea, ownerNif };
          return { country, plate, make, model, ...owner, ...(present.length > 0 ? { owners: present } : {}) };
        },
      );
      const byId = found.map(({ owners, ...vehicle }) => {
        const own = owners?.filter((one) => one.ownerId === ownerId) ?? [];
        if (vehicle.ownerId === ownerId) return { ...vehicle, ...(own.length > 0 ? { owners: own } : {}) };
        // Of a vehicle that is somebody else's by now, only when it was this person's.
        const { country, plate, make, model } = vehicle;
        return { country, plate, make, model, owners: own };
      });
      return [...byId, ...byContact];
    },
    async erase(ownerId) {
      // First, while the fiscal number on their own vehicles still leads to the others.
      await forgetByContact(ownerId);
      await vehicles.updateMany({ ownerId }, { $unset: ofOwner, ...aside });
      await forgetTheft(ownerId);
      await vehicles.updateMany(
        { 'thefts.by': ownerId },
        { $unset: { 'thefts.$[own].by': 1 }, ...aside },
        { arrayFilters: [{ 'own.by': ownerId }] },
      );
      // That somebody had it then stays; who it was goes.
      await vehicles.updateMany(
        { 'owners.ownerId': ownerId },
        { $unset: { 'owners.$[own].ownerId': 1, 'owners.$[own].name': 1 }, ...aside },
        { arrayFilters: [{ 'own.ownerId': ownerId }] },
      );
    },
    async merge(from, into) {
      await vehicles.updateMany({ ownerId: from }, { $set: { ownerId: into }, ...aside });
      await vehicles.updateMany(
        { 'owners.ownerId': from },
        { $set: { 'owners.$[own].ownerId': into }, ...aside },
        { arrayFilters: [{ 'own.ownerId': from }] },
      );
      await vehicles.updateMany(
        { 'thefts.by': from },
        { $set: { 'thefts.$[own].by': into }, ...aside },
        { arrayFilters: [{ 'own.by': from }] },
      );
    },
  };
}
