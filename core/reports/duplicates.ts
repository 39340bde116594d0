import type { Connection } from 'mongoose';
import type { CountryCode } from '../dialog/types.ts';
import type { Position } from '../geo/index.ts';
import { toPoint } from './blurring.ts';
import { categoryOf, type CategoryCode } from './categories.ts';
import { toReportPlace } from './place.ts';
import { reportModel, toReport, type ReportPlace, type ReportRecord } from './report.model.ts';
import { activeStates } from './report.states.ts';
import { isSameStreet } from './same-street.ts';
import type { Seeing } from './seeing.ts';
import type { ReportService, SeenReport } from './types.ts';

/** Of one kind in one commune so many are looked through for the street. */
const mostOfCommune = 200;
/** Where places are blurred, asking from many places must not lead nearer than the answers do. */
const stepDegrees = 0.005;
const blurredMetres = 500;

const toStep = (degrees: number): number => Math.round(degrees / stepDegrees) * stepDegrees;

interface Asked {
  readonly country: CountryCode;
  readonly category: CategoryCode;
  readonly place: ReportPlace;
}

/** F2: what others have told of the same thing. */
export function createDuplicates({ connection, seeing }: { readonly connection: Connection; readonly seeing: Seeing }) {
  const reports = reportModel(connection);
  const active = { state: { $in: [...activeStates] }, hidden: false };

  async function around({ category }: Asked, position: Position, most: number): Promise<ReportRecord[]> {
    const { duplicateMetres, position: shown } = categoryOf(category);
    const isBlurred = shown === 'blurred';
    const from = isBlurred ? { latitude: toStep(position.latitude), longitude: toStep(position.longitude) } : position;
    const $maxDistance = isBlurred ? Math.max(duplicateMetres, blurredMetres) : duplicateMetres;
    const location = { $near: { $geometry: toPoint(from), $maxDistance } };
    return reports
      .find({ category, location, ...active })
      .limit(most)
      .lean<ReportRecord[]>();
  }

  /** Newest first. Two with a position each are near to each other or they are not, whatever their street is called. */
  async function ofStreet({ category, place }: Asked, most: number): Promise<ReportRecord[]> {
    const { region, city, commune, street, landmark, position } = place;
    if (commune === undefined || (street === undefined && landmark === undefined)) return [];
    const found = await reports
      .find({ city: city ?? null, commune, category, ...active, region } as object)
      .sort({ createdAt: -1, _id: -1 })
      .limit(mostOfCommune)
      .lean<ReportRecord[]>();
    return found
      .filter((one) => isSameStreet(street, one.street) || isSameStreet(landmark, one.landmark))
      .filter(({ location }) => !(location && position))
      .slice(0, most);
  }

  const duplicates: ReportService['duplicates'] = async ({ country, category, place, most, viewer, except }) => {
    const asked = { country, category, place: toReportPlace(country, place) };
    const { position } = asked.place;
    // One more, for the one that is asked about.
    const [near, alike] = await Promise.all([
      position ? around(asked, position, most + 1) : [],
      ofStreet(asked, most + 1),
    ]);
    const found = new Map([...near, ...alike].map((one) => [one._id, one]));
    const others = [...found.values()].filter(({ _id }) => _id !== except).slice(0, most);
    const inOrder: readonly SeenReport[] = await seeing.see(others.map(toReport), viewer, position);
    return inOrder;
  };

  return { duplicates };
}
