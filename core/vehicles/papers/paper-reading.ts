import type { Clock } from '../../clock.ts';
import type { CountryCode } from '../../dialog/types.ts';
import type { FileService } from '../../files/index.ts';
import { readFields, type PaperFields } from './fields/paper-fields.ts';
import type { PageReader } from './reading/page-reader.ts';

export interface ReadPage {
  readonly fields: PaperFields;
  /** Whether anything was found that a paper is known by; else a better photo, or typing, is needed. */
  readonly isReadable: boolean;
}

export interface PaperReading {
  /**
   * What stands on a photographed paper; nothing is stored. Throws `not_found`, `unsupported_media`, and `unavailable` when
   * there is too much to do.
   */
  read(fileId: string, country: CountryCode): Promise<ReadPage>;
}

const telling = ['plate', 'vin', 'until', 'policy'] as const;
const leastConfidence = 0.3;

export function createPaperReading({
  files,
  pageReader,
  clock,
}: {
  files: Pick<FileService, 'read'>;
  pageReader: Pick<PageReader, 'read'>;
  clock: Clock;
}): PaperReading {
  return {
    async read(fileId, country) {
      const { bytes } = await files.read(fileId);
      const fields = readFields(await pageReader.read(bytes), { now: clock(), country });
      return { fields, isReadable: telling.some((name) => (fields[name]?.confidence ?? 0) >= leastConfidence) };
    },
  };
}
