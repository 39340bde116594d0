import { shorten } from '../../dialog/fit.ts';
import type { Option, View } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { citiesOf } from '../../geo/index.ts';
import { actorOf } from '../actions.ts';
import { reportStates } from '../report.states.ts';
import { mostCounted } from '../work-list.ts';
import { categoryName, stateName } from '../words.ts';
import { areaName } from '../area-name.ts';
import { type Look } from './work.ts';

/** Of a list, the first ones; who looks for another one types its number. */
const mostListed = 40;
const none = { offset: 0, limit: 0 };
/** What is resolved stays with whoever has resolved it, and is no work any more. */
const mineNow = { mine: true, state: 'in_progress' } as const;
const longestPlace = 24;

/** The area that was chosen; an administrator without one works on the own country. */
export function here({ data, caller }: Pick<Look, 'data' | 'caller'>): { readonly area?: string } {
  if (data.area) return { area: data.area };
  return actorOf(caller).role === 'operator' ? {} : { area: caller.country };
}

const counted = (total: number): string => (total < mostCounted ? String(total) : `${mostCounted - 1}+`);

/** The areas of the bodies that name the operator; for administrators, the cities. */
async function areasOf({ deps, caller }: Look): Promise<readonly string[]> {
  const actor = actorOf(caller);
  if (actor.role !== 'operator') return citiesOf(caller.country).map(({ id }) => id);
  return [...new Set((await deps.reportBodies.ofOperator(actor.personId)).flatMap(({ areas }) => areas))];
}

/** How much there is to do, and where to begin. */
export async function deskView(look: Look): Promise<View> {
  const { deps, caller, surface, data } = look;
  const actor = actorOf(caller);
  const count = async (which: object): Promise<number> =>
    (await deps.reportWork.ofOperator(actor, { ...which, ...here(look), page: none })).total;
  if (actor.role === 'operator' && (await deps.reportBodies.ofOperator(actor.personId)).length === 0)
    return { text: t('report-work:noBodies'), final: true };
  const [open, mine] = await Promise.all([count({ state: 'open' }), count(mineNow)]);
  return {
    text: [
      t('report-work:desk.counts', { open: counted(open), mine: counted(mine) }),
      ...(data.area ? [t('report-work:desk.area', { area: areaName(data.area) })] : []),
      ...(surface.short ? [] : [t('report-work:desk.type')]),
    ],
    options: [
      { value: 'next', label: t('report-work:desk.next') },
      { value: 'mine', label: t('report-work:desk.mine') },
      { value: 'state', label: t('report-work:desk.state') },
      { value: 'area', label: t('report-work:desk.choose') },
    ],
  };
}

export async function areaView(look: Look): Promise<View> {
  const areas = await areasOf(look);
  return {
    text: t('report-work:area.ask'),
    options: [
      { value: '', label: t('report-work:area.all') },
      ...areas.map((value): Option => ({ value, label: areaName(value) })),
    ],
  };
}

export const stateView = (): View => ({
  text: t('report-work:state.ask'),
  options: reportStates.map((value) => ({ value, label: stateName(value) })),
});

export async function listView(look: Look): Promise<View> {
  const { deps, caller, data } = look;
  const list = data.list ?? 'mine';
  const { items, total } = await deps.reportWork.ofOperator(actorOf(caller), {
    ...(list === 'mine' ? mineNow : { state: list }),
    ...here(look),
    page: { offset: 0, limit: mostListed },
  });
  if (total === 0) return { text: t('report-work:list.none'), options: [{ value: '', label: t('report-work:list.back') }] };
  return {
    text: [
      list === 'mine' ? t('report-work:list.mine', { number: counted(total) }) : t('report-work:list.state', { state: stateName(list), number: counted(total) }),
      ...(total > mostListed ? [t('report-work:list.first', { most: mostListed })] : []),
    ],
    options: items.map(({ id, number, category, commune, street }) => ({
      value: id,
      label: t(`report-work:list.${street ?? commune ? 'item' : 'bare'}`, {
        number,
        category: categoryName(category),
        place: shorten(street ?? commune ?? '', longestPlace),
      }),
    })),
  };
} // prettier-ignore
