import type { Looking, Outcome, Turn, View } from '../../dialog/types.ts';
import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { PlatePhotos } from '../readings/plate-photos.service.ts';

type ScreenId = 'home';
type Data = Record<never, never>;

export interface KeepPhotosDeps {
  readonly platePhotos: Pick<PlatePhotos, 'answerOf' | 'answer' | 'count'>;
}

async function show({ deps, caller }: Looking<Data, KeepPhotosDeps>): Promise<View> {
  const personId = caller.personId ?? '';
  const [may, count] = await Promise.all([deps.platePhotos.answerOf(personId), deps.platePhotos.count(personId)]);
  return {
    text: [t(may ? 'plates:kept.may' : 'plates:kept.mayNot'), ...(may ? [t('plates:kept.count', { count })] : [])],
    options: [{ value: may ? 'no' : 'yes', label: t(may ? 'plates:kept.withdraw' : 'plates:kept.allow') }],
  };
}

async function answer({ deps, caller }: Turn<Data, KeepPhotosDeps>, value: string): Promise<Outcome<ScreenId, Data>> {
  if (!caller.personId) return { go: 'home' };
  await deps.platePhotos.answer(caller.personId, value === 'yes');
  return { go: 'home', notice: t(value === 'yes' ? 'plates:kept.allowed' : 'plates:kept.withdrawn') };
}

/** A9: whether photos of plates that were read wrongly may be kept, seen and changed from the account. */
export const keepPhotos = defineFlow<ScreenId, Data, KeepPhotosDeps>({
  id: 'keep-photos',
  version: 1,
  start: 'home',
  requires: ['consent'],
  screens: { home: { show, on: { choice: answer } } },
});
