import type { Clock } from '../clock.ts';
import { LisoloError } from '../errors.ts';
import { mustBeOpenToSee, type Authority } from './authority.ts';
import { openedAgain } from './acting.ts';
import { mostPhotos } from './limits.ts';
import { ownPhotos, type ReportPhotos } from './photos.ts';
import type { Print } from './print.ts';
import type { ReportRecord } from './report.model.ts';
import { reopenDays } from './report.states.ts';
import type { ReportWrites } from './report-writes.ts';
import { saidWords } from './said-words.ts';
import type { Supporting } from './supporting.ts';
import type { Actor, ReportService } from './types.ts';

const dayMs = 24 * 3_600_000;
const refuse = (reason: string): LisoloError => new LisoloError('conflict', { reason });

/** What those who told a report, or follow it, do with it. */
export function createCitizenActs({
  clock,
  writes,
  photos,
  print,
  authority,
  concerns,
}: {
  readonly clock: Clock;
  readonly writes: ReportWrites;
  readonly photos: ReportPhotos;
  readonly print: Print;
  readonly authority: Authority;
} & Pick<Supporting, 'concerns'>) {
  async function mustConcern(report: ReportRecord, { personId }: Actor): Promise<void> {
    if (!(await concerns(report, personId))) throw refuse('not_yours');
  }

  const addPhoto: ReportService['addPhoto'] = async ({ key, reportId, actor, fileId }) => {
    const fits = (report: ReportRecord): void => {
      if (report.reporterId !== actor.personId || actor.personId === '') throw refuse('not_yours');
      mustBeOpenToSee(report, actor);
      if (report.photos.filter((photo) => photo.of === 'problem').length >= mostPhotos) throw refuse('too_many_photos');
    };
    const report = await writes.read(reportId);
    const own = print(key);
    // Before anything is stored for it.
    if (!report.done.includes(own)) fits(report);
    const owner = report.reporterId || ownPhotos;
    const { category } = report;
    const kept = { fileId, key: `${reportId}:${own}`, owner, of: 'problem', category, at: clock() } as const;
    return photos.keepFor(kept, (photo) =>
      writes.write(reportId, key, (now) => {
        fits(now);
        return {
          ...(photo.state === 'waiting' && { set: { toModerate: true } }),
          photos: [photo],
          changes: [{ what: 'photo_added', role: 'citizen', by: actor.personId, photoId: photo.fileId }],
        };
      }),
    );
  };

  const reopen: ReportService['reopen'] = ({ key, reportId, actor, words }) =>
    writes.write(reportId, key, async (report, now) => {
      mustBeOpenToSee(report, actor);
      // What was rejected or taken for another is for those who have done that.
      if (report.state !== 'resolved') throw new LisoloError('illegal_transition', { from: report.state, to: 'open' });
      const { personId: by } = actor;
      const role = (await authority.worksOn(actor, report)) ? actor.role : 'citizen';
      if (role === 'citizen') {
        await mustConcern(report, actor);
        if (now.getTime() - (report.resolvedAt?.getTime() ?? 0) > reopenDays * dayMs) throw refuse('too_late');
      }
      return {
        ...openedAgain(report, now),
        changes: [{ what: 'reopened', role, by, from: report.state, to: 'open', ...saidWords(words) }],
      };
    });

  const confirm: ReportService['confirm'] = ({ key, reportId, actor }) =>
    writes.write(reportId, key, async (report) => {
      mustBeOpenToSee(report, actor);
      if (report.state !== 'resolved')
        throw new LisoloError('illegal_transition', { from: report.state, to: 'resolved' });
      await mustConcern(report, actor);
      const since = report.history.findLastIndex(({ what }) => what === 'resolved');
      // Thanked once.
      const { personId: by } = actor;
      if (report.history.slice(since).some((one) => one.what === 'confirmed' && one.by === by)) return undefined;
      return { changes: [{ what: 'confirmed', role: 'citizen', by }] };
    });

  return { addPhoto, reopen, confirm };
}
