import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { isDuplicateKey, newId } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { LisoloError } from '../../errors.ts';
import { keepPhoto, type FileService } from '../../files/index.ts';
import type { VehicleOwners } from '../vehicle-owners.ts';
import { toVehicle, vehicleModel, type Vehicle, type VehicleRecord } from '../vehicle.model.ts';
import type { CarryingOver } from './carrying-over.ts';
import { changeRequest } from './change-request.ts';
import { cannot, writeVerdict, type RequestVerdict } from './deciding.ts';
import { askedIn, canonicalOf, holderOf, refused, type Opening } from './opening.ts';
import { openKey, requestModel, toRequest, type VehicleRequest, type VehicleRequestRecord } from './request.model.ts';
import { longestWords, mayMove, mostOpen, mostPerDay, objectionUntil } from './request.states.ts';
import { createWishes, type Wishes } from './wishes.ts';

export interface VehicleRequests {
  /** Throws what `askedIn` throws, `not_found` and `unsupported_media` for photos. Repeating a key gives the first one. */
  open(opening: Opening): Promise<VehicleRequest>;
  /** Repeating it changes nothing. Throws `forbidden` to anybody but the author, `illegal_transition` once it is over. */
  withdraw(id: string, personId: string): Promise<VehicleRequest>;
  /** The present owner says no: the administration hears it with the claim. Throws `forbidden`, `illegal_transition`. */
  object(
    id: string,
    by: { readonly personId: string; readonly phone?: string; readonly words?: string },
  ): Promise<VehicleRequest>;
  /** What `writeVerdict` says; an acceptance that did not come into the register throws `conflict` (`details.refusal`). */
  decide(id: string, verdict: RequestVerdict): Promise<VehicleRequest>;
  byId(id: string): Promise<VehicleRequest | undefined>;
  /** Newest first. */
  ofPerson(personId: string): Promise<VehicleRequest[]>;
  /** Claims on vehicles of this person that wait for an answer. */
  against(who: { readonly personId: string; readonly phone?: string }): Promise<VehicleRequest[]>;
  /** Whether somebody claims this vehicle and waits for an answer. */
  isClaimed(vehicleId: string): Promise<boolean>;
  /** The vehicle that it is about, as it is now. */
  vehicleOf(request: Pick<VehicleRequest, 'vehicleId' | 'country' | 'plate'>): Promise<Vehicle | undefined>;
  readonly wishes: Wishes;
}

const dayMs = 86_400_000;
const mostListed = 30;

export function createVehicleRequests({
  connection,
  clock,
  files,
  owners,
  carryingOver,
}: {
  connection: Connection;
  clock: Clock;
  files: Pick<FileService, 'read' | 'put' | 'remove'>;
  owners: Pick<VehicleOwners, 'ownerOf'>;
  carryingOver: Pick<CarryingOver, 'carry'>;
}): VehicleRequests {
  const requests = requestModel(connection);
  const vehicles = vehicleModel(connection);
  const wishes = createWishes(clock);
  const many = async (filter: object, most = mostListed): Promise<VehicleRequest[]> =>
    (await requests.find(filter).sort({ createdAt: -1 }).limit(most).lean<VehicleRequestRecord[]>()).map(toRequest);

  async function byPlate(country: CountryCode, plate: string): Promise<Vehicle | undefined> {
    const found = await vehicles.findOne({ plate, country }).lean<VehicleRecord>();
    return found ? toVehicle(found) : undefined;
  }

  async function refuseTooMany(personId: string): Promise<void> {
    const since = new Date(clock().getTime() - dayMs);
    const recent = await many({ personId }, mostOpen + mostPerDay);
    const open = recent.filter(({ state }) => state === 'pending').length;
    if (open >= mostOpen || recent.filter(({ createdAt }) => createdAt > since).length >= mostPerDay)
      throw refused('enough');
  }

  async function keepAll({ photos = [], by, key }: Opening): Promise<string[]> {
    const keep = (photo: string, index: number) =>
      keepPhoto(files, photo, { name: 'proof', owner: by.personId, key: `vehicle-request:${key}:${index}` });
    return Promise.all(photos.map(keep));
  }

  async function open(opening: Opening): Promise<VehicleRequest> {
    const { key, kind, by, country } = opening;
    await requests.init();
    const known = await requests.findOne({ key }).lean<VehicleRequestRecord>();
    if (known) return toRequest(known);
    const vehicle = await byPlate(country, canonicalOf(opening.plate, country));
    const owner = vehicle && kind === 'claim' ? await owners.ownerOf(vehicle) : undefined;
    const asked = askedIn(opening, vehicle, owner, wishes);
    await refuseTooMany(by.personId);
    const photos = await keepAll(opening);
    const now = clock();
    const { personId } = by;
    const record: VehicleRequestRecord = {
      _id: newId(),
      key,
      kind,
      state: 'pending',
      revision: 1,
      personId,
      ...asked,
      photos,
      history: [{ to: 'pending', at: now, by: personId }],
      decideFrom: asked.holder ? objectionUntil(now) : now,
      open: openKey({ personId, kind, country, plate: asked.plate }),
      ...(asked.holder ? { tellAt: now } : {}),
      createdAt: now,
    };
    try {
      await requests.create(record);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const first = await requests.findOne({ key }).lean<VehicleRequestRecord>();
      if (first) return toRequest(first);
      // Photos that nothing refers to are not kept.
      for (const photo of photos) await files.remove(photo);
      throw refused('open');
    }
    return toRequest(record);
  }

  const vehicleOf: VehicleRequests['vehicleOf'] = async ({ vehicleId, country, plate }) => {
    if (vehicleId === undefined) return byPlate(country, plate);
    const found = await vehicles.findById(vehicleId).lean<VehicleRecord>();
    return found ? toVehicle(found) : undefined;
  };

  return {
    wishes,
    open,
    vehicleOf,

    withdraw: (id, personId) =>
      changeRequest(requests, id, (request) => {
        if (request.personId !== personId) throw new LisoloError('forbidden', { reason: 'not the author' });
        if (request.state === 'withdrawn') return undefined;
        if (!mayMove(request.state, 'withdrawn', 'author') || request.carrying) throw cannot('over');
        const now = clock();
        return {
          $set: { state: 'withdrawn', ...(request.holder ? { tellAt: now } : {}) },
          $unset: { open: 1, lease: 1, setBack: 1 },
          $push: { history: { from: request.state, to: 'withdrawn', at: now, by: personId } },
        };
      }),

    object: (id, { personId, phone, words }) =>
      changeRequest(requests, id, ({ kind, state, holder, objection, carrying }) => {
        const isHolder = holder?.personId === personId || (phone !== undefined && holder?.phone === phone);
        if (kind !== 'claim' || !isHolder) throw new LisoloError('forbidden', { reason: 'not the owner' });
        if (words !== undefined && (words.trim() === '' || words.length > longestWords))
          throw new LisoloError('invalid_input', { field: 'words', reason: 'words' });
        if (objection) return undefined;
        if (state !== 'pending' || carrying) throw cannot('over');
        const now = clock();
        const said = { at: now, by: personId, ...(words === undefined ? {} : { words }) };
        // Nothing more to wait for.
        return { $set: { objection: said, decideFrom: now } };
      }),

    async decide(id, verdict) {
      const holderNow = async (vehicle: Vehicle) => holderOf(await owners.ownerOf(vehicle));
      const decided = await writeVerdict(requests, id, verdict, { vehicleOf, holderNow, now: clock() });
      if (!decided.carrying) return decided;
      const carried = await carryingOver.carry(decided);
      if (carried.state === 'pending') throw cannot(carried.setBack?.why ?? 'changed');
      return carried;
    },

    async byId(id) {
      const found = await requests.findById(id).lean<VehicleRequestRecord>();
      return found ? toRequest(found) : undefined;
    },

    async isClaimed(vehicleId) {
      return (await requests.exists({ vehicleId, state: 'pending', kind: 'claim' })) !== null;
    },

    ofPerson: (personId) => many({ personId }),

    async against({ personId, phone }) {
      const byPerson = await many({ 'holder.personId': personId, state: 'pending' });
      const byPhone = phone === undefined ? [] : await many({ 'holder.phone': phone, state: 'pending' });
      return [...new Map([...byPerson, ...byPhone].map((one) => [one.id, one])).values()];
    },
  };
}
