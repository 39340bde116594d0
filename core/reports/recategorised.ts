import { shownPosition, toPoint } from './blurring.ts';
import { categoryOf, type CategoryCode } from './categories.ts';
import type { ReportPhoto, ReportRecord } from './report.model.ts';

/**
 * What another category makes of what may be seen: where it is shown, and photos that now are to be checked and that no
 * moderator has let pass.
 */
export function recategorised(
  report: ReportRecord,
  category: CategoryCode,
): Partial<Pick<ReportRecord, 'shown' | 'photos' | 'toModerate'>> {
  const { location, photos, history } = report;
  const position = location && { latitude: location.coordinates[1], longitude: location.coordinates[0] };
  const shown = position && shownPosition({ ...report, category, position });
  const passed = new Set(history.filter(({ what }) => what === 'photo_shown').map(({ photoId }) => photoId));
  const isUnchecked = ({ fileId, state }: ReportPhoto): boolean => state === 'shown' && !passed.has(fileId);
  const toCheck = categoryOf(category).photos === 'checked' && photos.some(isUnchecked);
  return {
    ...(shown && { shown: toPoint(shown) }),
    ...(toCheck && {
      photos: photos.map((photo) => (isUnchecked(photo) ? { ...photo, state: 'waiting' } : photo)),
      toModerate: true,
    }),
  };
}
