import type { Caller, Outcome, View } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { showPlate } from '../../../plates/index.ts';
import { isOnDuty } from '../../viewer.ts';
import type { Opening } from '../opening.ts';
import type { RequestNotices } from '../request-notices.ts';
import { mostPhotos } from '../request.states.ts';
import type { VehicleRequests } from '../requests.service.ts';

export interface SendingDeps {
  readonly vehicleRequests: VehicleRequests;
  readonly requestNotices: Pick<RequestNotices, 'soon'>;
}

export const askerOf = (caller: Caller, now: Date): Opening['by'] => ({
  personId: caller.personId ?? '',
  roles: caller.roles,
  onDuty: isOnDuty(caller, now),
});

/** Makes the request, once for this step however often it is repeated, and says what comes next, or why not. */
export async function send(
  { vehicleRequests, requestNotices }: SendingDeps,
  opening: Opening,
): Promise<{ readonly end: View } | 'photos lost'> {
  const plate = showPlate(opening.plate);
  try {
    const { id } = await vehicleRequests.open(opening);
    requestNotices.soon(id);
    return { end: { text: t('requests:send.done', { plate }) } };
  } catch (error) {
    if (isLisoloError(error, 'conflict'))
      return { end: { text: t(`requests:refused.${String(error.details['refusal'])}`, { plate }) } };
    if (isLisoloError(error, 'forbidden')) return { end: { text: t('requests:change.notYours') } };
    const isPhoto = isLisoloError(error, 'unsupported_media') || isLisoloError(error, 'not_found');
    if (isPhoto && (opening.photos ?? []).length > 0) return 'photos lost';
    throw error;
  }
}

interface WithPhotos {
  readonly photos: readonly string[];
}

/** Another photo of the proof, kept as the door has stored it; told on the screen where it came. */
export const takePhoto =
  <S extends string>(screen: S) =>
  (
    { data }: { readonly data: Readonly<Partial<WithPhotos>> },
    { fileId }: { readonly fileId: string },
  ): Outcome<S, WithPhotos> => {
    const photos = data.photos ?? [];
    return photos.length >= mostPhotos
      ? { retry: t('contestations:photos.enough', { most: mostPhotos }) }
      : { go: screen, set: { photos: [...photos, fileId] }, notice: t('contestations:photos.kept') };
  };

/** How many photos there are, where there are some. */
export const photoLines = (photos: readonly string[] | undefined) =>
  photos?.length ? [t('contestations:photos.count', { count: photos.length })] : [];
