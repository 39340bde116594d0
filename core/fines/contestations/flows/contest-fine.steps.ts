import type { CountryCode, Looking, Outcome, Turn } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { parsePlate } from '../../../plates/index.ts';
import type { VehicleService } from '../../../vehicles/index.ts';
import type { FineService } from '../../fines.service.ts';
import { at } from '../../flows/words.ts';
import type { Fine } from '../../infraction.model.ts';
import type { PlateSearch } from '../../plate-search.ts';
import { isFullReference } from '../../reference.ts';
import { longestWords, mostPhotos } from '../codes.ts';
import type { Contestations } from '../contestations.service.ts';
import type { ContestationNotices } from '../notices.ts';
import { contesterOf } from './contester.ts';

export type ScreenId =
  'which' | 'evidence' | 'ground' | 'words' | 'photos' | 'confirm' | 'done' | 'history' | 'more' | 'withdraw';

export interface Data {
  readonly fineId: string;
  /** The person has given the whole reference, as it stands on the note: where no owner is known, the photos may be shown. */
  readonly named: boolean;
  /** Whose fines to choose from, besides the person's own. */
  readonly plate: string;
  readonly country: CountryCode;
  readonly ground: string;
  readonly text: string;
  /** Photos as the door has stored them. */
  readonly photos: readonly string[];
}

export interface ContestFineDeps {
  readonly fines: FineService;
  readonly contestations: Contestations;
  readonly contestationNotices: Pick<ContestationNotices, 'soon'>;
  readonly vehicles: VehicleService;
  readonly plates: PlateSearch;
}

export type Look = Looking<Data, ContestFineDeps>;
export type Step = Turn<Data, ContestFineDeps>;
type Next = Outcome<ScreenId, Data>;

export const fineIn = ({ data, deps }: Look): Promise<Fine | undefined> => deps.fines.byId(data.fineId ?? '');

export async function takeWhich({ deps, caller }: Step, typed: string): Promise<Next> {
  const fine = await deps.fines.byReference(typed);
  if (fine) return { go: 'evidence', set: { fineId: fine.id, named: isFullReference(typed) } };
  const parsed = parsePlate(typed, caller.country);
  if (!parsed || parsed.partial) return { retry: t('contestations:which.unknown') };
  return { go: 'which', set: await deps.plates.exact(parsed, caller.country) };
}

/** The whole reference, typed by somebody who came by the plate. */
export async function takeReference(turn: Step, typed: string): Promise<Next> {
  const fine = isFullReference(typed) ? await turn.deps.fines.byReference(typed) : undefined;
  return fine ? { go: 'evidence', set: { fineId: fine.id, named: true } } : { retry: t('contestations:which.unknown') };
}

export const takeGround = (_turn: Step, ground: string): Next => ({ go: 'words', set: { ground, text: '' } });

/** Photos are asked for where they can be sent. */
export const choosePhotos = ({ surface }: Step, text = ''): Next => ({
  go: surface.accepts.includes('photo') ? 'photos' : 'confirm',
  set: { text },
});

const badWords = (typed: string): Words | undefined => {
  if (typed.length > longestWords) return t('contestations:words.tooLong', { most: longestWords });
  return /\p{L}{2}/u.test(typed) ? undefined : t('contestations:words.notOne');
};

export function takeWords(turn: Step, typed: string): Next {
  const bad = badWords(typed);
  return bad ? { retry: bad } : choosePhotos(turn, typed);
}

export function takePhoto({ data }: Step, { fileId }: { readonly fileId: string }): Next {
  const photos = data.photos ?? [];
  if (photos.length >= mostPhotos) return { retry: t('contestations:photos.enough', { most: mostPhotos }) };
  return { go: 'photos', set: { photos: [...photos, fileId] }, notice: t('contestations:photos.kept') };
}

/** Opens it, once for this step however often it is repeated. */
export async function open(turn: Step): Promise<Next> {
  const { data, deps, caller, turnId } = turn;
  const { fineId = '', ground, text, photos = [] } = data;
  if (!ground) return { go: 'ground' };
  const fine = await fineIn(turn);
  const who = { ...(fine ? await contesterOf(fine, turn) : {}), personId: caller.personId ?? '' };
  try {
    await deps.contestations.open({ ...who, fineId, ground, ...(text ? { text } : {}), photos, key: turnId });
  } catch (error) {
    // The screen with the evidence says why.
    if (isLisoloError(error, 'conflict')) return { go: 'evidence' };
    if (isLisoloError(error, 'unsupported_media') || (isLisoloError(error, 'not_found') && photos.length > 0))
      return { go: 'photos', set: { photos: [] }, notice: t('contestations:photos.lost') };
    throw error;
  }
  deps.contestationNotices.soon(fineId);
  // A new start, so that nobody comes back to the confirmation.
  return { run: 'contest-fine', at: 'done', with: { fineId, named: data.named ?? false } };
}

export function fromHistory({ data }: Step, value: string): Next {
  if (value === 'pay')
    return { run: 'pay-fine', with: { fineIds: [data.fineId], named: data.named ?? false }, then: 'history' };
  if (value === 'contest') return { go: 'evidence' };
  return { go: value === 'add' ? 'more' : 'withdraw' };
}

async function add({ data, deps, caller, turnId }: Step, more: { text?: string; photo?: string }): Promise<Next> {
  const fineId = data.fineId ?? '';
  try {
    await deps.contestations.addEvidence({ fineId, personId: caller.personId ?? '', ...more, key: turnId });
    return { go: 'more', notice: t('contestations:more.added') };
  } catch (error) {
    if (isLisoloError(error, 'unsupported_media') || isLisoloError(error, 'not_found'))
      return { retry: t('contestations:photos.lost') };
    if (isLisoloError(error, 'conflict') || isLisoloError(error, 'forbidden'))
      return {
        go: 'history',
        notice: t(`contestations:more.${error.details['refusal'] === 'enough' ? 'enough' : 'over'}`),
      };
    throw error;
  }
}

export function addWords(turn: Step, typed: string): Promise<Next> | Next {
  const bad = badWords(typed);
  return bad ? { retry: bad } : add(turn, { text: typed });
}
export const addPhoto = (turn: Step, { fileId }: { readonly fileId: string }): Promise<Next> =>
  add(turn, { photo: fileId });

export async function withdraw({ data, deps, caller }: Step): Promise<Next> {
  try {
    const fine = await deps.contestations.withdraw(data.fineId ?? '', caller.personId ?? '');
    return { go: 'history', notice: t('contestations:withdraw.done', { date: at(fine, fine.deadline) }) };
  } catch (error) {
    if (isLisoloError(error, 'conflict') || isLisoloError(error, 'forbidden'))
      return {
        go: 'history',
        notice: t(
          error.details['refusal'] === 'withdrawn' ? 'contestations:withdraw.enough' : 'contestations:more.over',
        ),
      };
    throw error;
  }
}
