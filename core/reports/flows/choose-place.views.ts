import { countries } from '../../countries/index.ts';
import type { Looking, Option, View } from '../../dialog/types.ts';
import { t, type Words } from '../../dialog/words.ts';
import { communesIn } from '../../geo/index.ts';
import {
  cityName, elsewhere, regionName, regionsWithCities, skip, valueOf, type ChoosePlaceDeps, type Data,
} from './choose-place.steps.ts'; // prettier-ignore

type Look = Looking<Data, ChoosePlaceDeps>;

const hints = { location: t('reports:place.share') };

/** The communes of a region, with their city where there are several. */
function communeOptions({ caller }: Look, region: string): Option[] {
  const communes = communesIn(caller.country, region);
  const isOneCity = new Set(communes.map(({ city }) => city)).size === 1;
  const labelOf = (commune: (typeof communes)[number]): Words =>
    isOneCity || commune.name === cityName(commune.city)
      ? commune.name
      : t('reports:place.in', { commune: commune.name, city: cityName(commune.city) });
  return communes.map((commune) => ({ value: valueOf(commune), label: labelOf(commune) }));
}

const elsewhereOption: Option = { value: elsewhere, label: t('reports:place.elsewhere') };

/** Where somebody told something last, most is told again. */
async function ownRegion({ deps, caller }: Look): Promise<string | undefined> {
  if (!caller.personId) return undefined;
  const { items } = await deps.reports.ofPerson(caller.personId, { offset: 0, limit: 1 });
  return items[0]?.region;
}

/** The regions; where only one has known communes, its communes at once. */
export async function where(look: Look): Promise<View> {
  const { country } = look.caller;
  const regions = regionsWithCities(country);
  const [only] = regions;
  if (only !== undefined && regions.length === 1) return commune({ ...look, data: { ...look.data, region: only } });
  const own = await ownRegion(look);
  const order = [...regions].sort((a, b) => Number(b === own) - Number(a === own));
  return {
    text: t('reports:place.ask'),
    options: [...order.map((region) => ({ value: region, label: regionName(country, region) })), elsewhereOption],
    hints,
  };
}

export const commune = (look: Look): View => ({
  text: t('reports:place.commune'),
  options: [...communeOptions(look, look.data.region ?? ''), elsewhereOption],
  hints,
});

export const confirm = ({ data }: Look): View => {
  const { commune: name = '', city = '' } = data;
  return {
    text: t('reports:place.confirm', { commune: name, city: cityName(city) }),
    options: [
      { value: 'yes', label: t('reports:place.yes', { commune: name }) },
      { value: elsewhere, label: t('reports:place.other') },
    ],
  };
};

export const region = ({ caller }: Look): View => ({
  text: t(`reports:place.region.${caller.country}`),
  options: countries[caller.country].regions.map(({ id, name }) => ({ value: id, label: name })),
});

export const street = (): View => ({
  text: t('reports:place.street'),
  options: [{ value: skip, label: t('reports:place.noStreet') }],
});

/** A street, or a position, finds a place without a landmark. */
export const landmark = ({ data }: Look): View => ({
  text: t('reports:place.landmark'),
  options: data.street || data.position ? [{ value: skip, label: t('reports:place.noLandmark') }] : [],
});
