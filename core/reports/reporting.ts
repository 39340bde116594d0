import { DateTime } from 'luxon';
import type { Connection } from 'mongoose';
import { hourOf, type Clock } from '../clock.ts';
import { countries, zoneOf } from '../countries/index.ts';
import { isDuplicateKey, newId, untimedId } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { shownPosition, toPoint } from './blurring.ts';
import { dueAt } from './due.ts';
import { longestWords, mostPhotos, reportsPerDay } from './limits.ts';
import { newReportNumber } from './number.ts';
import { ownPhotos, type ReportPhotos } from './photos.ts';
import { toReportPlace } from './place.ts';
import type { Print } from './print.ts';
import { reportModel, toReport, type Report, type ReportPhoto, type ReportRecord } from './report.model.ts';
import { numbered } from './report-writes.ts';
import type { Routing } from './routing.ts';
import { plainWords } from './said-words.ts';
import { foundWords } from './search/index.ts';
import type { Settling } from './settling.ts';
import type { NewReport } from './types.ts';

const refuse = (reason: string): LisoloError => new LisoloError('invalid_input', { reason });

/** F1: telling a problem. */
export function createReporting({
  connection,
  clock,
  print,
  routing,
  photos,
  settling,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly print: Print;
  readonly routing: Routing;
  readonly photos: ReportPhotos;
  readonly settling: Pick<Settling, 'settle'>;
}) {
  const reports = reportModel(connection);
  const byKey = async (key: string): Promise<ReportRecord | undefined> =>
    (await reports.findOne({ key }).lean<ReportRecord>()) ?? undefined;

  async function mustNotBeTooMany({ reporterId, country }: NewReport): Promise<void> {
    if (reporterId === undefined) return;
    const today = DateTime.fromJSDate(clock(), { zone: zoneOf(countries[country].timeZone) }).startOf('day');
    const told = await reports.countDocuments({ reporterId, createdAt: { $gte: today.toJSDate() } });
    if (told >= reportsPerDay) throw new LisoloError('conflict', { reason: 'too_many_reports', most: reportsPerDay });
  }

  /** All that a report begins with, but for its number and photos. */
  async function begin(wish: NewReport, key: string): Promise<Omit<ReportRecord, 'number' | 'photos'>> {
    const { country, category, reporterId, source } = wish;
    const words = plainWords(wish.words, longestWords);
    const { position, ...place } = toReportPlace(country, wish.place);
    const body = await routing.bodyFor({ country, category, ...place });
    const at = reporterId === undefined ? hourOf(clock()) : clock();
    const shown = shownPosition({ country, category, ...place, ...(position && { position }) });
    return {
      _id: reporterId === undefined ? untimedId() : newId(),
      key,
      country,
      category,
      words,
      ...place,
      ...(position && { location: toPoint(position) }),
      ...(shown && { shown: toPoint(shown) }),
      ...(reporterId !== undefined && { reporterId }),
      source,
      state: 'open',
      revision: 1,
      ...(body && { bodyId: body.id }),
      ...{ votes: 0, followers: 0, comments: 0, flags: 0, counted: 0, announced: 0 },
      hidden: false,
      toModerate: false,
      createdAt: at,
      changedAt: at,
      dueAt: dueAt(category, at),
      found: foundWords({ category, words, ...place }),
      pendingSince: at,
      done: [],
      history: numbered(
        [
          { what: 'reported', role: 'citizen', to: 'open', ...(reporterId !== undefined && { by: reporterId }) },
          ...(body ? [{ what: 'routed', role: 'system', bodyId: body.id } as const] : []),
        ],
        at,
      ),
    };
  }

  /** Another number where one is taken; the same report where it was told before. */
  async function insert(record: Omit<ReportRecord, 'number'>): Promise<ReportRecord> {
    await reports.init();
    for (;;) {
      try {
        const whole = { ...record, number: newReportNumber() };
        await reports.create(whole);
        return whole;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const twin = await byKey(record.key);
        if (twin) return twin;
      }
    }
  }

  return {
    /**
     * Told again with the same key it is the same report. Throws `invalid_input` (reasons `words_too_long`,
     * `too_many_photos`, `photo_gone`, and those of the place), `conflict` with reason `too_many_reports`.
     */
    async report({ reporterId, ...told }: NewReport): Promise<Report> {
      // Somebody without an account is anonymous.
      const wish: NewReport = { ...told, ...(reporterId && { reporterId }) };
      const key = print(wish.key);
      const before = await byKey(key);
      if (before) return toReport(before);
      if (wish.photos.length > mostPhotos) throw refuse('too_many_photos');
      await mustNotBeTooMany(wish);
      const begun = await begin(wish, key);
      const { category, createdAt: at } = begun;
      const owner = wish.reporterId ?? ownPhotos;
      const kept: ReportPhoto[] = [];
      try {
        for (const [index, fileId] of wish.photos.entries())
          kept.push(await photos.keep({ fileId, key: `${key}:${index}`, owner, of: 'problem', category, at }));
      } catch (error) {
        // The same turn in another process was faster: its photos are these, and those of the door are gone with it.
        const twin = await byKey(key);
        if (twin) return toReport(twin);
        // Of a report that is refused nothing stays.
        await photos.drop(kept);
        throw error;
      }
      const toModerate = kept.some(({ state }) => state === 'waiting');
      const record = await insert({ ...begun, photos: kept, toModerate });
      return (await settling.settle(record._id)) ?? toReport(record);
    },
  };
}
