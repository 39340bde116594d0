import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { isLisoloError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Vehicle } from '../vehicle.model.ts';
import type { Cause, NewVehicle, VehicleRegistry } from '../vehicle.registry.ts';
import { nextTry } from '../put-off.ts';
import { changeRequest } from './change-request.ts';
import { requestModel, toRequest, type VehicleRequest, type VehicleRequestRecord } from './request.model.ts';

export type SetBack = NonNullable<VehicleRequest['setBack']>['why'];

export interface CarryingOver {
  /**
   * Writes an acceptance into the register and then closes the request. Where the register no longer is what the
   * administrator has seen, the request waits for a fresh look, and says why.
   */
  carry(request: VehicleRequest): Promise<VehicleRequest>;
  /** Those that a crash interrupted; returns how many. */
  carryLate(): Promise<number>;
}

const perRun = 100;

/** Facts of the owner before that are not the new one's. */
const noFormerOwner = { ownerArea: null, ownerNif: null } as const;

const whyOf = (error: unknown): SetBack | undefined => {
  if (isLisoloError(error, 'conflict')) return error.details['field'] === 'plate' ? 'plate_taken' : 'changed';
  return isLisoloError(error, 'invalid_input') || isLisoloError(error, 'not_found') ? 'not_possible' : undefined;
};

/** The way of an accepted request into the register, once: the request holds the mark until the vehicle has it too. */
export function createCarryingOver({
  connection,
  clock,
  log,
  vehicleRegistry,
}: {
  connection: Connection;
  clock: Clock;
  log: Log;
  vehicleRegistry: VehicleRegistry;
}): CarryingOver {
  const requests = requestModel(connection);

  async function write({ id, kind, personId, country, plate, vehicleId = '', wish, carrying }: VehicleRequest) {
    const cause: Cause = { carries: id };
    const seen = { ...(carrying?.revision === undefined ? {} : { revision: carrying.revision }) };
    const write = async (change: Parameters<VehicleRegistry['update']>[1], why: Cause): Promise<Vehicle> =>
      (await vehicleRegistry.update(vehicleId, change, seen, why)).after;
    if (kind === 'declare')
      return vehicleRegistry.create(
        { ...(wish as Omit<NewVehicle, 'country' | 'plate'>), country, plate, ownerId: personId },
        { ...cause, how: 'declared' },
      );
    return kind === 'claim'
      ? write({ ownerId: personId, ...noFormerOwner }, { ...cause, how: 'claimed' })
      : write(wish, cause);
  }

  const closed = (request: VehicleRequest, vehicle: Vehicle): Promise<VehicleRequest> =>
    changeRequest(requests, request.id, ({ state, carrying }) => {
      if (state !== 'pending' || !carrying) return undefined;
      const { by, reason, words } = carrying;
      const why = { ...(reason === undefined ? {} : { reason }), ...(words === undefined ? {} : { words }) };
      return {
        $set: { state: 'accepted', vehicleId: vehicle.id, tellAt: clock() },
        $unset: { carrying: 1, open: 1, lease: 1, setBack: 1 },
        $push: { history: { from: state, to: 'accepted', at: clock(), by, ...why } },
      };
    });

  const backTo = (request: VehicleRequest, why: SetBack): Promise<VehicleRequest> =>
    changeRequest(requests, request.id, ({ state, carrying }) =>
      state === 'pending' && carrying
        ? { $set: { setBack: { at: clock(), why } }, $unset: { carrying: 1, lease: 1 } }
        : undefined,
    );

  async function carry(request: VehicleRequest): Promise<VehicleRequest> {
    if (!request.carrying) return request;
    try {
      return await closed(request, await write(request));
    } catch (error) {
      const why = whyOf(error);
      if (!why) throw error;
      return backTo(request, why);
    }
  }

  const putOff = ({ _id, carrying }: VehicleRequestRecord): Promise<unknown> =>
    requests.updateOne(
      { _id, 'carrying.nextAt': carrying?.nextAt },
      { $set: { 'carrying.nextAt': nextTry(clock(), carrying?.failures ?? 0) }, $inc: { 'carrying.failures': 1 } },
    );

  return {
    carry,
    async carryLate() {
      const late = await requests
        .find({ 'carrying.nextAt': { $lte: clock() } })
        .sort({ 'carrying.nextAt': 1 })
        .limit(perRun)
        .lean<VehicleRequestRecord[]>();
      for (const record of late)
        await carry(toRequest(record)).catch(async (error: unknown) => {
          log.warn({ error, requestId: record._id }, 'an accepted request is carried over later');
          await putOff(record);
        });
      return late.length;
    },
  };
}
