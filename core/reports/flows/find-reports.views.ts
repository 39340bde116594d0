import type { Looking, View } from '../../dialog/types.ts';
import { t, type Words } from '../../dialog/words.ts';
import { capitalOf, cityOf, communesOf } from '../../geo/index.ts';
import { categories } from '../categories.ts';
import { mostFound } from '../search/index.ts';
import { categoryName } from '../words.ts';
import {
  anything, filters, nextPage, periods, perPage, reportsOf, shows, type Data, type FindReportsDeps, type Query,
} from './find-reports.steps.ts'; // prettier-ignore
import { reportLabel, reportLine } from './report-lines.ts';

type Look = Looking<Data, FindReportsDeps>;

export const how = (): View => ({
  text: t('report-search:how.ask'),
  options: ['near', 'category', 'recent', 'mine'].map((value) => ({ value, label: t(`report-search:how.${value}`) })),
  hints: { location: t('report-search:near.share') },
});

/** The communes of the capital; any other, and any city, is known by its name. */
export const near = ({ caller }: Look): View => ({
  text: t('report-search:near.ask'),
  options: communesOf(caller.country, capitalOf(caller.country).id).map(({ name }) => ({ value: name, label: name })),
  hints: { location: t('report-search:near.share') },
});

export const category = (): View => ({
  text: t('report-search:category.ask'),
  options: categories.map(({ code }) => ({ value: code, label: categoryName(code) })),
});

const countText = ({ near: from }: Query, total: number): Words => {
  if (from) return t('report-search:list.near');
  return total >= mostFound ? t('report-search:list.many', { most: mostFound }) : t('report-search:list.count', { count: total });
}; // prettier-ignore

/** A phone shows the numbers and kinds only; the rest is one step away. */
export async function list(look: Look): Promise<View> {
  const { query = anything, offset = 0 } = look.data;
  const { items, total } = await reportsOf(look, query, offset);
  const hasMore = offset + items.length < total && items.length === perPage;
  return {
    text: [
      items.length > 0 ? countText(query, total) : t('report-search:none'),
      ...(look.surface.short ? [] : items.map((report) => reportLine(report, look.now))),
    ],
    options: [
      ...items.map((report) => ({ value: report.id, label: reportLabel(report) })),
      ...(hasMore ? [{ value: nextPage, label: t('report-search:list.more') }] : []),
      { value: filters, label: t('report-search:list.filter') },
    ],
  };
}

const placeOf = ({ near: from, metres, city, commune }: Query): Words[] => {
  if (from) return [t(`report-search:filter.${metres === undefined ? 'nearYou' : 'close'}`)];
  const name = commune ?? (city === undefined ? undefined : cityOf(city)?.name);
  return name === undefined ? [] : [name];
};

const periodOf = ({ days }: Query) => (['week', 'month'] as const).find((period) => periods[period] === days);

/** What the list is narrowed by, and what can be changed of it. */
export function filter({ data }: Look): View {
  const { query = anything } = data;
  const { show, text, category: code } = query;
  const period = periodOf(query);
  const words = (value: string) => t(`report-search:filter.${value}`);
  const others = [
    ...shows,
    'category',
    'near',
    'week',
    'month',
    ...(query.near && !query.metres ? ['close'] : []),
    'clear',
  ];
  return {
    text: [
      t('report-search:filter.now', { show: words(show) }),
      ...(code ? [categoryName(code)] : []),
      ...placeOf(query),
      ...(period ? [words(period)] : []),
      ...(text === undefined ? [] : [`"${text}"`]),
    ],
    options: others
      .filter((value) => value !== show && value !== period)
      .map((value) => ({ value, label: words(value) })),
  };
}
