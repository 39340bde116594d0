import type { SentFile } from '../../dialog/types.ts';
import { t, type Words } from '../../dialog/words.ts';
import { mostPhotos } from '../limits.ts';
import { keepWhileTold } from './door-photos.ts';
import {
  addWords, addWordsAside, beginning, describe, describeMore, photosKept,
  type Data, type Next, type ScreenId, type Step,
} from './report-problem.steps.ts'; // prettier-ignore

/** What a screen does with words; those that ask something else add them to what was told. */
const wordsAt = (at: ScreenId): ((turn: Step, typed: string) => Next) => {
  if (at === 'what') return describe;
  if (beginning.includes(at)) return describeMore;
  return at === 'details' || at === 'sure' ? addWords(at) : addWordsAside(at);
};

/** The words beneath a photo, as if they had been typed when it was there; it is kept also where they are too long. */
function withWords(at: ScreenId, turn: Step, photos: readonly string[], caption: string, notice?: Words): Next {
  const data: Partial<Data> = { ...turn.data, photos };
  const next = wordsAt(at)({ ...turn, data }, caption);
  if ('retry' in next) return { go: at, set: { photos, words: data.words ?? '' }, notice: next.retry };
  if ('go' in next) {
    const said = notice ?? (beginning.includes(at) ? photosKept(photos) : undefined);
    return { ...next, set: { ...next.set, photos }, ...(said !== undefined && { notice: said }) };
  }
  return 'run' in next ? { ...next, set: { ...next.set, photos } } : next;
}

export const addPhoto =
  (to: ScreenId) =>
  async (turn: Step, { fileId, caption }: SentFile): Promise<Next> => {
    const { data, deps } = turn;
    const { photos = [] } = data;
    if (photos.includes(fileId)) return { go: to };
    if (photos.length >= mostPhotos) {
      await deps.files.remove(fileId);
      const enough = t('reports:photos.enough', { most: mostPhotos });
      return caption === undefined ? { retry: enough } : withWords(to, turn, photos, caption, enough);
    }
    await keepWhileTold(turn, fileId);
    const kept = [...photos, fileId];
    return caption === undefined ? { go: to, set: { photos: kept } } : withWords(to, turn, kept, caption);
  };

export const refuseFile = async ({ deps }: Step, { fileId }: SentFile): Promise<Next> => {
  await deps.files.remove(fileId);
  return { retry: t('reports:photos.notOne') };
};

/** With what came before: a photo that was no plate and the words beneath it, words after the keyword, a position. */
export async function opened(turn: Step): Promise<Next> {
  const { photoId, words = '' } = turn.data;
  if (!photoId) return words === '' ? { go: 'what' } : describe(turn, words);
  const untold: Step = { ...turn, data: { ...turn.data, words: '' } };
  return addPhoto('what')(untold, { fileId: photoId, ...(words !== '' && { caption: words }) });
}
