import type { Outcome, SentFile, Turn } from '../../dialog/types.ts';
import { t, type Words } from '../../dialog/words.ts';
import { looksLikePlate, parsePlate } from '../parse.ts';
import type { PlatePhotos } from '../readings/plate-photos.service.ts';
import { hasGuesses } from '../readings/plate-readings.service.ts';
import type { Asker, PhotoReading, PlateReadings, Unread } from '../readings/plate-readings.service.ts';
import { adviceFor } from './advice.ts';
import { yesOrNo } from '../../dialog/yes-no.ts';

export type ScreenId = 'reading' | 'type' | 'keep' | 'ask';

export interface Data {
  /** The photo that is being read. */
  readonly fileId: string;
  /** What was written beneath it, or beneath one before it. */
  readonly caption: string;
  /** Why it was not read, when it was not. */
  readonly why: Unread | '';
  /** Every photo that was sent here. */
  readonly photos: readonly string[];
  /** Nobody waits for the plate: it is shown what is known of the vehicle. */
  readonly unasked: boolean;
  /** Whoever waits for the plate keeps the photo as a proof. */
  readonly proof: boolean;
  /** The plate, while something else is asked. */
  readonly typed: string;
}

export interface ReadPlateDeps {
  readonly plateReadings: PlateReadings;
  readonly platePhotos: Pick<PlatePhotos, 'answerOf' | 'answer' | 'keep' | 'drop'>;
}

/** What the dialog comes back with. */
export interface PlateRead {
  /** To be taken as if it had been typed. */
  readonly typed: string;
  readonly fileId?: string;
  /** Every photo that was sent on the way, that one included. */
  readonly photos: readonly string[];
}

export type Step = Turn<Data, ReadPlateDeps>;
export type Next = Outcome<ScreenId, Data>;

const mostPhotos = 5;

/** Gives the plate to whoever waits for it. */
function leave({ data }: Step, typed: string): Next {
  if (data.unasked) return { run: 'check-vehicle', with: { typed } };
  const { fileId, photos = [] } = data;
  return { done: { typed, photos, ...(fileId ? { fileId } : {}) } satisfies PlateRead };
}

/** What becomes of the photo once the plate is known: a right reading needs it no more, a wrong one teaches. */
async function takePlate(turn: Step, typed: string): Promise<Next> {
  const { data, deps, caller } = turn;
  const { fileId } = data;
  if (!fileId) return leave(turn, typed);
  const { right } = await deps.plateReadings.settle(fileId, typed, caller.country);
  // An officer's photo belongs to the case.
  if (data.proof) return leave(turn, typed);
  if (!right && caller.personId) {
    const may = await deps.platePhotos.answerOf(caller.personId);
    if (may === undefined) return { go: 'keep', set: { typed } };
    if (may) await deps.platePhotos.keep({ fileId, plate: typed, giverId: caller.personId });
  }
  if (data.unasked) await deps.platePhotos.drop(fileId);
  return leave(turn, typed);
}

type Reading = { readonly go: 'reading'; readonly set: Partial<Data> };

/** Reads a photo that has just come. */
async function readNow({ data, deps, caller }: Step, { fileId, caption }: SentFile): Promise<Reading> {
  const reading = await deps.plateReadings.read(fileId, caller);
  const photos = data.photos ?? [];
  return {
    go: 'reading',
    set: {
      fileId,
      ...(caption !== undefined && { caption }),
      photos: photos.includes(fileId) ? photos : [...photos, fileId].slice(-mostPhotos),
      why: reading.verdict === 'unread' ? reading.why : '',
    },
  };
}

export const readGiven = async (turn: Step): Promise<Next> =>
  turn.data.fileId ? readNow(turn, { fileId: turn.data.fileId }) : { go: 'reading' };

/** What was read, as it was noted when the photo came. */
export async function readingIn(
  data: Readonly<Partial<Data>>,
  { plateReadings }: ReadPlateDeps,
): Promise<PhotoReading> {
  if (data.why) return { verdict: 'unread', why: data.why };
  return (await plateReadings.of(data.fileId ?? '')) ?? { verdict: 'unread', why: 'gone' };
}

export async function choose(turn: Step, value: string): Promise<Next> {
  if (value === 'other') return { go: 'type' };
  if (value === 'problem') {
    const { fileId: photoId, caption: words } = turn.data;
    return { run: 'report-problem', with: { photoId, ...(words && { words }) } };
  }
  return value === 'again' ? readGiven(turn) : takePlate(turn, value);
}

/** Whoever was asked for a plate may type any; elsewhere only what can be nothing else is one. */
const isPlate = (typed: string, { country }: Asker, asked: boolean): boolean =>
  asked ? parsePlate(typed, country) !== undefined : looksLikePlate(typed, country);

const typedPlate = async (turn: Step, typed: string, asked: boolean): Promise<Next> =>
  isPlate(typed, turn.caller, asked) ? takePlate(turn, typed) : { retry: t('plates:notOne') };

/** A plate beside the question whether it is this one, or the answer in words. */
export async function answerInWords(turn: Step, typed: string): Promise<Next> {
  const { data, deps } = turn;
  const reading = data.fileId ? await readingIn(data, deps) : undefined;
  if (!reading || !hasGuesses(reading)) return typedPlate(turn, typed, !data.unasked);
  const said = yesOrNo(typed);
  const first = reading.verdict === 'sure' ? reading.guesses[0] : undefined;
  if (said === 'yes' && first) return takePlate(turn, first.text);
  if (said === 'no') return { go: 'type' };
  // Words beside a question about a plate are seldom a plate of letters alone.
  return /\d/.test(typed) ? typedPlate(turn, typed, !data.unasked) : { retry: t('plates:notOne') };
}

export const typePlate = (turn: Step, typed: string): Promise<Next> => typedPlate(turn, typed, true);

/** The newest photo counts, unless nothing is seen in it and something was in the one before: people send several in a row. */
export async function takePhoto(turn: Step, photo: SentFile): Promise<Next> {
  const { data, deps, caller } = turn;
  const { fileId } = photo;
  if (!data.fileId || data.fileId === fileId) return readNow(turn, photo);
  const found = await deps.plateReadings.read(fileId, caller);
  if (!hasGuesses(found) && hasGuesses(await readingIn(data, deps))) {
    await deps.plateReadings.replace(fileId);
    return {
      go: 'reading',
      set: { photos: [...(data.photos ?? []), fileId].slice(-mostPhotos) },
      notice: t('plates:nothingNew'),
    };
  }
  await deps.plateReadings.replace(data.fileId);
  return readNow(turn, photo);
}

export const refuseFile = (): Next => ({ retry: t('plates:unread.not_a_photo') });

const withUnasked = (turn: Step): Step => ({ ...turn, data: { ...turn.data, unasked: true } });
/** From the dialog's own word on, as from a photo, the person is shown the vehicle. */
export const typeUnasked = (turn: Step, typed: string): Promise<Next> => typePlate(withUnasked(turn), typed);
export async function takeUnasked(turn: Step, photo: SentFile): Promise<Next> {
  const next = await readNow(turn, photo);
  return { ...next, set: { ...next.set, unasked: true } };
}

/** Remembers whether such photos may be kept, and goes on. */
export async function answerToKeep(turn: Step, answer: string): Promise<Next> {
  const { data, deps, caller } = turn;
  const { fileId = '', typed = '' } = data;
  const giverId = caller.personId ?? '';
  if (giverId) await deps.platePhotos.answer(giverId, answer === 'yes');
  if (answer === 'yes' && giverId) await deps.platePhotos.keep({ fileId, plate: typed, giverId });
  if (data.unasked) await deps.platePhotos.drop(fileId);
  return leave(turn, typed);
}

export async function answerToKeepInWords(turn: Step, typed: string): Promise<Next> {
  const said = yesOrNo(typed);
  return said ? answerToKeep(turn, said) : { retry: t('plates:keep.yesOrNo') };
}

/** What a dialog that asks for a plate notes of photos. */
export interface PlateSought {
  /** The photo in which the plate was read that is being asked for; empty once it is known. */
  readonly plateIn: string;
}

interface Seeker {
  readonly data: Readonly<Partial<PlateSought>>;
  readonly deps: Pick<ReadPlateDeps, 'plateReadings'>;
  readonly caller: Asker;
}

/** The plate with which a dialog goes on, also when it was typed beside what was read, says how right the reading was. */
export async function plateTaken({ data, deps, caller }: Seeker, plate: string): Promise<void> {
  if (data.plateIn) await deps.plateReadings.takeUp(data.plateIn, plate, caller.country);
}

/**
 * What a screen that asks for a plate does with a photo: lets what was read be confirmed, which comes back to `then` as
 * `PlateRead`, or stays and says what to do better. With `orCode` the photo may have been meant for its QR code.
 */
export async function readPlateIn<S extends string>(
  { data, deps, caller }: Seeker,
  fileId: string,
  then: S,
  { orCode = false }: { readonly orCode?: boolean } = {},
): Promise<
  | { readonly run: string; readonly with: Record<string, unknown>; readonly then: S; readonly set: PlateSought }
  | { readonly retry: Words }
> {
  const reading = await deps.plateReadings.read(fileId, caller);
  if (!hasGuesses(reading)) return { retry: adviceFor(reading, orCode) };
  if (data.plateIn && data.plateIn !== fileId) await deps.plateReadings.replace(data.plateIn);
  return { run: 'read-plate', with: { fileId, photos: [fileId] }, then, set: { plateIn: fileId } };
}
