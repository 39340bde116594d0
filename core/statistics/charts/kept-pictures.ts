import { createHash } from 'node:crypto';

import type { Clock } from '../../clock.ts';
import type { Attachment } from '../../dialog/types.ts';
import type { Language, Speak } from '../../dialog/words.ts';
import { loadLettering } from '../../documents/index.ts';
import type { FileService } from '../../files/index.ts';
import { dayOf, type Period } from '../period.ts';
import type { Picture } from './picture.ts';
import type { Reader } from './pictures.ts';

/** One chart: what it shows, and how it is put together for a reader. */
export interface Chart {
  /** Names the file: `statistiques-<name>.png`. */
  readonly name: string;
  readonly period: Period;
  readonly language: Language;
  /** Everything that is drawn: the same figures give the same file all day. */
  readonly facts: unknown;
  readonly toPicture: (reader: Reader) => Picture | Promise<Picture>;
}

export interface KeptPictures {
  /** A PNG, 1080 pixels wide. */
  draw(chart: Chart): Promise<Buffer>;
  /** The same as a kept file, to be sent in a chat. */
  keep(chart: Chart): Promise<Attachment>;
}

const keptDays = 3;
const dayMs = 86_400_000;
const mimeType = 'image/png';

/** H5: draws charts, and keeps those that are sent. */
export function createKeptPictures({
  speak,
  files,
  clock,
}: {
  readonly speak: Speak;
  readonly files: Pick<FileService, 'put' | 'byKey'>;
  readonly clock: Clock;
}): KeptPictures {
  async function draw({ period, language, toPicture }: Chart): Promise<Buffer> {
    // Typeface and drawing take a while to load, and the program must start quickly.
    const [lettering, { toPng }] = await Promise.all([loadLettering(), import('./drawing.ts')]);
    const today = dayOf(clock(), period.country).split('-').reverse().join('/');
    return toPng(await toPicture({ speak, language, today, lettering }), lettering);
  }

  return {
    draw,
    async keep(chart) {
      const now = clock();
      const { name: subject, language, period, facts } = chart;
      const shown = JSON.stringify([subject, language, dayOf(now, period.country), facts]);
      const key = `statistics:${createHash('sha256').update(shown).digest('base64url')}`;
      const name = `statistiques-${subject}.png`;
      const known = await files.byKey(key);
      if (known) return { kind: 'image', fileId: known.id, name, mimeType };
      const bytes = await draw(chart);
      const keepUntil = new Date(now.getTime() + keptDays * dayMs);
      const { id } = await files.put({ bytes, name, owner: 'statistics', key, keepUntil, made: mimeType });
      return { kind: 'image', fileId: id, name, mimeType };
    },
  };
}
