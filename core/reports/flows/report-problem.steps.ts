import type { Outcome, Turn } from '../../dialog/types.ts';
import { t, type Words } from '../../dialog/words.ts';
import type { FileService } from '../../files/index.ts';
import type { Position } from '../../geo/index.ts';
import type { Notice } from '../../notifications/index.ts';
import type { AnonymousLimit } from '../anonymous-limit.ts';
import { categories, isCategory, type CategoryCode, type CategoryGroup } from '../categories.ts';
import type { Guess } from '../guess.ts';
import { longestWords, mostPhotos } from '../limits.ts';
import type { NewReport, ReportService, SeenReport } from '../types.ts';
import type { SaidChoice } from './in-words.ts';
import { viewerOf } from './report-lines.ts';

export type ScreenId = 'what' | 'guess' | 'group' | 'category' | 'details' | 'place' | 'same' | 'one' | 'who' | 'sure';

export interface Data {
  /** How the dialog may be begun: with a photo, words or a position that came before. */
  readonly photoId: string;
  readonly position: Position;
  readonly words: string;
  readonly photos: readonly string[];
  readonly group: CategoryGroup;
  readonly category: CategoryCode;
  readonly place: NewReport['place'];
  /** The report near by that is looked at. */
  readonly otherId: string;
  readonly anonymous: boolean;
}

export interface ReportProblemDeps {
  readonly reports: Pick<ReportService, 'report' | 'duplicates' | 'vote'>;
  readonly guessReport: Guess;
  readonly saidChoice: SaidChoice;
  readonly anonymousLimit: AnonymousLimit;
  readonly files: Pick<FileService, 'remove' | 'keepOnlyUntil'>;
  readonly notifications: { notify(notice: Notice): Promise<unknown> };
}

export type Step = Turn<Data, ReportProblemDeps>;
export type Next = Outcome<ScreenId, Data>;

export const goOn = 'go-on';
export const other = 'other';
/** None of what was guessed; "other" is a kind of problem too. */
export const noneOfThese = 'none';
const mostShown = 5;

/** Active reports of the same kind near by. */
export async function sameNearBy({
  data: { category, place },
  deps,
  caller,
  now,
}: Pick<Step, 'data' | 'deps' | 'caller' | 'now'>): Promise<readonly SeenReport[]> {
  if (!category || !place) return [];
  const viewer = viewerOf(caller, now);
  return deps.reports.duplicates({ country: caller.country, category, place, most: mostShown, viewer });
}

/** Where it is, unless that is known: then what was chosen is shown, and can be changed. */
export const toPlace = ({ data }: Step, set: Partial<Data> = {}): Next =>
  data.place
    ? { go: 'place', set }
    : { run: 'choose-place', with: data.position ? { position: data.position } : {}, then: 'place', set };

/** What was told is enough. */
export const nothingMore = (turn: Step): Next => toPlace(turn);

/** Photos and words help; whoever's phone sends none is asked nothing more. */
function withCategory(turn: Step, category: CategoryCode): Next {
  const { words = '', photos = [] } = turn.data;
  const isTold = words !== '' && photos.length > 0;
  if (isTold || !turn.surface.accepts.includes('photo')) return toPlace(turn, { category });
  return { go: 'details', set: { category } };
}

const joined = (before: string, typed: string): string => (before === '' ? typed : `${before}\n${typed}`);
const tooLong: Next = { retry: t('reports:tooLong', { most: longestWords }) };

function guessed({ deps }: Step, words: string): Next {
  if (words.length > longestWords) return tooLong;
  return { go: deps.guessReport(words).length > 0 ? 'guess' : 'group', set: { words } };
}

/** What it is about, as it is told; guessed, or asked where the words tell nothing. */
export const describe = (turn: Step, typed: string): Next => guessed(turn, typed);

/** The same in several messages. */
export const describeMore = (turn: Step, typed: string): Next => guessed(turn, joined(turn.data.words ?? '', typed));

/** More words about what is chosen already. */
export const addWords =
  (to: 'details' | 'sure') =>
  (turn: Step, typed: string): Next => {
    const words = joined(turn.data.words ?? '', typed);
    if (words.length > longestWords) return tooLong;
    return to === 'details' && (turn.data.photos ?? []).length > 0
      ? toPlace(turn, { words })
      : { go: to, set: { words } };
  };

/** The same beside a question that is not about them. */
export const addWordsAside =
  (to: ScreenId) =>
  (turn: Step, typed: string): Next => {
    const words = joined(turn.data.words ?? '', typed);
    return words.length > longestWords ? tooLong : { go: to, set: { words } };
  };

export const codesIn = (group: CategoryGroup): readonly CategoryCode[] =>
  categories.filter((one) => one.group === group).map(({ code }) => code);

export function chooseGroup(turn: Step, value: string): Next {
  const group = value as CategoryGroup;
  const [only, ...others] = codesIn(group);
  return only && others.length === 0 ? withCategory(turn, only) : { go: 'category', set: { group } };
}

export const chooseCategory = (turn: Step, value: string): Next =>
  isCategory(value) ? withCategory(turn, value) : { go: 'group' };

/** From the place on: what was told already near by is shown first. */
async function afterPlace(turn: Step, place: NewReport['place']): Promise<Next> {
  const same = await sameNearBy({ ...turn, data: { ...turn.data, place } });
  return { go: same.length > 0 ? 'same' : 'who', set: { place, otherId: '' } };
}

export const placeChosen = (turn: Step, place: unknown): Promise<Next> => afterPlace(turn, place as NewReport['place']);

/** Before it is known what it is about. */
export const beginning: readonly ScreenId[] = ['what', 'guess', 'group', 'category'];

/** A position that is shared meanwhile: kept until it is known what it is about, then asked about at once. */
export const sharePlace =
  (at: ScreenId) =>
  (_turn: Step, { latitude, longitude }: Position): Next => {
    const position = { latitude, longitude };
    return beginning.includes(at)
      ? { go: at, set: { position, place: undefined }, notice: t('reports:place.noted') }
      : { run: 'choose-place', with: { position }, then: 'place' };
  };

export const keepPlace = (turn: Step, value: string): Next | Promise<Next> =>
  value === goOn && turn.data.place
    ? afterPlace(turn, turn.data.place)
    : { run: 'choose-place', with: {}, then: 'place' };

export const who = (_turn: Step, value: string): Next => ({ go: 'sure', set: { anonymous: value === 'anonymous' } });

export const photosKept = ({ length: count }: readonly string[]): Words =>
  t('reports:photos.kept', { count, most: mostPhotos });

export const shownPhotos = ({ data: { photos = [] } }: Pick<Step, 'data'>): Words[] =>
  photos.length > 0 ? [photosKept(photos)] : [];
