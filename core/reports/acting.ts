import type { Clock } from '../clock.ts';
import { LisoloError } from '../errors.ts';
import type { ReportAction } from './actions.ts';
import { mustBeOpenToSee, type Authority } from './authority.ts';
import { dueAt } from './due.ts';
import { ownPhotos, type ReportPhotos } from './photos.ts';
import type { Print } from './print.ts';
import type { Report, ReportChange, ReportPhoto, ReportRecord } from './report.model.ts';
import { activeStates, type ReportState } from './report.states.ts';
import type { ReportWrite, ReportWrites } from './report-writes.ts';
import { saidWords } from './said-words.ts';
import type { Act } from './types.ts';

/** What becomes of a report that is open again. */
export const openedAgain = ({ category, state, reopenings = 0 }: ReportRecord, now: Date) =>
  ({
    set: { state: 'open', dueAt: dueAt(category, now), ...(state === 'resolved' && { reopenings: reopenings + 1 }) },
    unset: ['takenBy', 'resolvedAt', 'hoursToResolve', 'duplicateOf', 'lease'],
  }) as const;

/** Throws `illegal_transition` where nobody has to do anything about it any more. */
export function mustBeActive({ state }: ReportRecord, to: ReportState): void {
  if (!activeStates.includes(state)) throw new LisoloError('illegal_transition', { from: state, to });
}

export const event = (what: ReportChange['what'], { actor }: Act) => ({ what, role: actor.role, by: actor.personId });

/** With the state that it had and has. */
export const moved = (what: ReportChange['what'], given: Act, { state: from }: ReportRecord, to: ReportState) => ({
  ...event(what, given),
  from,
  to,
});

type Decide = (report: ReportRecord, now: Date) => ReportWrite | undefined | Promise<ReportWrite | undefined>;

/** How the staff act on reports: each with the right to do so, and with a word and a photo for everybody to see. */
export function createActing({
  clock,
  writes,
  photos,
  print,
  authority,
}: {
  readonly clock: Clock;
  readonly writes: ReportWrites;
  readonly photos: ReportPhotos;
  readonly print: Print;
  readonly authority: Authority;
}) {
  return async function act(given: Act, action: ReportAction, decide: Decide): Promise<Report> {
    const { key, reportId, actor, photoId } = given;
    const said = saidWords(given.words);
    const decided = async (report: ReportRecord, now: Date, photo?: ReportPhoto): Promise<ReportWrite | undefined> => {
      await authority.mustMay(actor, action, report);
      mustBeOpenToSee(report, actor);
      if (given.revision !== undefined && given.revision !== report.revision)
        throw new LisoloError('conflict', { reason: 'it was changed meanwhile' });
      const wished = await decide(report, now);
      if (!wished) return undefined;
      const [first, ...rest] = wished.changes;
      const more = { ...said, ...(photo && { photoId: photo.fileId }) };
      return {
        ...wished,
        set: { ...wished.set, ...(photo?.state === 'waiting' && { toModerate: true }) },
        ...(photo && { photos: [photo] }),
        changes: [...(first ? [{ ...first, ...more }] : []), ...rest],
      };
    };
    if (photoId === undefined) return writes.write(reportId, key, (report, now) => decided(report, now));

    const report = await writes.read(reportId);
    const own = print(key);
    // Before anything is stored for it.
    if (!report.done.includes(own)) await decided(report, clock());
    const { category } = report;
    const kept = {
      fileId: photoId,
      key: `${reportId}:${own}`,
      owner: ownPhotos,
      of: 'work',
      category,
      at: clock(),
    } as const;
    return photos.keepFor(kept, (photo) => writes.write(reportId, key, (now, at) => decided(now, at, photo)));
  };
}

export type Acting = ReturnType<typeof createActing>;
