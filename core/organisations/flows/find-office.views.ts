import { countries } from '../../countries/index.ts';
import type { Looking, Option, View } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { capitalOf, communesOf } from '../../geo/index.ts';
import {
  anywhere,
  branchesOf,
  nextPage,
  perPage,
  problem,
  type Data,
  type FindOfficeDeps,
} from './find-office.steps.ts';
import { branchLabel, hourLines, placeLine, serviceLines } from './office-lines.ts';

type Look = Looking<Data, FindOfficeDeps>;

const gone: View = { text: t('organisations:gone') };
const more = (shown: number, total: number): Option[] =>
  shown < total ? [{ value: nextPage, label: t('organisations:more') }] : [];

export const how = (): View => ({
  text: t('organisations:how.ask'),
  options: ['name', 'kind', 'near', 'region', 'organisation'].map((value) => ({
    value,
    label: t(`organisations:how.${value}`),
  })),
  hints: { location: t('organisations:near.share') },
});

export async function kinds({ deps, caller }: Look): Promise<View> {
  const found = await deps.offices.kinds(caller.country);
  return {
    text: t('organisations:kind.ask', { count: found.length }),
    options: found.map(({ kind, branches }) => ({
      value: kind,
      label: t('organisations:counted', { what: t(`organisations:kind.${kind}`), n: branches }),
    })),
  };
}

export async function regions({ deps, caller, data }: Look): Promise<View> {
  const { country } = caller;
  const { kind } = data.query ?? {};
  const found = await deps.offices.regions({ country, ...(kind && { kind }) });
  const nameOf = (region: string): string => countries[country].regions.find(({ id }) => id === region)?.name ?? region;
  return {
    text: t('organisations:region.ask', { count: found.length }),
    options: [
      ...found.map(({ region, branches }) => ({
        value: region,
        label: t('organisations:counted', { what: nameOf(region), n: branches }),
      })),
      ...(kind && found.length > 1 ? [{ value: anywhere, label: t('organisations:region.any') }] : []),
    ],
  };
}

export async function organisations({ deps, caller, data }: Look): Promise<View> {
  const { offset = 0 } = data;
  const { items, total } = await deps.offices.organisations({
    country: caller.country,
    page: { offset, limit: perPage },
  });
  return {
    text: t('organisations:organisation.ask', { count: total }),
    options: [...items.map(({ id, name }) => ({ value: id, label: name })), ...more(offset + items.length, total)],
  };
}

/** Those of the capital; any other, and any city, is known by its name. */
export const near = ({ caller }: Look): View => ({
  text: t('organisations:near.ask'),
  options: communesOf(caller.country, capitalOf(caller.country).id).map(({ name }) => ({ value: name, label: name })),
  hints: { location: t('organisations:near.share') },
});

const metresOf = (branch: object): number | undefined => ('metres' in branch ? (branch.metres as number) : undefined);

export async function branches(look: Look): Promise<View> {
  const { query = {}, offset = 0 } = look.data;
  const { items, total } = await branchesOf(look, query, offset);
  return {
    text: query.near ? t('organisations:branches.near') : t('organisations:branches.ask', { count: total }),
    options: [
      ...items.map((branch) => ({ value: branch.id, label: branchLabel(branch, metresOf(branch)) })),
      ...more(offset + items.length, total),
    ],
  };
}

export async function branch({ deps, data, now }: Look): Promise<View> {
  const { branchId = '' } = data;
  const [found, services] = await Promise.all([deps.offices.branch(branchId), deps.offices.services(branchId)]);
  if (!found?.listed) return gone;
  return {
    text: [
      branchLabel(found),
      ...[placeLine(found)].filter((line) => line !== ''),
      ...hourLines(deps.offices.calendarOf(found), now),
      services.length > 0 ? t('organisations:branch.ask') : t('organisations:branch.noServices'),
    ],
    options: services.map(({ id, name }) => ({ value: id, label: name })),
  };
}

/** The same to whoever has shared where they are, unasked. */
export async function branchesHere(look: Look): Promise<View> {
  const view = await branches(look);
  if (!look.data.shared) return view;
  return { ...view, options: [...(view.options ?? []), { value: problem, label: t('reports:here') }] };
}

/** The service, with what can be done about it. */
export const serviceWith =
  (actions: (appointments: boolean) => readonly Option[]) =>
  async ({ deps, data }: Look): Promise<View> => {
    const service = await deps.offices.service(data.serviceId ?? '');
    const at = service && (await deps.offices.branch(service.branchId));
    if (!service?.active || !at?.listed) return gone;
    return {
      text: [`${service.name} - ${at.organisationName}`, ...serviceLines(service)],
      options: actions(service.appointmentsAtOnce > 0),
    };
  };
