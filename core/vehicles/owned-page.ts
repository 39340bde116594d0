import type { Option } from '../dialog/types.ts';
import { t } from '../dialog/words.ts';
import type { Vehicle } from './vehicle.model.ts';
import type { OwnedPage } from './vehicle.service.ts';

const mark = 'page:';

/** The choices of one page of somebody's vehicles, and the way to the other pages: a fleet has no end. */
export const ownedOptions = ({ vehicles, page, more }: OwnedPage, toOption: (vehicle: Vehicle) => Option): Option[] => [
  ...vehicles.map(toOption),
  ...(more ? [{ value: `${mark}${page + 1}`, label: t('vehicles:owned.next') }] : []),
  ...(page > 0 ? [{ value: `${mark}0`, label: t('vehicles:owned.first') }] : []),
];

/** The page that was chosen; undefined where a vehicle was. */
export const pageChosen = (value: string): number | undefined =>
  value.startsWith(mark) ? Number(value.slice(mark.length)) : undefined;
