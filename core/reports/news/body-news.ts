import type { Connection } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { t, type Words } from '../../dialog/words.ts';
import { byDay, type NotificationService } from '../../notifications/index.ts';
import { bodyModel, toBody, type Body, type BodyRecord } from '../body.model.ts';
import { commentModel, type CommentRecord } from '../comment.model.ts';
import { bodySpeaker } from '../community/speakers.ts';
import { placeText } from '../flows/report-lines.ts';
import { reportModel, toReport, type Report, type ReportChange, type ReportRecord } from '../report.model.ts';
import { activeStates } from '../report.states.ts';
import { mapLink } from '../search/map-link.ts';
import { seen } from '../seeing.ts';
import type { ReportListener, SeenReport } from '../types.ts';
import { isUntimed } from '../untimed.ts';
import { aboutReport } from './facts.ts';
import type { GatheredKind } from './gathered.model.ts';
import type { Gathering, TellGathered } from './gathering.ts';

export interface BodyNewsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly notifications: Pick<NotificationService, 'notify' | 'notifyMany'>;
}

/** What comes in within so long goes out together. */
const gatheredMs = 600_000;
const hourMs = 3_600_000;
/** So many are named; of more it is said how many. */
const mostNamed = 5;

/** What somebody who works for the body has to hear of, if anything. */
function kindOf({ what }: ReportChange, comment: CommentRecord | null): GatheredKind | undefined {
  if (what === 'routed') return 'new';
  if (what === 'reopened') return 'reopened';
  return what === 'commented' && comment?.mentions.includes(bodySpeaker) ? 'called' : undefined;
}

/** As those see it who are to do something about it. */
const seenByBody = (report: Report): SeenReport =>
  seen(report, { personId: '', role: 'operator' }, { worksOnIt: true });

const lineOf = (report: Report, kind: GatheredKind): Words =>
  t(`report-news:body.${kind}`, { ...aboutReport(report), place: placeText(seenByBody(report)) });

/** Writes to the address of a body, once of each. */
async function write(
  { notifications }: Pick<BodyNewsDeps, 'notifications'>,
  report: Report,
  { seq, words }: ReportChange,
  kind: GatheredKind,
  body: Body,
): Promise<void> {
  if (body.email === undefined || kind === 'called') return;
  const known = seenByBody(report);
  const url = mapLink(known);
  const { words: told, photos } = known;
  await notifications.notify({
    key: `report:${report.id}:${seq}:body:${body.id}`,
    to: { channel: 'email', address: body.email },
    body: [
      lineOf(report, kind),
      ...[told, words ?? ''].filter((each) => each !== ''),
      ...(photos.length > 0 ? [t('report-news:photos', { count: photos.length })] : []),
    ],
    country: report.country,
    ...(url === undefined ? {} : { link: { url, label: t('report-news:map') } }),
  });
}

/** Gathers for the operators of a body what comes to it, and writes to its address of each that is new or open again. */
export function createBodyListener(deps: BodyNewsDeps, gathering: Pick<Gathering, 'add'>): ReportListener {
  const bodies = bodyModel(deps.connection);
  const comments = commentModel(deps.connection);

  return async (report, change) => {
    const { seq, at, commentId } = change;
    const bodyId = change.bodyId ?? report.bodyId;
    if (bodyId === undefined || report.hidden) return;
    const comment = commentId === undefined ? null : await comments.findById(commentId).lean<CommentRecord>();
    const kind = kindOf(change, comment);
    if (kind === undefined || comment?.hidden === true) return;
    const record = await bodies.findById(bodyId).lean<BodyRecord>();
    if (!record?.active) return;
    const item = { reportId: report.id, seq, what: kind, at };
    const anonymous = isUntimed(report, change);
    // What is anonymous is told when its hour is over, with others of that hour and apart from what has its minute.
    const due = new Date(anonymous ? at.getTime() + hourMs : deps.clock().getTime() + gatheredMs);
    if (anonymous) await gathering.add('mail', bodyId, { ...item, dueAt: due });
    else await write(deps, report, change, kind, toBody(record));
    // At night they wait for the morning, all together.
    await gathering.add(anonymous ? 'anonymous' : 'body', bodyId, { ...item, dueAt: byDay(due, report.country) });
  };
}

/** Writes to the address of a body what was told anonymously in the hour that is over. */
export function createBodyMail(deps: BodyNewsDeps): TellGathered {
  const bodies = bodyModel(deps.connection);
  const reports = reportModel(deps.connection);

  return async (bodyId, items) => {
    const body = await bodies.findById(bodyId).lean<BodyRecord>();
    if (!body?.active) return;
    for (const { reportId, seq, what } of items) {
      const record = await reports.findById(reportId).lean<ReportRecord>();
      const change = record?.history.find((one) => one.seq === seq);
      if (!record || !change || record.hidden || record.bodyId !== bodyId) continue;
      await write(deps, toReport(record), change, what, toBody(body));
    }
  };
}

/** Tells the operators of a body what has come in and still waits for them. */
export function createBodyDigest(deps: BodyNewsDeps): TellGathered {
  const bodies = bodyModel(deps.connection);
  const reports = reportModel(deps.connection);

  return async (bodyId, items, group) => {
    const body = await bodies.findById(bodyId).lean<BodyRecord>();
    if (!body?.active) return;
    const found = await reports.find({ _id: { $in: items.map(({ reportId }) => reportId) } }).lean<ReportRecord[]>();
    const waiting = items.flatMap(({ reportId, seq, what }) => {
      const record = found.find(({ _id }) => _id === reportId);
      const isOver =
        what === 'called'
          ? false
          : record?.takenBy !== undefined || !activeStates.includes(record?.state ?? 'rejected');
      if (!record || record.hidden || record.bodyId !== bodyId || isOver) return [];
      return [{ report: toReport(record), what, by: record.history.find((one) => one.seq === seq)?.by }];
    });
    const notices = body.operators.flatMap((personId) => {
      const own = waiting.filter(({ by }) => by !== personId);
      if (own.length === 0) return [];
      const lines = own.slice(0, mostNamed).map(({ report, what }) => lineOf(report, what));
      const left = own.length - lines.length;
      return [
        {
          key: `report-body:${group}:${personId}`,
          to: { personId },
          body: [
            ...lines,
            ...(left > 0 ? [t('report-news:body.more', { count: left })] : []),
            t('report-news:body.work', { menu: t('report-work:menu') }),
          ],
          country: body.country,
          onlyByDay: body.country,
        },
      ];
    });
    await deps.notifications.notifyMany(notices);
  };
}
