import type { Attachment, Looking, View } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { showPlate } from '../parse.ts';
import type { Guess } from '../readings/plate-reading.model.ts';
import type { PhotoReading } from '../readings/plate-readings.service.ts';
import { adviceFor } from './advice.ts';
import { readingIn, type Data, type ReadPlateDeps } from './read-plate.steps.ts';

type Look = Looking<Data, ReadPlateDeps>;

const picture = (pictureId: string | undefined): { attachments?: readonly Attachment[] } =>
  pictureId ? { attachments: [{ kind: 'image', fileId: pictureId, name: 'plaque.jpg', mimeType: 'image/jpeg' }] } : {};

const other = { value: 'other', label: t('plates:other') };
const problem = { value: 'problem', label: t('reports:menu') };
const shown = ({ text }: Guess): string => showPlate(text);

const hints = { photo: t('plates:another') };

const sureOf = (first: Guess, pictureId: string | undefined): View => ({
  text: t('plates:sure', { plate: shown(first) }),
  options: [{ value: first.text, label: t('plates:yes', { plate: shown(first) }) }, other],
  ...picture(pictureId),
});

const unsureOf = (guesses: readonly Guess[], pictureId: string | undefined): View => ({
  text: t('plates:unsure'),
  options: [...guesses.map((guess) => ({ value: guess.text, label: shown(guess) })), other],
  hints,
  ...picture(pictureId),
});

function viewOf(reading: PhotoReading, unasked: boolean): View {
  if (reading.verdict === 'none') {
    const orReference = unasked && reading.fault !== 'no_plate' ? [t('plates:none.orReference')] : [];
    return { text: [adviceFor(reading, unasked), ...orReference] };
  }
  if (reading.verdict === 'unread') {
    const again = reading.why === 'busy' ? [{ value: 'again', label: t('plates:again') }] : [];
    return { text: adviceFor(reading), options: again };
  }
  const [first] = reading.guesses;
  return reading.verdict === 'sure' && first
    ? sureOf(first, reading.pictureId)
    : unsureOf(reading.guesses.slice(0, 3), reading.pictureId);
}

export const askView = (): View => ({ text: t('plates:ask'), hints: { photo: t('plates:askPhoto') } });

/** What was read in the photo, or the request for one. */
export async function readingView({ data, deps }: Look): Promise<View> {
  if (!data.fileId) return askView();
  const read = viewOf(await readingIn(data, deps), data.unasked === true);
  // A photo that nobody asked for may show what is wrong in a street.
  const view = data.unasked ? { ...read, options: [...(read.options ?? []), problem] } : read;
  return data.proof ? { ...view, text: [t('plates:proof'), ...[view.text].flat()] } : view;
}

export const typeView = (): View => ({ text: t('plates:type'), hints });

export const keepView = (): View => ({
  text: t('plates:keep.ask'),
  options: [
    { value: 'yes', label: t('plates:keep.yes') },
    { value: 'no', label: t('plates:keep.no') },
  ],
});
