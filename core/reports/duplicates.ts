import type { Connection } from 'mongoose';
import type { CountryCode } from '../dialog/types.ts';
import type { Position } from '../geo/index.ts';
import { shownPosition, toPoint } from './blurring.ts';
import { categoryOf, type CategoryCode } from './categories.ts';
import { toReportPlace } from './place.ts';
import { reportModel, toReport, type ReportPlace, type ReportRecord } from './report.model.ts';
import { activeStates } from './report.states.ts';
import { isSameStreet } from './same-street.ts';
import type { Seeing } from './seeing.ts';
import type { ReportService, SeenReport } from './types.ts';

/** Of one kind in one commune so many are looked through for the street. */
const mostOfCommune = 200;
/** Where blurred ones are shown, many lie at one point; so it is asked for no further than numbers are rounded. */
const samePointMetres = 1;

interface Asked {
  readonly country: CountryCode;
  readonly category: CategoryCode;
  readonly place: ReportPlace;
}

/** The nearest first; they leave half of the room to those of the same street that were told without a position. */
function mixed(near: readonly ReportRecord[], alike: readonly ReportRecord[], most: number): ReportRecord[] {
  const kept = Math.min(alike.length, Math.floor(most / 2));
  return [...near.slice(0, most - kept), ...alike].slice(0, most);
}

/** F2: what others have told of the same thing. */
export function createDuplicates({ connection, seeing }: { readonly connection: Connection; readonly seeing: Seeing }) {
  const reports = reportModel(connection);
  const active = { state: { $in: [...activeStates] }, hidden: false };

  async function around({ category }: Asked, position: Position, most: number): Promise<ReportRecord[]> {
    const location = { $near: { $geometry: toPoint(position), $maxDistance: categoryOf(category).duplicateMetres } };
    return reports
      .find({ category, location, ...active })
      .limit(most)
      .lean<ReportRecord[]>();
  }

  const ofCommune = ({ category, place: { region, city, commune } }: Asked, most: number): Promise<ReportRecord[]> =>
    reports
      .find({ city: city ?? null, commune, category, ...active, region } as object)
      .sort({ createdAt: -1, _id: -1 })
      .limit(most)
      .lean<ReportRecord[]>();

  /** Newest first. Two with a position each are near to each other or they are not, whatever their street is called. */
  async function ofStreet({ country, category, place }: Asked, most: number): Promise<ReportRecord[]> {
    const { commune, street, landmark, position } = place;
    if (commune === undefined || (street === undefined && landmark === undefined)) return [];
    const found = await ofCommune({ country, category, place }, mostOfCommune);
    return found
      .filter((one) => isSameStreet(street, one.street) || isSameStreet(landmark, one.landmark))
      .filter(({ location }) => !(location && position))
      .slice(0, most);
  }

  /**
   * Where places are blurred: by what everybody is shown of them only. Neither a street nor a position that is asked for
   * leads nearer, from wherever and however often it is asked.
   */
  async function aboutThere(asked: Asked, most: number): Promise<ReportRecord[]> {
    const { country, category, place } = asked;
    if (place.commune !== undefined) return ofCommune(asked, most);
    const point = shownPosition({ country, category, ...place });
    if (!point) return [];
    const shown = { $near: { $geometry: toPoint(point), $maxDistance: samePointMetres } };
    return reports
      .find({ shown, category, ...active })
      .limit(most)
      .lean<ReportRecord[]>();
  }

  const duplicates: ReportService['duplicates'] = async ({ country, category, place, most, viewer, except }) => {
    const asked = { country, category, place: toReportPlace(country, place) };
    const { position } = asked.place;
    const isBlurred = categoryOf(category).position === 'blurred';
    // One more, for the one that is asked about.
    const [near, alike] = isBlurred
      ? [await aboutThere(asked, most + 1), []]
      : await Promise.all([position ? around(asked, position, most + 1) : [], ofStreet(asked, most + 1)]);
    const isOther = ({ _id }: ReportRecord): boolean => _id !== except;
    const others = mixed(near.filter(isOther), alike.filter(isOther), most);
    const inOrder: readonly SeenReport[] = await seeing.see(others.map(toReport), viewer, position);
    return inOrder;
  };

  return { duplicates };
}
