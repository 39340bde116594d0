import { createHash } from 'node:crypto';

import type { Clock } from '../../clock.ts';
import type { Attachment } from '../../dialog/types.ts';
import type { Language, Speak } from '../../dialog/words.ts';
import { loadLettering } from '../../documents/index.ts';
import type { FileService } from '../../files/index.ts';
import { isEmpty } from '../figures-in-words.ts';
import { dayOf } from '../period.ts';
import type { Subject } from '../subjects.ts';
import type { Facts } from '../words.ts';

export interface StatisticsCharts {
  /** A PNG, 1080 pixels wide; undefined where there is nothing to draw. */
  draw(subject: Subject, facts: Facts, language: Language): Promise<Buffer | undefined>;
  /** The same as a kept file, to be sent in a chat; the same figures give the same file all day. */
  keep(subject: Subject, facts: Facts, language: Language): Promise<Attachment | undefined>;
}

const keptDays = 3;
const dayMs = 86_400_000;
const mimeType = 'image/png';

/** H5: figures as pictures. */
export function createStatisticsCharts({
  speak,
  files,
  clock,
}: {
  speak: Speak;
  files: Pick<FileService, 'put' | 'byKey'>;
  clock: Clock;
}): StatisticsCharts {
  async function draw(subject: Subject, facts: Facts, language: Language): Promise<Buffer | undefined> {
    if (isEmpty(subject, facts)) return undefined;
    // Typeface and drawing take a while to load, and the program must start quickly.
    const [lettering, { pictureOf }, { toPng }] = await Promise.all([
      loadLettering(),
      import('./pictures.ts'),
      import('./drawing.ts'),
    ]);
    const today = dayOf(clock(), facts.period.country).split('-').reverse().join('/');
    return toPng(pictureOf(subject, facts, { speak, language, today, lettering }), lettering);
  }

  return {
    draw,
    async keep(subject, facts, language) {
      if (isEmpty(subject, facts)) return undefined;
      const now = clock();
      const shown = JSON.stringify([subject, language, dayOf(now, facts.period.country), facts]);
      const key = `statistics:${createHash('sha256').update(shown).digest('base64url')}`;
      const name = `statistiques-${subject}.png`;
      const known = await files.byKey(key);
      if (known) return { kind: 'image', fileId: known.id, name, mimeType };
      const bytes = await draw(subject, facts, language);
      if (!bytes) return undefined;
      const keepUntil = new Date(now.getTime() + keptDays * dayMs);
      const { id } = await files.put({ bytes, name, owner: 'statistics', key, keepUntil, made: mimeType });
      return { kind: 'image', fileId: id, name, mimeType };
    },
  };
}
