import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { isDuplicateKey, newId } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { LisoloError } from '../../errors.ts';
import { keepPhoto, type FileService } from '../../files/index.ts';
import type { VehicleOwners } from '../vehicle-owners.ts';
import type { Vehicle } from '../vehicle.model.ts';
import type { VehicleService } from '../vehicle.service.ts';
import { seenOfPaper } from '../visibility.ts';
import type { PaperCarrying } from './carrying.ts';
import { changePaper } from './change-paper.ts';
import { checkVerdict, verdictOn, type PaperVerdict } from './deciding.ts';
import type { PaperFields } from './fields/paper-fields.ts';
import { hintsFor, type Hint } from './hints.ts';
import type { PaperReading, ReadPage } from './paper-reading.ts';
import { paperModel, toPaper, type Paper, type PaperRecord } from './paper.model.ts';
import { mayMove, mostPending, mostPerDay } from './paper.states.ts';
import {
  bornBy, checkedSaid, hashOf, marksOf, plateMark, refusalFor, refused, senderRole, vinMark, type Sender, type Sending,
} from './sending.ts'; // prettier-ignore
import { statesOf, type PaperStateOf } from './standing.ts';

export interface VehiclePapers {
  /**
   * Keeps a paper until an administrator has looked at it. Throws `unauthenticated`, `forbidden`, `not_found`,
   * `invalid_input` (`details.field`), `unsupported_media`, `conflict` (`details.refusal`, a `SendRefusal`).
   */
  send(sending: Sending): Promise<Paper>;
  /** The photo of a paper that was sent without one. Throws as `send` does. */
  addPhoto(more: { id: string; by: Sender; photo: string; read?: PaperFields; key: string }): Promise<Paper>;
  /** Takes a waiting paper back; repeating it changes nothing. Throws `forbidden`, `conflict` (`over`). */
  withdraw(id: string, personId: string): Promise<Paper>;
  /** Repeating one's own decision changes nothing. Throws as `verdictOn` does. */
  decide(id: string, verdict: PaperVerdict): Promise<Paper>;
  byId(id: string): Promise<Paper | undefined>;
  /** Newest first. */
  ofVehicle(vehicleId: string): Promise<Paper[]>;
  /** Those that hold, and those that wait for an administrator. */
  current(vehicleId: string): Promise<{ readonly validated: Paper[]; readonly pending: Paper[] }>;
  /** How each kind of paper of a vehicle stands, for its card, by those papers that may be seen there. */
  statesOf(vehicleId: string, isSeen?: (paper: Paper) => boolean): Promise<PaperStateOf[]>;
  /** A paper of another vehicle, valid or waiting, on which this plate or one of these chassis numbers stands; a valid one first. */
  elsewhere(borne: {
    plate: string;
    vins: readonly string[];
    vehicleId: string | undefined;
  }): Promise<Paper | undefined>;
  /** The paper held against the vehicle as it is now. */
  hintsOn(paper: Paper): Promise<Hint[]>;
  /** What stands on a photo; nothing is stored. */
  read(fileId: string, country: CountryCode): Promise<ReadPage>;
}

export interface VehiclePapersDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly files: Pick<FileService, 'read' | 'put' | 'remove'>;
  readonly vehicles: Pick<VehicleService, 'byId'>;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly carrying: Pick<PaperCarrying, 'carry'>;
  readonly reading: PaperReading;
}

const mostOfVehicle = 200;
const dayMs = 86_400_000;

interface KeptPhoto {
  readonly photoId: string;
  readonly photoHash: string;
}

/** B4: papers of vehicles, from the photo to the register. */
export function createVehiclePapers(deps: VehiclePapersDeps): VehiclePapers {
  const { clock, files, vehicles, carrying, reading } = deps;
  const papers = paperModel(deps.connection);

  async function vehicleOf(vehicleId: string): Promise<Vehicle> {
    const vehicle = await vehicles.byId(vehicleId);
    if (!vehicle) throw new LisoloError('not_found', { reason: 'there is no such vehicle' });
    return vehicle;
  }

  async function ofVehicle(vehicleId: string): Promise<Paper[]> {
    const found = papers.find({ vehicleId }).sort({ createdAt: -1 }).limit(mostOfVehicle);
    return (await found.lean<PaperRecord[]>()).map(toPaper);
  }

  /** The paper that bears one of these marks already. */
  async function refuseKnown(marks: readonly string[], key: string): Promise<void> {
    if (marks.length === 0) return;
    const known = await papers.findOne({ sameAs: { $in: marks } }).lean<PaperRecord>();
    if (known && known.key !== key)
      throw refused(refusalFor(marks.find((mark) => known.sameAs?.includes(mark))), known._id);
  }

  async function refuseMany(personId: string): Promise<void> {
    const since = new Date(clock().getTime() - dayMs);
    const recent = await papers
      .find({ personId, createdAt: { $gt: new Date(clock().getTime() - 365 * dayMs) } }, { state: 1, createdAt: 1 })
      .sort({ createdAt: -1 })
      .limit(mostOfVehicle)
      .lean<Pick<PaperRecord, 'state' | 'createdAt'>[]>();
    const waiting = recent.filter(({ state }) => state === 'pending').length;
    if (waiting >= mostPending || recent.filter(({ createdAt }) => createdAt > since).length >= mostPerDay)
      throw refused('enough');
  }

  async function keep(photo: string, owner: string, key: string): Promise<KeptPhoto> {
    const photoId = await keepPhoto(files, photo, { name: 'papier', owner, key: `paper:${key}` });
    return { photoId, photoHash: hashOf((await files.read(photoId)).bytes) };
  }

  /** A photo that nothing refers to is not kept. */
  async function unlessRefused<T>(kept: KeptPhoto | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (kept && !(await papers.exists(kept))) await files.remove(kept.photoId);
      throw error;
    }
  }

  async function insert(record: PaperRecord, marks: readonly string[]): Promise<Paper> {
    await papers.init();
    try {
      await papers.create(record);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const again = await papers.findOne({ key: record.key }).lean<PaperRecord>();
      if (again) return toPaper(again);
      await refuseKnown(marks, record.key);
      throw error;
    }
    return toPaper(record);
  }

  return {
    async send(sending) {
      const { key, vehicleId, kind, by, read } = sending;
      const known = await papers.findOne({ key }).lean<PaperRecord>();
      if (known) return toPaper(known);
      const vehicle = await vehicleOf(vehicleId);
      const role = senderRole(by, vehicle);
      const now = clock();
      const said = checkedSaid(sending.said, kind, vehicle, now);
      await refuseMany(by.personId);
      const kept = sending.photo === undefined ? undefined : await keep(sending.photo, by.personId, key);
      const marks = marksOf({ vehicleId, kind, said }, kept?.photoHash);
      const borne = bornBy({ said, ...(read ? { read } : {}) }, vehicle.plate);
      return unlessRefused(kept, async () => {
        await refuseKnown(marks, key);
        return insert(
          {
            _id: newId(),
            key,
            vehicleId,
            country: vehicle.country,
            plate: vehicle.plate,
            kind,
            state: 'pending',
            revision: 1,
            personId: by.personId,
            role,
            channel: by.channel,
            ...(vehicle.ownerId === undefined ? {} : { ownerId: vehicle.ownerId }),
            ...kept,
            said,
            ...(read ? { read } : {}),
            ...(borne.length > 0 ? { bears: borne } : {}),
            history: [{ to: 'pending', at: now, by: by.personId }],
            ...(marks.length > 0 ? { sameAs: marks } : {}),
            createdAt: now,
          },
          marks,
        );
      });
    },

    async addPhoto({ id, by, photo, read, key }) {
      const paper = await changePaper(papers, id, () => undefined);
      const vehicle = await vehicleOf(paper.vehicleId);
      const viewer = senderRole(by, vehicle);
      if (seenOfPaper({ viewer, personId: by.personId }, vehicle, paper) !== 'all')
        throw new LisoloError('forbidden', { reason: "it was sent while the vehicle was somebody else's" });
      const kept = await keep(photo, by.personId, key);
      if (paper.photoId === kept.photoId) return paper;
      const [mark = ''] = marksOf({ ...paper, said: {} }, kept.photoHash);
      return unlessRefused(kept, async () => {
        await refuseKnown([mark], '');
        return changePaper(papers, id, ({ state, photoId }) => {
          if (photoId === kept.photoId) return undefined;
          if (state !== 'pending') throw refused('over');
          if (photoId !== undefined) throw refused('has_photo');
          const borne = bornBy({ said: paper.said, ...(read ? { read } : {}) }, vehicle.plate);
          return {
            $set: { ...kept, ...(read ? { read } : {}), ...(borne.length > 0 ? { bears: borne } : {}) },
            $addToSet: { sameAs: mark },
          };
        });
      });
    },

    async withdraw(id, personId) {
      const paper = await changePaper(papers, id, ({ state, personId: sender }) => {
        if (sender !== personId || personId === '') throw new LisoloError('forbidden', { refusal: 'not_yours' });
        if (state === 'withdrawn') return undefined;
        if (!mayMove(state, 'withdrawn', 'sender')) throw refused('over');
        const now = clock();
        return {
          $set: { state: 'withdrawn', carryAt: now },
          $unset: { sameAs: 1, lease: 1 },
          $push: { history: { from: state, to: 'withdrawn', at: now, by: personId } },
        };
      });
      await carrying.carry(paper);
      return paper;
    },

    async decide(id, verdict) {
      checkVerdict(verdict, clock());
      const paper = await changePaper(papers, id, (each) => verdictOn(each, verdict, clock()));
      if (paper.state !== 'replaced') await carrying.carry(paper);
      return paper;
    },

    async byId(id) {
      const found = await papers.findById(id).lean<PaperRecord>();
      return found ? toPaper(found) : undefined;
    },

    ofVehicle,

    async current(vehicleId) {
      const all = await ofVehicle(vehicleId);
      return {
        validated: all.filter(({ state }) => state === 'validated'),
        pending: all.filter(({ state }) => state === 'pending'),
      };
    },

    statesOf: async (vehicleId, isSeen = () => true) => statesOf((await ofVehicle(vehicleId)).filter(isSeen)),

    async elsewhere({ plate, vins, vehicleId }) {
      const found = await papers
        .find({
          bears: { $in: [plateMark(plate), ...vins.map(vinMark)] },
          state: { $in: ['validated', 'pending'] },
          vehicleId: { $ne: vehicleId ?? '' },
        })
        .limit(mostOfVehicle)
        .lean<PaperRecord[]>();
      const first = found.find(({ state }) => state === 'validated') ?? found[0];
      return first && toPaper(first);
    },

    async hintsOn(paper) {
      const vehicle = await vehicles.byId(paper.vehicleId);
      const owner = vehicle ? await deps.owners.ownerOf(vehicle) : undefined;
      const twin =
        paper.photoHash === undefined
          ? null
          : await papers.exists({ photoHash: paper.photoHash, vehicleId: { $ne: paper.vehicleId } });
      return hintsFor(paper, {
        ...(vehicle ? { vehicle } : {}),
        ...(owner?.name === undefined ? {} : { ownerName: owner.name }),
        now: clock(),
        elsewhere: twin !== null,
      });
    },

    read: (fileId, country) => reading.read(fileId, country),
  };
}
