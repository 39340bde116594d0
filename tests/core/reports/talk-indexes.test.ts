import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import { silentLog } from '../../../core/log.ts';
import {
  commentModel, createReportNewsPart, createReportsPart, flagModel, reportModel, reportNewsJobs, talkJobs,
  type CommentRecord, type Report, type ReportNewsPart, type ReportsPart,
} from '../../../core/reports/index.ts'; // prettier-ignore
import { speakerModel } from '../../../core/reports/community/speaker.model.ts';
import { judgingModel } from '../../../core/reports/moderation/judging.model.ts';
import { gatheredModel } from '../../../core/reports/news/gathered.model.ts';
import { reportAt, reportsEnd } from '../../bench/reports/report-records.ts';
import { watchQueries, type QueryWatch } from '../../support/query-watch.ts';
import { strictSpeak } from '../../support/talk.ts';
import { reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

const many = 1_000;
let world: ReportWorld;
let watch: QueryWatch;
let part: ReportsPart;
let news: ReportNewsPart;
let moderator: StaffMember;
let mado: StaffMember;
let report: Report;

/** The others are what must not be looked at. */
async function fill(): Promise<void> {
  const { connection } = world;
  const models = [commentModel, flagModel, speakerModel, judgingModel, gatheredModel] as const;
  await Promise.all(models.map((model) => model(connection).init()));
  const at = world.clock();
  const records = Array.from({ length: many }, (_one, nth) => reportAt(nth));
  await reportModel(connection).collection.insertMany(records as never);
  const comments = records.map(({ _id: reportId, country }, nth): CommentRecord => ({
    _id: newId(), key: newId(), reportId, country, authorId: `author-${nth % 300}`, role: 'citizen', speaker: 1, text: 'Oui', mentions: [],
    hidden: nth % 9 === 0, flags: 0, toModerate: nth % 30 === 0, revision: 1, at: new Date(at.getTime() - nth * 60_000), news: [],
  })); // prettier-ignore
  await commentModel(connection).collection.insertMany(comments as never);
  const each = (make: (reportId: string, nth: number) => object) => comments.map(({ reportId }, nth) => make(reportId, nth));
  await flagModel(connection).collection.insertMany(
    each((reportId, nth) => ({ _id: `${reportId}:${nth}`, reportId, personId: `p${nth % 300}`, reason: 'spam', at })),
  );
  await speakerModel(connection).collection.insertMany(
    each((reportId, nth) => ({ _id: newId(), reportId, personId: `author-${nth % 300}`, speaker: 1 })),
  );
  await gatheredModel(connection).collection.insertMany(
    each((reportId, nth) => ({ _id: newId(), about: `talk:${reportId}`, reportId, seq: nth, what: 'comment', at })),
  );
} // prettier-ignore

beforeAll(async () => {
  world = await reportWorld();
  world.setNow(reportsEnd);
  await fill();
  [moderator, mado] = [await world.staff('moderator'), await world.neighbour()];
  watch = await watchQueries(world.database.uri, [
    'reports', 'report-supports', 'report-comments', 'report-flags', 'report-speakers', 'report-judging', 'report-gathered',
  ]); // prettier-ignore
  const { connection } = watch;
  const { identity: people } = world;
  const given = { ...world, connection, people, log: silentLog, speak: strictSpeak, secret: 'y'.repeat(32) };
  part = createReportsPart(given);
  news = createReportNewsPart({ ...given, speakers: part.reportSpeakers, ussdCode: '*384*123#' });
  part.onReport(news.reportListeners);
  report = await part.reports.report({
    key: world.key(), country: 'CD', category: 'noise', words: 'La nuit', place: { commune: 'Lemba', street: 'By-Pass' },
    photos: [await world.photo()], reporterId: newId(), source: 'simulator',
  }); // prettier-ignore
}, 60_000);
afterAll(async () => {
  await watch.close();
  await world.database.drop();
});

it('whatever is asked of comments, flags, moderation and news is answered by an index', async () => {
  const act = (who = moderator) => world.act(report, who);
  const page = { offset: 0, limit: 5 };
  const say = (who: StaffMember, text: string) => part.reportTalk.comment({ ...act(who), text });
  const first = await say(mado, 'Bonjour');
  const of = { ...act(), commentId: first.id };
  const list = { skip: 0, limit: 20, oldestFirst: true };
  const { talkPersonalData } = part;
  const uses: Readonly<Record<string, () => Promise<unknown>>> = {
    comment: () => say(moderator, '@1 oui, @service'),
    'comments for everybody': () => part.reportTalk.comments(report.id, undefined, page),
    'comments for a neighbour': () => part.reportTalk.comments(report.id, mado.actor, page),
    'comments for a guard': () => part.reportTalk.comments(report.id, moderator.actor, page),
    oneComment: () => part.reportTalk.oneComment(first.id, mado.actor),
    'flag a report': () => part.reportTalk.flag({ reportId: report.id, actor: mado.actor, reason: 'spam' }),
    'flag a comment': () =>
      part.reportTalk.flag({ reportId: report.id, commentId: first.id, actor: mado.actor, reason: 'spam' }),
    count: () => part.moderationList.count(moderator.actor),
    next: () => part.reportModeration.next(moderator.actor, [newId()]),
    'waiting reports': () => part.moderationList.waiting(moderator.actor, 'report', list),
    'waiting comments': () => part.moderationList.waiting(moderator.actor, 'comment', list),
    one: () => part.moderationList.one(moderator.actor, report.id, first.id),
    release: () => part.moderationList.release(report.id, moderator.actor.personId),
    judgePhoto: () =>
      part.reportModeration.judgePhoto({ ...act(), fileId: report.photos[0]?.fileId ?? '', show: true }),
    keep: () => part.reportModeration.keep(act()),
    'hide a comment': () => part.reportModeration.hide({ ...of, reason: 'spam' }),
    hide: () => part.reportModeration.hide({ ...act(), reason: 'spam' }),
    restore: () => part.reportModeration.restore(act()),
    collect: () => talkPersonalData.collect(mado.actor.personId),
    merge: async () => talkPersonalData.merge?.(mado.actor.personId, newId()),
    erase: () => talkPersonalData.erase('author-7'),
  };
  const faults: string[] = [];
  for (const [what, work] of Object.entries(uses)) faults.push(...(await watch.faults(what, work)));
  world.pass(90);
  for (const { name, run } of [...talkJobs(part), ...reportNewsJobs(news)])
    faults.push(...(await watch.faults(name, () => run(world.clock()))));
  expect(faults).toEqual([]);
}, 60_000);
