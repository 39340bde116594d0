import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { newId } from '../../database/index.ts';
import { LisoloError } from '../../errors.ts';
import type { IdentityService } from '../../identity/index.ts';
import type { Log } from '../../log.ts';
import type { NotificationService } from '../../notifications/index.ts';
import { createUnderWay } from '../../under-way.ts';
import type { Vehicle } from '../vehicle.model.ts';
import { createHandingOver, type HandingOverDeps } from './handing-over.ts';
import { createTransferNotices } from './transfer-notices.ts';
import type { Transfer } from './transfer.model.ts';
import { transferTerms, type TransferRefusal } from './transfer.states.ts';
import { createTransferStore } from './transfer-store.ts';

export interface VehicleTransfers {
  /** Why this person cannot offer this vehicle now; undefined when nothing is in the way. */
  refusal(vehicleId: string, sellerId: string): Promise<TransferRefusal | undefined>;
  /**
   * Offers a vehicle to whoever has this phone (E.164). Repeating a key gives the same offer. Throws `conflict`
   * (details.refusal), `not_found`.
   */
  offer(wish: { key: string; vehicleId: string; sellerId: string; phone: string }): Promise<Transfer>;
  byId(id: string): Promise<Transfer | undefined>;
  openOf(vehicleId: string): Promise<Transfer | undefined>;
  /** What somebody is offered, the oldest first. */
  offeredTo(buyer: { personId?: string | undefined; phone?: string | undefined }): Promise<Transfer[]>;
  /**
   * The buyer agrees, and the register follows at once; the result tells whether it did (`failed`: not any more). Repeating it
   * changes nothing. Throws `conflict` (details.refusal), `not_found`.
   */
  accept(id: string, buyer: { personId: string; phone?: string | undefined }): Promise<Transfer>;
  decline(id: string, buyer: { personId: string; phone?: string | undefined }): Promise<Transfer>;
  withdraw(id: string, sellerId: string): Promise<Transfer>;
  /** The register says something else of the vehicle: an offer of what it was before ends, and both hear of it. Idempotent. */
  vehicleChanged(vehicle: Vehicle): Promise<void>;
  /** Ends what nobody has answered in time; returns how many. */
  expire(): Promise<number>;
  /** Does what a crash or a fault has left undone; returns how many were taken up. */
  finish(): Promise<number>;
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>;
}

export interface TransfersDeps extends HandingOverDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly people: Pick<IdentityService, 'byId' | 'byPhone'>;
  readonly notifications: Pick<NotificationService, 'notifyMany'>;
  readonly ussdCode: string;
}

const dayMs = 24 * 60 * 60_000;
const perRun = 100;

const refuse = (refusal: TransferRefusal): LisoloError => new LisoloError('conflict', { refusal });

/** Both agree, and the vehicle changes hands: the transfer holds what was agreed until the register has followed. */
export function createVehicleTransfers(deps: TransfersDeps): VehicleTransfers {
  const { connection, clock, log, people } = deps;
  const { vehicleOf, isSame, whyNot, whyOver, carryOver } = createHandingOver(deps);
  const store = createTransferStore({ connection, clock });
  const notices = createTransferNotices(deps);
  const work = createUnderWay();

  /** All that follows from the state of a transfer. */
  async function follow(transfer: Transfer): Promise<Transfer> {
    const refusal = transfer.state === 'accepted' && transfer.open ? await carryOver(transfer) : undefined;
    if (refusal) {
      const failed = await store.move(transfer.id, { to: 'failed', by: 'clock', reason: refusal });
      return follow(failed ?? transfer);
    }
    if (transfer.state === 'accepted') await store.close(transfer.id);
    await notices.tell(transfer);
    await store.done(transfer);
    return transfer;
  }

  async function followOrLater(transfer: Transfer): Promise<Transfer> {
    try {
      return await follow(transfer);
    } catch (error) {
      log.warn({ error, transferId: transfer.id }, 'what follows from a transfer is done later');
      await store.putOff(transfer.id);
      return transfer;
    }
  }

  async function get(id: string): Promise<Transfer> {
    const transfer = await store.byId(id);
    if (!transfer) throw new LisoloError('not_found', { reason: 'there is no such transfer' });
    return transfer;
  }

  async function asBuyer(id: string, buyer: { personId: string; phone?: string | undefined }): Promise<Transfer> {
    const transfer = await get(id);
    const isTheirs = transfer.buyerPhone !== undefined && transfer.buyerPhone === buyer.phone;
    if (!isTheirs && !(await isSame(transfer.buyerId, buyer.personId)))
      throw new LisoloError('not_found', { reason: 'there is no such transfer' });
    return transfer;
  }

  async function refusal(vehicleId: string, sellerId: string): Promise<TransferRefusal | undefined> {
    const vehicle = await vehicleOf(vehicleId);
    if (!vehicle) return 'not_owner';
    const why = await whyNot(vehicle, sellerId);
    if (why) return why;
    const open = await store.openOf(vehicleId);
    // What a former owner has offered, or under a former plate, is nothing to wait for.
    if (open && (open.state !== 'offered' || !(await whyOver(open, vehicle)))) return 'open';
    const made = await store.countSince(sellerId, new Date(clock().getTime() - dayMs));
    return made >= transferTerms.offersADay ? 'enough' : undefined;
  }

  /** What was offered of a vehicle that has another owner or another plate since. */
  async function vehicleChanged(vehicle: Vehicle): Promise<void> {
    const open = await store.openOf(vehicle.id);
    const reason = open?.state === 'offered' ? await whyOver(open, vehicle) : undefined;
    if (!open || !reason) return;
    const ended = await store.move(open.id, { to: 'failed', by: 'clock', reason, from: 'offered' });
    if (ended) await followOrLater(ended);
  }

  return {
    refusal,
    vehicleChanged,
    byId: (id) => store.byId(id),
    openOf: (vehicleId) => store.openOf(vehicleId),
    offeredTo: (buyer) => store.offeredTo(buyer),

    async offer({ key, vehicleId, sellerId, phone }) {
      const made = await store.byKey(key);
      if (made) return made;
      const why = await refusal(vehicleId, sellerId);
      if (why) throw refuse(why);
      const [vehicle, buyer] = [await vehicleOf(vehicleId), await people.byPhone(phone)];
      if (!vehicle) throw refuse('not_owner');
      if (await isSame(buyer?.id, sellerId)) throw refuse('own_phone');
      await vehicleChanged(vehicle);
      const at = clock();
      const offered = await store.insert({
        _id: newId(),
        key,
        vehicleId,
        country: vehicle.country,
        plate: vehicle.plate,
        sellerId,
        ...(buyer ? { buyerId: buyer.id } : {}),
        buyerPhone: phone,
        state: 'offered',
        history: [{ to: 'offered', at, by: 'seller' }],
        open: true,
        until: new Date(at.getTime() + transferTerms.days * dayMs),
        todo: at,
        createdAt: at,
      });
      if (!offered) {
        // The same tap twice at once, or another offer of the same vehicle.
        const first = await store.byKey(key);
        if (!first) throw refuse('open');
        return first;
      }
      void work.track(followOrLater(offered));
      return offered;
    },

    async accept(id, buyer) {
      const transfer = await asBuyer(id, buyer);
      if (transfer.state === 'accepted') return transfer.open ? followOrLater(transfer) : transfer;
      if (transfer.state === 'failed') return transfer;
      if (transfer.state !== 'offered' || transfer.until <= clock()) throw refuse('over');
      if (await isSame(transfer.sellerId, buyer.personId)) throw refuse('own_phone');
      const accepted = await store.move(id, { to: 'accepted', by: 'buyer', set: { buyerId: buyer.personId } });
      if (accepted) return followOrLater(accepted);
      const present = await get(id);
      if (present.state !== 'accepted' && present.state !== 'failed') throw refuse('over');
      return present;
    },

    async decline(id, buyer) {
      const transfer = await asBuyer(id, buyer);
      if (transfer.state === 'declined') return transfer;
      const declined = await store.move(id, { to: 'declined', by: 'buyer', set: { buyerId: buyer.personId } });
      if (!declined) throw refuse('over');
      return followOrLater(declined);
    },

    async withdraw(id, sellerId) {
      const transfer = await get(id);
      if (!(await isSame(transfer.sellerId, sellerId)))
        throw new LisoloError('not_found', { reason: 'there is no such transfer' });
      if (transfer.state === 'withdrawn') return transfer;
      const withdrawn = await store.move(id, { to: 'withdrawn', by: 'seller' });
      if (!withdrawn) throw refuse('over');
      return followOrLater(withdrawn);
    },

    async expire() {
      const overdue = await store.overdue(perRun);
      for (const { id } of overdue) {
        const expired = await store.move(id, { to: 'expired', by: 'clock' });
        if (expired) await followOrLater(expired);
      }
      return overdue.length;
    },

    async finish() {
      const left = await store.todo(perRun);
      for (const transfer of left) await followOrLater(transfer);
      return left.length;
    },

    idle: () => work.idle(),
  };
}
