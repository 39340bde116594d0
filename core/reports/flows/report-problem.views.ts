import type { Looking, Option, View } from '../../dialog/types.ts';
import { shorten } from '../../dialog/fit.ts';
import { t, type Words } from '../../dialog/words.ts';
import { categoryGroups, type CategoryCode } from '../categories.ts';
import type { NewReport } from '../types.ts';
import { categoryName } from '../words.ts';
import { cityName, regionName } from './choose-place.steps.ts';
import {
  codesIn,
  goOn,
  noneOfThese,
  other,
  shownPhotos,
  type Data,
  type ReportProblemDeps,
} from './report-problem.steps.ts';

type Look = Looking<Data, ReportProblemDeps>;

const longestShown = 200;
const groups = (): Option[] =>
  categoryGroups.map((group) => ({ value: group, label: t(`report-categories:group.${group}`) }));
const hints = { photo: t('reports:what.photo') };
const toOption = (code: CategoryCode): Option => ({ value: code, label: categoryName(code) });

export function what(look: Look): View {
  const photos = shownPhotos(look);
  const ask = t(photos.length > 0 ? 'reports:what.withPhoto' : 'reports:what.ask');
  return { text: [...photos, ask], options: groups(), ...(photos.length === 0 && { hints }) };
}

export const guess = ({ data, deps }: Look): View => ({
  text: t('reports:guess.ask'),
  options: [
    ...deps.guessReport(data.words ?? '').map(toOption),
    { value: noneOfThese, label: t('reports:guess.other') },
  ],
});

export const group = ({ data }: Look): View => ({
  text: t(data.words ? 'reports:what.kept' : 'reports:category.ask'),
  options: groups(),
});

export const category = ({ data }: Look): View => ({
  text: t('reports:category.ask'),
  options: codesIn(data.group ?? 'other').map(toOption),
});

export const details = (look: Look): View => ({
  text: [...shownPhotos(look), t('reports:details.ask', { what: categoryName(look.data.category ?? 'other') })],
  options: [{ value: goOn, label: t('reports:goOn') }],
});

/** A place as it was chosen, the nearest first. */
function placeInWords(
  { region, city, commune, street, landmark, position }: NewReport['place'],
  { caller }: Look,
): Words {
  const town = city && cityName(city);
  const parts = [landmark, street, commune, town === commune ? undefined : town];
  const around = city || !region ? [] : [regionName(caller.country, region)];
  const said = [...parts, ...around].filter((part) => part !== undefined && part !== '').join(', ');
  return said === '' && position ? t('reports:place.shared') : said;
}

const placeLine = (look: Look): Words =>
  t('reports:place.chosen', { place: placeInWords(look.data.place ?? {}, look) });

export const place = (look: Look): View => ({
  text: placeLine(look),
  options: [
    ...(look.data.place ? [{ value: goOn, label: t('reports:goOn') }] : []),
    { value: other, label: t('reports:place.change') },
  ],
});

export const who = (): View => ({
  text: t('reports:who.ask'),
  options: ['known', 'anonymous'].map((value) => ({ value, label: t(`reports:who.${value}`) })),
});

/** All that is going to be sent. */
export function sure(look: Look): View {
  const { category: code = 'other', words = '', anonymous } = look.data;
  const isLong = !look.surface.short;
  return {
    text: [
      categoryName(code),
      placeLine(look),
      ...(words === '' ? [] : [t('reports:sure.words', { words: shorten(words, longestShown) })]),
      ...shownPhotos(look),
      t(`reports:sure.${anonymous ? 'anonymous' : 'known'}`),
      ...(isLong ? [t('reports:sure.more')] : []),
      t('reports:sure.ask'),
    ],
    options: [{ value: goOn, label: t('reports:sure.send') }],
  };
}
