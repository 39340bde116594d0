import {
  bindFlow,
  defineFlow,
  type BoundFlow,
  type Caller,
  type Language,
  type Surface,
} from '../../../core/dialog/index.ts';
import { LisoloError, type ErrorCode } from '../../../core/errors.ts';
import { createFileService, type FileService } from '../../../core/files/index.ts';
import { createPlatesPart, platesDialogs, plateTaken, readPlateIn } from '../../../core/plates/index.ts';
import type { PlateFault, PlateRead, PlateReading, PlateReadings, PlateSought } from '../../../core/plates/index.ts';
import { plateReadingModel } from '../../../core/plates/readings/plate-reading.model.ts';
import { testDatabase } from '../../support/mongo.ts';
import { aPicture } from '../../support/pictures.ts';
import { aCandidate } from '../../support/plates/reader.ts';
import { talk, type Talk } from '../../support/talk.ts';

type Seen =
  | { readonly verdict: 'sure' | 'unsure'; readonly texts: readonly string[] }
  | { readonly fault: PlateFault }
  | { readonly fails: ErrorCode };

/** A dialog that asks for a plate and takes photos, as several do. */
const asker = defineFlow<'plate', { plate: string } & PlateSought, { plateReadings: PlateReadings }>({
  id: 'asker',
  version: 1,
  start: 'plate',
  screens: {
    plate: {
      show: ({ data }) => ({ text: data.plate ? `Plate ${data.plate}` : 'Plate?' }),
      on: {
        async text(turn, plate) {
          await plateTaken(turn, plate);
          return { go: 'plate', set: { plate } };
        },
        photo: (turn, { fileId }) => readPlateIn(turn, fileId, 'plate'),
        returned: (_turn, value) => ({ go: 'plate', set: { plate: (value as PlateRead).typed } }),
      },
    },
  },
});

/** What is shown of a plate that nobody waits for. */
const shower = defineFlow<'ask', { typed: string }, undefined>({
  id: 'check-vehicle',
  version: 1,
  start: 'ask',
  screens: {
    ask: { show: ({ data }) => ({ text: `Vehicle ${data.typed ?? ''}` }), on: { choice: () => ({ end: '-' }) } },
  },
});
/** Where a photo of something else leads. */
const problem = defineFlow<'ask', { photoId: string }, undefined>({
  id: 'report-problem',
  version: 1,
  start: 'ask',
  screens: {
    ask: { show: ({ data }) => ({ text: `Problem ${data.photoId ?? ''}` }), on: { choice: () => ({ end: '-' }) } },
  },
});
const elsewhere = defineFlow<'start', object, undefined>({
  id: 'elsewhere',
  version: 1,
  start: 'start',
  screens: { start: { show: () => ({ text: 'Elsewhere' }), on: { choice: () => ({ end: '-' }) } } },
});

export type PhotoWorld = Awaited<ReturnType<typeof photoWorld>>;

/** Photos that say what a test wants, read and counted by the product's own services. */
export async function photoWorld() {
  const database = await testDatabase();
  const { connection } = database;
  let now = new Date('2026-11-21T08:00:00Z');
  const clock = (): Date => now;
  const files: FileService = createFileService({
    connection,
    publicUrl: 'https://lisolo.example',
    secret: 'x'.repeat(32),
    clock,
  });
  const seen = new Map<string, Seen>();
  let reads = 0;
  const little = new Uint8Array(await aPicture('jpeg', 120, 40));

  function readingOf(found: Seen): PlateReading {
    if ('fails' in found) throw new LisoloError(found.fails);
    if ('fault' in found) return { verdict: 'none', fault: found.fault, candidates: [] };
    const { verdict, texts } = found;
    return { verdict, candidates: texts.map((text) => aCandidate({ text, confidence: 0.9, picture: little })) };
  }

  const part = createPlatesPart({
    connection,
    clock,
    files,
    plateReader: {
      model: 'test-1',
      read: async (photo) => {
        reads += 1;
        return readingOf(seen.get(Buffer.from(photo).toString('base64')) ?? { fault: 'no_plate' });
      },
    },
  });

  /** A photo of its own colour, in which that is seen. */
  async function photo(found: Seen): Promise<string> {
    const bytes = await aPicture('png', 64 + seen.size, 48);
    const { id } = await files.put({ bytes, name: 'photo', owner: 'simulator' });
    seen.set((await files.read(id)).bytes.toString('base64'), found);
    return id;
  }

  const dialogs = platesDialogs(part);
  const flows: Record<'asker' | 'elsewhere' | 'account', readonly [BoundFlow, ...BoundFlow[]]> = {
    asker: [bindFlow(asker, part), ...dialogs],
    elsewhere: [bindFlow(elsewhere, undefined), bindFlow(shower, undefined), bindFlow(problem, undefined), ...dialogs],
    account: [...dialogs.toReversed()] as [BoundFlow, ...BoundFlow[]],
  };

  return {
    ...part,
    database,
    files,
    photo,
    reads: () => reads,
    /** From now on the photo says something else. */
    async nowSees(fileId: string, found: Seen): Promise<void> {
      seen.set((await files.read(fileId)).bytes.toString('base64'), found);
    },
    pass: (hours: number) => void (now = new Date(now.getTime() + hours * 3_600_000)),
    now: clock,
    readings: () => plateReadingModel(connection).find().sort({ at: 1 }).lean(),
    play: (
      from: keyof typeof flows,
      { surface, language, personId }: { surface?: Surface; language?: Language; personId?: string } = {},
    ): Promise<Talk> =>
      talk({
        flows: flows[from],
        now: clock,
        ...(surface ? { surface } : {}),
        caller: { ...(language ? { language } : {}), ...(personId ? { personId } : {}) } satisfies Partial<Caller>,
      }),
    async clear(): Promise<void> {
      for (const name of ['plate_readings', 'plate_photos', 'plate_photo_consents', 'files'])
        await connection.collection(name).deleteMany({});
      now = new Date('2026-11-21T08:00:00Z');
    },
  };
}
