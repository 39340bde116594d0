import type { Connection } from 'mongoose';
import { t, type Param, type Words } from '../../dialog/words.ts';
import type { IdentityService } from '../../identity/index.ts';
import type { NotificationService } from '../../notifications/index.ts';
import { reportModel, type Report, type ReportChange, type ReportEvent, type ReportRecord } from '../report.model.ts';
import type { ReportListener } from '../types.ts';
import { createAudience, type Hearer, type Say } from './audience.ts';
import { aboutReport, bodyNameOf, type Facts } from './facts.ts';

export interface ReportNewsDeps {
  readonly connection: Connection;
  readonly identity: Pick<IdentityService, 'byId'>;
  readonly notifications: Pick<NotificationService, 'notifyMany'>;
  /** `*384*123#`. */
  readonly ussdCode: string;
}

/** Of these everybody who follows the report hears; of the others only whoever told it. */
const forAll: readonly ReportEvent[] = ['taken', 'updated', 'resolved', 'rejected', 'marked_duplicate', 'reopened'];
const forTeller: readonly ReportEvent[] = ['routed', 'photo_shown', 'photo_hidden', 'hidden', 'restored'];

/** The dialog has just said to whom it goes. */
const isRoutedAtOnce = ({ history }: Report, { what, seq }: ReportChange): boolean =>
  what === 'routed' && history.find((one) => one.seq === seq - 1)?.what === 'reported';

const reasonOf = ({ what, reason }: ReportChange): Words | undefined =>
  reason === undefined ? undefined : t(`${what === 'hidden' ? 'report-moderation' : 'report-work'}:reason.${reason}`);

/** Tells those who follow a report what happens to it; nobody is told of their own act. */
export function createReportNews(deps: ReportNewsDeps): ReportListener {
  const { connection, ussdCode } = deps;
  const reports = reportModel(connection);
  const audience = createAudience(deps);

  async function factsOf(report: Report, change: ReportChange): Promise<Facts> {
    const other = change.what === 'marked_duplicate' ? report.duplicateOf : undefined;
    const found = other && (await reports.findById(other, { number: 1 }).lean<Pick<ReportRecord, 'number'>>());
    const body: Param = await bodyNameOf(connection, report, change);
    return { ...aboutReport(report), body, code: ussdCode, ...(found && { other: found.number }) };
  }

  /** The last line: what can be done now. */
  function lastLine({ what }: ReportChange, { told, voted }: Hearer, facts: Facts): Words {
    const mayAsk = what === 'resolved' && (told || voted);
    return t(mayAsk ? 'report-news:really' : 'report-news:see', facts);
  }

  const sayOf =
    (change: ReportChange, facts: Facts): Say =>
    (hearer) => {
      const { what, words, photoId, by } = change;
      if (by === hearer.personId) return undefined;
      const reason = reasonOf(change);
      const isPhotoOnly = what === 'updated' && words === undefined && photoId !== undefined;
      return [
        t(`report-news:told.${isPhotoOnly ? 'updatedPhoto' : what}`, facts),
        ...(reason === undefined ? [] : [t('report-news:reason', { reason })]),
        ...(words === undefined ? [] : [t('report-news:words', { words })]),
        lastLine(change, hearer, facts),
      ];
    };

  return async (report, change, inHaste): Promise<'left' | undefined> => {
    const { what, seq, commentId } = change;
    // Of a comment those hear whom it calls, and the others together (see talk-news).
    if (commentId !== undefined || isRoutedAtOnce(report, change)) return undefined;
    const isForAll = forAll.includes(what);
    if (!isForAll && !forTeller.includes(what)) return undefined;
    const say = sayOf(change, await factsOf(report, change));
    // What nobody can read is told to nobody else.
    if (isForAll && !report.hidden) return audience.followers(report, String(seq), say, inHaste);
    await audience.teller(report, String(seq), say);
    return undefined;
  };
}
