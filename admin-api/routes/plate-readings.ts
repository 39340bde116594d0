import { z } from 'zod';
import { channels } from '../../core/dialog/index.ts';
import { LisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/index.ts';
import type { PlatePhotos, ReadingStatistics } from '../../core/plates/index.ts';
import { countrySchema, idSchema, instantSchema, momentSchema, resource } from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';

export interface PlateReadingRoutesDeps {
  readonly readingStatistics: ReadingStatistics;
  readonly platePhotos: Pick<PlatePhotos, 'page' | 'fileOf'>;
  readonly files: Pick<FileService, 'link'>;
}

const count = z.int();
const figures = z.object({
  week: z.string().describe("ISO week in the country's own time, 2026-W47"),
  country: z.string(),
  model: z.string().describe('What the plates were read with'),
  readings: count,
  sure: count,
  unsure: count,
  none: count.describe('Nothing was read'),
  answered: count.describe('Somebody gave the plate after a guess was shown'),
  first: count.describe('The plate was the first guess'),
  second: count,
  third: count,
  typed: count,
  sureAndWrong: count.describe('Called sure, and the plate was another one'),
  replaced: count.describe('Another photo came instead of an answer'),
  abandoned: count.describe('No answer came within a day'),
  wrongSigns: count.describe('Signs of first guesses that were wrong'),
  accuracy: z.number().optional().describe('First guesses that were right, of those answered: 0 to 1'),
  meanMilliseconds: count,
});

const photo = z.object({
  id: z.string(),
  plate: z.string().describe('As the giver of the photo wrote it'),
  at: momentSchema,
  keepUntil: momentSchema,
});

const linkMinutes = 15;

/** B2: how well plates are read in the field, and the photos that people gave to read them better. */
export function plateReadingRoutes({ readingStatistics, platePhotos, files }: PlateReadingRoutesDeps): Route[] {
  return [
    ...resource({
      name: 'plate-readings',
      module: 'plate-readings',
      one: "a week's readings",
      item: figures,
      filters: {
        country: countrySchema.optional(),
        channel: z.enum(channels).optional(),
        after: instantSchema.optional().describe('Without it the last half year'),
        before: instantSchema.optional(),
      },
      sorts: ['week'],
      list: ({ filter, ...page }) => readingStatistics.page(filter, page),
      csv: Object.keys(figures.shape),
    }),
    ...resource({
      name: 'plate-photos',
      module: 'plate-photos',
      one: 'a kept photo',
      item: photo,
      sorts: ['keepUntil'],
      list: (page) => platePhotos.page(page),
    }),
    defineRoute({
      method: 'get',
      path: '/plate-photos/:id/picture',
      summary: 'Gives the address of a kept photo; it ends after a quarter of an hour',
      permission: 'plate-photos.read',
      params: z.strictObject({ id: idSchema }),
      response: z.object({ address: z.string() }),
      audit: 'plate-photos.look',
      async handler({ params: { id } }) {
        const fileId = await platePhotos.fileOf(id);
        if (fileId === undefined) throw new LisoloError('not_found', { reason: 'there is no such photo' });
        return { address: files.link(fileId, linkMinutes) };
      },
    }),
  ];
}
