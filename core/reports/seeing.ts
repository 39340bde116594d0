import type { Connection } from 'mongoose';
import { metresBetween, type Position } from '../geo/index.ts';
import { mayDo } from './actions.ts';
import { shownPosition } from './blurring.ts';
import { categoryOf } from './categories.ts';
import type { Report, ReportChange, ReportPhoto } from './report.model.ts';
import type { Routing } from './routing.ts';
import { supportId, supportModel, type SupportRecord } from './support.model.ts';
import type { SeenReport, Viewer } from './types.ts';

/** What must be known of a viewer beside their role. */
export interface Sight {
  readonly support?: Pick<SupportRecord, 'voted' | 'follows'> | undefined;
  /** Whether they work for the body that it is sent to; an operator of another body sees what everybody sees. */
  readonly worksOnIt?: boolean;
  /** From where the distance is asked. */
  readonly from?: Position | undefined;
}

/** A blurred place is told no nearer. */
const stepMetres = 500;
/** Of a street and a landmark a blurred place would be found. */
const isBlurredCategory = (report: Report): boolean => categoryOf(report.category).position === 'blurred';

interface Eyes {
  readonly told: boolean;
  /** Guards, administrators, and the operators of the body. */
  readonly staff: boolean;
  readonly guard: boolean;
}

function eyesOf(report: Report, viewer: Viewer, { worksOnIt = false }: Sight): Eyes {
  const role = viewer?.role ?? 'citizen';
  const guard = mayDo(role, 'seeHidden');
  return {
    guard,
    staff: guard || (role === 'operator' && worksOnIt),
    told: viewer !== undefined && viewer.personId !== '' && report.reporterId === viewer.personId,
  };
}

/** Whoever told it knows their own photos; the others see what a moderator has let pass. */
const seesPhoto = (photo: ReportPhoto, { told, guard }: Eyes): boolean =>
  guard || photo.state === 'shown' || (told && photo.state === 'waiting');

function seenChange(change: ReportChange, eyes: Eyes, photos: readonly string[]): ReportChange {
  const { by, photoId, ...rest } = change;
  return {
    ...rest,
    ...(by !== undefined && eyes.staff && change.role !== 'citizen' && { by }),
    ...(photoId !== undefined && photos.includes(photoId) && { photoId }),
  };
}

/** The place as far as it may be known. */
function seenPlace(report: Report, isBlurred: boolean, from: Position | undefined): Partial<SeenReport> {
  const { street, landmark, position } = report;
  const shown = isBlurred ? shownPosition(report) : position;
  const metres = shown && from && metresBetween(from, shown);
  return {
    ...(!isBlurred && street !== undefined && { street }),
    ...(!isBlurred && landmark !== undefined && { landmark }),
    ...(shown && { position: shown }),
    ...(metres !== undefined && {
      metres: isBlurred ? Math.max(1, Math.round(metres / stepMetres)) * stepMetres : Math.round(metres),
    }),
  };
}

const ownOf = (viewer: Viewer, { told }: Eyes, { support }: Sight): Pick<SeenReport, 'mine'> =>
  viewer ? { mine: { told, voted: support?.voted ?? false, follows: support?.follows ?? told } } : {};

/** Of a hidden one: that it is there, its number and its state. All else says the same of every one. */
const withheld = ({ id, number, country, state, revision, createdAt }: Report): SeenReport => ({
  id, number, country, state, revision, createdAt, changedAt: createdAt, dueAt: createdAt,
  category: 'other', words: '', region: '', photos: [], history: [],
  votes: 0, followers: 0, comments: 0, flags: 0, toModerate: false, blurred: false, hidden: true, withheld: true,
}); // prettier-ignore

/**
 * Who sees what of a report is decided here and nowhere else. Of a hidden one those who may not look behind it learn
 * that it is there, its number and its state.
 */
export function seen(report: Report, viewer: Viewer, sight: Sight = {}): SeenReport {
  const eyes = eyesOf(report, viewer, sight);
  if (report.hidden && !eyes.guard && !eyes.told) return { ...withheld(report), ...ownOf(viewer, eyes, sight) };
  const {
    reporterId: _teller,
    source,
    takenBy,
    street: _street,
    landmark: _landmark,
    position: _position,
    ...open
  } = report;
  const { history, photos, flags, toModerate, lookedAt, ...rest } = open;
  const isBlurred = isBlurredCategory(report) && !eyes.staff && !eyes.told;
  const shownPhotos = photos.filter((photo) => seesPhoto(photo, eyes));
  const photoIds = shownPhotos.map(({ fileId }) => fileId);
  return {
    ...rest,
    photos: shownPhotos,
    ...seenPlace(report, isBlurred, sight.from),
    blurred: isBlurred,
    flags: eyes.guard ? flags : 0,
    toModerate: eyes.guard && toModerate,
    ...(eyes.guard && lookedAt && { lookedAt }),
    ...(eyes.staff && { source, ...(takenBy !== undefined && { takenBy }) }),
    ...ownOf(viewer, eyes, sight),
    history: history.map((change) => seenChange(change, eyes, photoIds)),
  };
}

/** Of somebody's safety or peace: the words of those who tell it would tell who they are. */
const withoutWordsOfCitizens = (report: SeenReport): SeenReport => ({
  ...report,
  words: '',
  history: report.history.map(({ words, ...change }) => ({
    ...change,
    ...(words !== undefined && change.role !== 'citizen' && { words }),
  })),
});

/** As it goes out for everybody to keep and give on: to programs, to other systems and as open data. */
export function published(report: Report): SeenReport {
  const forAll = seen(report, undefined);
  return isBlurredCategory(report) ? withoutWordsOfCitizens(forAll) : forAll;
}

/** Seeing reports with what the database knows of the viewer. */
export function createSeeing({ connection, routing }: { readonly connection: Connection; readonly routing: Routing }) {
  const supports = supportModel(connection);

  return {
    /** Each as the viewer may see it, in the same order; with their distance from somewhere. */
    async see(reports: readonly Report[], viewer: Viewer, from?: Position): Promise<readonly SeenReport[]> {
      if (!viewer) return reports.map((report) => seen(report, undefined, { from }));
      const { personId, role } = viewer;
      const ids = reports.map(({ id }) => supportId(id, personId));
      const [own, bodies] = await Promise.all([
        supports.find({ _id: { $in: ids } }).lean<SupportRecord[]>(),
        role === 'operator' ? routing.ofOperator(personId) : [],
      ]);
      return reports.map((report) =>
        seen(report, viewer, {
          support: own.find(({ reportId }) => reportId === report.id),
          worksOnIt: bodies.some(({ id }) => id === report.bodyId),
          from,
        }),
      );
    },
  };
}

export type Seeing = ReturnType<typeof createSeeing>;
