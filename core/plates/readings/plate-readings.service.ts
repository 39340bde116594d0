import type { Connection, QueryFilter } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { isDuplicateKey } from '../../database/index.ts';
import type { Caller, CountryCode } from '../../dialog/types.ts';
import { isLisoloError, LisoloError } from '../../errors.ts';
import type { FileService } from '../../files/index.ts';
import { parsePlate } from '../parse.ts';
import type { PlateFault, PlateReader, PlateReading } from '../reader.ts';
import { plateReadingModel } from './plate-reading.model.ts';
import type { Guess, PlateReadingRecord } from './plate-reading.model.ts';
import { verdictOf } from './verdict.ts';

/** Why a photo was not read: too much to do, it has gone, it is no photo, or one of too many pixels. */
export type Unread = 'busy' | 'gone' | 'not_a_photo' | 'too_large';

/** What a photo says of its plate, for the conversation. */
export type PhotoReading =
  | { readonly verdict: 'sure' | 'unsure'; readonly guesses: readonly Guess[]; readonly pictureId?: string }
  | { readonly verdict: 'none'; readonly fault: PlateFault }
  | { readonly verdict: 'unread'; readonly why: Unread };

/** Whether something was read that a person can confirm. */
export const hasGuesses = ({ verdict }: PhotoReading): boolean => verdict === 'sure' || verdict === 'unsure';

export type Asker = Pick<Caller, 'country' | 'channel'>;

export interface PlateReadings {
  /** Reads the photo, once however often it is asked; where there was too much to do, asking again tries again. */
  read(fileId: string, asker: Asker): Promise<PhotoReading>;
  /** What was read before; undefined when nothing was, or it is forgotten. */
  of(fileId: string): Promise<PhotoReading | undefined>;
  /** The plate that the person says it is; the last word counts. Says whether the first guess was right. */
  settle(fileId: string, typed: string, country: CountryCode): Promise<{ readonly right: boolean }>;
  /** The same of the plate with which somebody went on after all, unless another photo had come. */
  takeUp(fileId: string, plate: string, country: CountryCode): Promise<void>;
  /** Another photo came before this reading was answered. */
  replace(fileId: string): Promise<void>;
  /** Forgets the guesses of a day ago; whoever has not answered by then gave up. Returns how many. */
  forget(now: Date): Promise<number>;
}

/** Photos that are read are kept no longer, unless somebody agrees (see plate-photos). */
const photoHours = 24;
const hourMs = 3_600_000;

const unreadBecause = (error: unknown): PhotoReading => {
  if (isLisoloError(error, 'unavailable')) return { verdict: 'unread', why: 'busy' };
  if (isLisoloError(error, 'not_found')) return { verdict: 'unread', why: 'gone' };
  if (isLisoloError(error, 'too_large')) return { verdict: 'unread', why: 'too_large' };
  if (isLisoloError(error, 'unsupported_media')) return { verdict: 'unread', why: 'not_a_photo' };
  throw error;
};

function toPhotoReading({ verdict, fault, guesses, pictureId }: PlateReadingRecord): PhotoReading {
  if (verdict === 'none') return { verdict, fault: fault ?? 'no_plate' };
  if (!guesses?.length) return { verdict: 'unread', why: 'gone' };
  return { verdict, guesses, ...(pictureId ? { pictureId } : {}) };
}

/** Lets photos be read for their plates, and counts how right the readings are (B2). */
export function createPlateReadings({
  connection,
  files,
  clock,
  reader,
}: {
  readonly connection: Connection;
  readonly files: Pick<FileService, 'read' | 'put' | 'keepOnlyUntil'>;
  readonly clock: Clock;
  readonly reader: PlateReader;
}): PlateReadings {
  const readings = plateReadingModel(connection);

  async function keepPicture(fileId: string, { candidates }: PlateReading, until: Date): Promise<string | undefined> {
    const picture = candidates[0]?.picture;
    if (!picture?.length) return undefined;
    const bytes = Buffer.from(picture);
    return (
      await files.put({ bytes, name: 'plaque', owner: 'plates', key: `plate-picture:${fileId}`, keepUntil: until })
    ).id;
  }

  async function readNow(fileId: string, { country, channel }: Asker): Promise<PlateReadingRecord> {
    const { file, bytes } = await files.read(fileId);
    if (!file.mimeType.startsWith('image/')) throw new LisoloError('unsupported_media', { reason: 'not_a_photo' });
    const at = clock();
    const forgetAt = new Date(at.getTime() + photoHours * hourMs);
    await files.keepOnlyUntil(fileId, forgetAt);
    const begun = performance.now();
    const reading = await reader.read(bytes, { country });
    const milliseconds = Math.round(performance.now() - begun);
    const [first] = reading.candidates;
    const pictureId = await keepPicture(file.id, reading, forgetAt);
    return {
      _id: fileId,
      at,
      verdict: reading.verdict,
      ...(reading.verdict === 'none' ? { fault: reading.fault } : {}),
      ...(first ? { confidence: first.confidence } : {}),
      country: first?.country ?? country,
      ...(first?.series ? { series: first.series } : {}),
      model: reader.model ?? 'unnamed',
      channel,
      milliseconds,
      ...(first ? { guesses: reading.candidates.map(({ text, confidence }) => ({ text, confidence })) } : {}),
      ...(pictureId ? { pictureId } : {}),
      forgetAt,
    };
  }

  /** Notes of a reading how right it was. */
  async function tell(which: QueryFilter<PlateReadingRecord>, typed: string, country: CountryCode): Promise<boolean> {
    const reading = await readings.findOne(which, { guesses: 1, forgetAt: 1 }).lean();
    const parsed = parsePlate(typed, country);
    if (!reading?.forgetAt || !parsed) return false;
    const { place, wrongSigns, right } = verdictOf(reading.guesses ?? [], parsed);
    await readings.updateOne(which, {
      $set: {
        outcome: place === undefined ? 'typed' : 'chosen',
        ...(place === undefined ? {} : { place }),
        ...(wrongSigns === undefined ? {} : { wrongSigns }),
        ...(parsed.country ? { country: parsed.country } : {}),
        ...(parsed.series ? { series: parsed.series } : {}),
      },
      ...(place === undefined ? { $unset: { place: 1 } } : {}),
    });
    return right;
  }

  return {
    async of(fileId) {
      const known = await readings.findById(fileId).lean();
      return known ? toPhotoReading(known) : undefined;
    },

    async read(fileId, asker) {
      const known = await readings.findById(fileId).lean();
      if (known) return toPhotoReading(known);
      try {
        const read = await readNow(fileId, asker);
        await readings.create(read);
        return toPhotoReading(read);
      } catch (error) {
        const first = isDuplicateKey(error) ? await readings.findById(fileId).lean() : undefined;
        return first ? toPhotoReading(first) : unreadBecause(error);
      }
    },

    async settle(fileId, typed, country) {
      return { right: await tell({ _id: fileId }, typed, country) };
    },

    async takeUp(fileId, plate, country) {
      await tell({ _id: fileId, outcome: { $ne: 'replaced' } }, plate, country);
    },

    async replace(fileId) {
      await readings.updateOne({ _id: fileId, outcome: { $exists: false } }, { $set: { outcome: 'replaced' } });
    },

    async forget(now) {
      const old = { forgetAt: { $lte: now } };
      await readings.updateMany({ ...old, outcome: { $exists: false } }, { $set: { outcome: 'abandoned' } });
      const { modifiedCount } = await readings.updateMany(old, { $unset: { guesses: 1, pictureId: 1, forgetAt: 1 } });
      return modifiedCount;
    },
  };
}
