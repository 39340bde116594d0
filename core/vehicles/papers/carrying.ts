import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { isLisoloError } from '../../errors.ts';
import type { FileService } from '../../files/index.ts';
import type { Log } from '../../log.ts';
import { vehicleModel, type VehicleRecord } from '../vehicle.model.ts';
import type { VehicleRegistry } from '../vehicle.registry.ts';
import { changePaper } from './change-paper.ts';
import { isDated, untilOf } from './paper.kinds.ts';
import { lastDayOf, paperModel, toPaper, type Paper, type PaperRecord } from './paper.model.ts';
import { keepRejectedDays } from './paper.states.ts';

export interface PaperCarrying {
  /**
   * Brings a validated paper's last day into the register, and puts it in the place of those before; the photo of one that
   * was rejected or taken back ends after a while. Idempotent.
   */
  carry(paper: Paper): Promise<void>;
  /** Those that a crash or a fault interrupted; returns how many. */
  carryLate(): Promise<number>;
}

const perRun = 100;
const lateMs = 60_000;
const dayMs = 86_400_000;

const timeOf = (day: Date | undefined): number => day?.getTime() ?? 0;

/** Which of two validated papers of one kind is the vehicle's: what was set back on purpose, the later day, the later word. */
export function isBetter(one: Paper, other: Paper): boolean {
  const later = timeOf(one.decidedAt) - timeOf(other.decidedAt);
  if (one.evenEarlier && later > 0) return true;
  if (other.evenEarlier && later < 0) return false;
  const days = timeOf(lastDayOf(one)) - timeOf(lastDayOf(other));
  if (days !== 0) return days > 0;
  return later === 0 ? one.id > other.id : later > 0;
}

/** What follows from how a paper has ended: the paper holds the mark until the vehicle has its day, or its photo an end. */
export function createPaperCarrying({
  connection,
  clock,
  log,
  files,
  vehicleRegistry,
}: {
  connection: Connection;
  clock: Clock;
  log: Log;
  files: Pick<FileService, 'keepOnlyUntil'>;
  vehicleRegistry: VehicleRegistry;
}): PaperCarrying {
  const papers = paperModel(connection);
  const vehicles = vehicleModel(connection);

  /** Never to an earlier day, unless the administrator said so; once, whatever is changed by hand afterwards. */
  async function intoRegister({ id, kind, vehicleId, evenEarlier, ...paper }: Paper): Promise<void> {
    const day = lastDayOf({ ...paper });
    if (!isDated(kind) || day === undefined) return;
    for (;;) {
      const vehicle = await vehicles.findById(vehicleId).lean<VehicleRecord>();
      if (!vehicle) return;
      const known = vehicle[untilOf[kind]];
      if (known && (known.getTime() === day.getTime() || (known > day && !evenEarlier))) return;
      try {
        await vehicleRegistry.update(vehicleId, { [untilOf[kind]]: day }, vehicle, { carries: `paper:${id}` });
        return;
      } catch (error) {
        // Somebody has changed the vehicle in this moment: it may know a later day now.
        if (!isLisoloError(error, 'conflict')) throw error;
      }
    }
  }

  async function replaceOthers({ vehicleId, kind }: Paper): Promise<void> {
    const found = await papers.find({ vehicleId, kind, state: 'validated' }).lean<PaperRecord[]>();
    const [best, ...others] = found.map(toPaper).sort((a, b) => (isBetter(a, b) ? -1 : 1));
    if (!best) return;
    for (const other of others)
      await changePaper(papers, other.id, ({ state }) =>
        state === 'validated'
          ? {
              $set: { state: 'replaced', replacedBy: best.id },
              $push: { history: { from: state, to: 'replaced', at: clock(), by: 'renewal' } },
            }
          : undefined,
      );
  }

  async function letPhotoEnd({ photoId, history }: Paper): Promise<void> {
    const ended = history.at(-1)?.at ?? clock();
    if (photoId !== undefined) await files.keepOnlyUntil(photoId, new Date(ended.getTime() + keepRejectedDays * dayMs));
  }

  async function carry(paper: Paper): Promise<void> {
    if (paper.state === 'rejected' || paper.state === 'withdrawn') await letPhotoEnd(paper);
    else {
      await intoRegister(paper);
      await replaceOthers(paper);
    }
    await papers.updateOne({ _id: paper.id }, { $unset: { carryAt: 1 } });
  }

  return {
    carry,

    async carryLate() {
      const due = await papers
        .find({ carryAt: { $lte: clock() } })
        .sort({ carryAt: 1 })
        .limit(perRun)
        .lean<PaperRecord[]>();
      for (const record of due)
        await carry(toPaper(record)).catch(async (error: unknown) => {
          log.warn({ error, paperId: record._id }, 'a paper comes into the register later');
          await papers.updateOne({ _id: record._id }, { $set: { carryAt: new Date(clock().getTime() + lateMs) } });
        });
      return due.length;
    },
  };
}
