import type { Looking, Outcome, Turn } from '../../dialog/types.ts';
import { actorOf } from '../actions.ts';
import type { CategoryCode } from '../categories.ts';
import type { Report } from '../report.model.ts';
import type { ReportState } from '../report.states.ts';
import type { DoorPhotos } from '../flows/door-photos.ts';
import type { BodyRegistry } from '../body.registry.ts';
import type { ReportSearch, ReportService, ReportWork } from '../types.ts';

export type ScreenId =
  'desk' | 'area' | 'state' | 'list' | 'report' | 'more' | 'words' | 'photo' | 'reason' | 'other' | 'body' | 'category' | 'confirm'; // prettier-ignore

/** What is being done with a report and asks for something first. */
export type Act = 'update' | 'resolve' | 'reject' | 'markDuplicate' | 'reroute';

export interface Data {
  /** One of `areas` of a body; empty: everywhere. Kept for the dialog. */
  readonly area: string;
  /** What is listed. */
  readonly list: ReportState | 'mine';
  readonly reportId: string;
  readonly act: Act;
  readonly words: string;
  readonly photoId: string;
  readonly reason: string;
  /** The report that it is the same as. */
  readonly otherId: string;
  readonly bodyId: string;
  readonly category: CategoryCode;
  /** Put off in this sitting. */
  readonly skipped: readonly string[];
}

export interface WorkOnReportsDeps {
  readonly reports: Pick<ReportService, 'get' | 'byNumber' | 'reopen'>;
  readonly reportWork: ReportWork;
  readonly reportBodies: Pick<BodyRegistry, 'ofOperator' | 'inCountry' | 'one'>;
  readonly reportSearch: Pick<ReportSearch, 'one' | 'mapLink'>;
  readonly files: DoorPhotos;
}

export type Look = Looking<Data, WorkOnReportsDeps>;
export type Step = Turn<Data, WorkOnReportsDeps>;
export type Next = Outcome<ScreenId, Data>;

/** Nothing is left of what was asked for another report. */
export const fresh = { words: '', photoId: '', reason: '', otherId: '', bodyId: '' } as const;

/** Whether they can do anything about it: administrators about each, an operator about what is sent to a body of theirs. */
export async function worksOnIt(
  { deps, caller }: Pick<Look, 'deps' | 'caller'>,
  { bodyId, hidden }: Pick<Report, 'bodyId' | 'hidden'>,
): Promise<boolean> {
  const { personId, role } = actorOf(caller);
  if (role === 'administrator') return true;
  return !hidden && (await deps.reportBodies.ofOperator(personId)).some(({ id }) => id === bodyId);
}

/** The one on the screen. */
export const reportIn = ({ data, deps }: Pick<Look, 'data' | 'deps'>): Promise<Report | undefined> =>
  deps.reports.get(data.reportId ?? '');
