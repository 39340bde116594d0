import type { Clock } from '../../clock.ts';
import type { Attachment } from '../../dialog/types.ts';
import type { Language, Speak } from '../../dialog/words.ts';
import { loadLettering } from '../../documents/index.ts';
import type { FileService } from '../../files/index.ts';
import { hashOf } from '../../hash.ts';
import { dayOf, type Period } from '../period.ts';
import type { Picture } from './picture.ts';
import type { Reader } from './composed.ts';

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

/** Charts of one kind of figures, which `Of` names. */
export interface Charts<Of extends readonly unknown[]> {
  /** A PNG, 1080 pixels wide; undefined where there is nothing to draw. */
  draw(...of: Of): Promise<Buffer | undefined>;
  /** The same as a kept file, to be sent in a chat; the same figures give the same file all day. */
  keep(...of: Of): Promise<Attachment | undefined>;
}

export interface ChartsDeps {
  readonly speak: Speak;
  readonly files: Pick<FileService, 'put' | 'byKey'>;
  readonly clock: Clock;
}

const keptDays = 3;
const dayMs = 86_400_000;
const mimeType = 'image/png';

/** H5: draws charts, and keeps those that are sent. `chartOf` gives none where there is nothing to draw. */
export function createCharts<Of extends readonly unknown[]>(
  { speak, files, clock }: ChartsDeps,
  chartOf: (...of: Of) => Chart | undefined | Promise<Chart | undefined>,
): Charts<Of> {
  async function draw({ period, language, toPicture }: Chart): Promise<Buffer> {
    // Typeface and drawing take a while to load, and the program must start quickly.
    const [lettering, { toPng }] = await Promise.all([loadLettering(), import('./drawing.ts')]);
    const today = dayOf(clock(), period.country).split('-').reverse().join('/');
    return toPng(await toPicture({ speak, language, today, lettering }), lettering);
  }

  async function keep(chart: Chart): Promise<Attachment> {
    const now = clock();
    const { name: subject, language, period, facts } = chart;
    const key = `statistics:${hashOf([subject, language, dayOf(now, period.country), facts])}`;
    const name = `statistiques-${subject}.png`;
    const known = await files.byKey(key);
    if (known) return { kind: 'image', fileId: known.id, name, mimeType };
    const bytes = await draw(chart);
    const keepUntil = new Date(now.getTime() + keptDays * dayMs);
    const { id } = await files.put({ bytes, name, owner: 'statistics', key, keepUntil, made: mimeType });
    return { kind: 'image', fileId: id, name, mimeType };
  }

  return {
    async draw(...of) {
      const chart = await chartOf(...of);
      return chart && draw(chart);
    },
    async keep(...of) {
      const chart = await chartOf(...of);
      return chart && keep(chart);
    },
  };
}
