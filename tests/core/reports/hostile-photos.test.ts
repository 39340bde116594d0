import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindFlow, languages, t } from '../../../core/dialog/index.ts';
import { isLisoloError } from '../../../core/errors.ts';
import { choosePlace } from '../../../core/reports/flows/choose-place.ts';
import { reportProblem } from '../../../core/reports/flows/report-problem.ts';
import { silentLog } from '../../../core/log.ts';
import { createReportsPart, type Report } from '../../../core/reports/index.ts';
import { aPdfAroundPhoto, carriedBy, hostileFiles, strangePictures } from '../../support/hostile-pictures.ts';
import { aBomb, aPicture } from '../../support/pictures.ts';
import { strictSpeak, talk, type Talk } from '../../support/talk.ts';
import { reportWorld, type ReportWorld } from './report-world.ts';

let world: ReportWorld;
let messages = 0;
beforeAll(async () => {
  world = await reportWorld();
});
afterAll(() => world.database.drop());

/** What every door does with the bytes of a message. */
const atDoor = (bytes: Buffer): Promise<{ id: string; mimeType: string }> =>
  world.files.put({ bytes, name: 'photo.jpg', owner: 'simulator', key: `simulator:+243810000001:${(messages += 1)}` });

const open = async (): Promise<Talk> => {
  const deps = { ...world.part, files: world.files, notifications: world.notifications };
  const flows = [bindFlow(reportProblem, deps), bindFlow(choosePlace, deps)] as const;
  return talk({ flows, caller: await world.citizen(), now: world.clock });
};

const stored = (): Promise<number[]> =>
  Promise.all(
    ['files', 'bytes.files', 'bytes.chunks', 'reports'].map((name) =>
      world.connection.collection(name).countDocuments(),
    ),
  );

const photosOf = (report: Report): Promise<Buffer[]> =>
  Promise.all(report.photos.map(async ({ fileId }) => (await world.files.read(fileId)).bytes));

describe('a file that is no photo', () => {
  it.each(hostileFiles)(
    'is refused with a sentence in each language, and leaves nothing: %s',
    async (_title, make, code) => {
      const before = await stored();
      const error: unknown = await atDoor(await make()).catch((reason: unknown) => reason);
      if (!isLisoloError(error, code)) throw new Error('it was taken', { cause: error });
      for (const language of languages) expect(strictSpeak(t(error.tellUser), language)).toMatch(/[.!?]/);
      expect(await stored()).toEqual(before);
    },
  );

  it('is not taken for a photo of a problem either where it may be kept elsewhere, and the person stays where they are', async () => {
    const before = await stored();
    const chat = await open();
    const { id, mimeType } = await atDoor(await aPdfAroundPhoto());
    expect(mimeType).toBe('application/pdf');
    expect(await chat.gives({ kind: 'document', fileId: id })).toMatch(/n'est pas une photo[^]*Quel est le problème/);
    expect(await stored()).toEqual(before);
  });

  it('is no photo of a report that another program sends, of which then nothing stays', async () => {
    const good = await atDoor(await aPicture());
    const pdf = await atDoor(await aPdfAroundPhoto());
    const before = await stored();
    await expect(world.tell({ photos: [good.id, pdf.id] })).rejects.toMatchObject({ code: 'unsupported_media' });
    await expect(world.tell({ photos: [good.id, 'never sent'] })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(world.tell({ photos: Array.from({ length: 6 }, () => good.id) })).rejects.toMatchObject({
      details: { reason: 'too_many_photos' },
    });
    expect(await stored()).toEqual(before);
  });
});

describe('photos of a message that two processes take at once', () => {
  it('stay with the report, also when the faster one has cleared the door meanwhile', async () => {
    const [first, second] = await Promise.all([atDoor(await aPicture()), atDoor(await aPicture())]);
    const wish = { key: world.key(), photos: [first.id, second.id] };
    const { read } = world.files;
    const slow = createReportsPart({
      ...world,
      // It comes to the second photo when the other process is done.
      files: {
        ...world.files,
        async read(id) {
          if (id !== second.id) return read(id);
          await world.tell(wish);
          await Promise.all(wish.photos.map((photo) => world.files.remove(photo)));
          return read(id);
        },
      },
      people: world.identity,
      log: silentLog,
      speak: strictSpeak,
      secret: 'y'.repeat(32),
    });
    const report = await slow.reports.report({
      country: 'CD',
      category: 'garbage',
      words: '',
      place: { commune: 'Lemba' },
      source: 'simulator',
      ...wish,
    });
    expect(await photosOf(report)).toHaveLength(2);
  });
});

describe('a picture that carries something', () => {
  it.each(strangePictures)('is kept as the picture alone: %s', async (_title, make) => {
    const sent = await make();
    expect(await carriedBy(sent)).not.toEqual([]);
    const { id } = await atDoor(sent);
    const [bytes] = await photosOf(await world.tell({ photos: [id] }));
    if (!bytes) throw new Error('the photo was lost');
    expect(await carriedBy(bytes)).toEqual([]);
  });

  it('may have fifty megapixels, and is kept smaller', async () => {
    const { id } = await atDoor(aBomb(7_071));
    const { width, height } = await sharp((await world.files.read(id)).bytes).metadata();
    expect([width, height]).toEqual([4_000, 4_000]);
  });
});
