import { t } from '../dialog/words.ts';
import type { Text } from '../dialog/words.ts';
import { LisoloError } from '../errors.ts';
import { entries } from './entries.ts';
import type { Entry } from './entries.ts';

export interface Information extends Entry {
  /** A page's title, or the question. */
  readonly title: Text;
  readonly body: Text;
}

export interface ContentService {
  /** Pages first, then questions. */
  list(): readonly Information[];
  /** Throws `not_found`. */
  byId(id: string): Information;
}

const toInformation = (entry: Entry): Information => ({
  ...entry,
  title: t(`content:entries.${entry.id}.title`),
  body: t(`content:entries.${entry.id}.body`),
});

/** G10: what everybody may read, in every language. */
export const createContent = (): ContentService => ({
  list: () => entries.map(toInformation),
  byId(id) {
    const entry = entries.find((each) => each.id === id);
    if (!entry) throw new LisoloError('not_found', { reason: 'information' });
    return toInformation(entry);
  },
});
