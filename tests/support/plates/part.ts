import type { Connection } from 'mongoose';
import { createFileService, type FileService } from '../../../core/files/index.ts';
import { createPlatesPart, type PlateReader } from '../../../core/plates/index.ts';
import { aReader } from './reader.ts';

/** What the product makes of photos of plates, with a reader that sees what a test wants; nothing by default. */
export function platesPart(
  { connection }: { readonly connection: Connection },
  clock: () => Date,
  {
    plateReader = aReader(),
    files = createFileService({ connection, publicUrl: 'https://lisolo.example', secret: 'x'.repeat(32), clock }),
  }: { readonly plateReader?: PlateReader; readonly files?: FileService } = {},
) {
  return { files, ...createPlatesPart({ connection, clock, files, plateReader }) };
}
