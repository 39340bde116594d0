import type { Looking, Outcome, Turn } from '../../../dialog/types.ts';
import type { Report } from '../../report.model.ts';
import type { ReportService, ReportTalk, SeenComment } from '../../types.ts';
import type { DoorPhotos } from '../../flows/door-photos.ts';
import { viewerOf } from '../../flows/report-lines.ts';

export type ScreenId = 'talk' | 'whom' | 'write' | 'pick';

export interface Data {
  readonly reportId: string;
  /** How many of the newest comments are left out. */
  readonly newer: number;
  /** The number that is answered. */
  readonly to: number;
  readonly photoId: string;
}

export interface TalkAboutReportDeps {
  readonly reports: Pick<ReportService, 'get'>;
  readonly reportTalk: ReportTalk;
  readonly files: DoorPhotos;
}

export type Look = Looking<Data, TalkAboutReportDeps>;
export type Step = Turn<Data, TalkAboutReportDeps>;
export type Next = Outcome<ScreenId, Data>;

/** What is read at one time. */
export const perPage = ({ surface }: Pick<Look, 'surface'>): number => (surface.short ? 2 : 5);

export interface TalkPage {
  readonly report: Report;
  /** Oldest first. */
  readonly items: readonly SeenComment[];
  readonly total: number;
  readonly older: boolean;
}

/** The newest comments but for `newer` of them. Throws `not_found` where the person may not see the report. */
export async function pageIn(
  look: Pick<Look, 'data' | 'deps' | 'caller' | 'now' | 'surface'>,
): Promise<TalkPage | undefined> {
  const { data, deps, caller, now } = look;
  const { reportId = '', newer = 0 } = data;
  const report = await deps.reports.get(reportId);
  if (!report) return undefined;
  const viewer = viewerOf(caller, now);
  const { total } = await deps.reportTalk.comments(reportId, viewer, { offset: 0, limit: 1 });
  const end = Math.max(0, total - newer);
  const offset = Math.max(0, end - perPage(look));
  const limit = end - offset;
  const { items } = limit > 0 ? await deps.reportTalk.comments(reportId, viewer, { offset, limit }) : { items: [] };
  return { report, items, total, older: offset > 0 };
}
