import type { Report, ReportChange } from './report.model.ts';

/** Whether it is the telling of an anonymous report: nothing that is kept of it may tell the minute. */
export const isUntimed = (
  { reporterId, createdAt }: Pick<Report, 'reporterId' | 'createdAt'>,
  { at }: Pick<ReportChange, 'at'>,
): boolean => reporterId === undefined && at.getTime() === createdAt.getTime();
