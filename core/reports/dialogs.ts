import { bindFlow, type BoundFlow } from '../dialog/index.ts';
import { choosePlace, type ChoosePlaceDeps } from './flows/choose-place.ts';
import { findReports, type FindReportsDeps } from './flows/find-reports.ts';
import { myReports, type MyReportsDeps } from './flows/my-reports.ts';
import { reportProblem, type ReportProblemDeps } from './flows/report-problem.ts';
import { reportSent, type ReportSentDeps } from './flows/report-sent.ts';
import { seeReport, type SeeReportDeps } from './flows/see-report.ts';
import { supportReport, type SupportReportDeps } from './flows/support-report.ts';

type ReportDialogDeps = ReportProblemDeps &
  ReportSentDeps &
  ChoosePlaceDeps &
  FindReportsDeps &
  MyReportsDeps &
  SeeReportDeps &
  SupportReportDeps;

/** What people do with reports. */
export const reportDialogs = (services: ReportDialogDeps): readonly BoundFlow[] => [
  bindFlow(reportProblem, services),
  bindFlow(reportSent, services),
  bindFlow(choosePlace, services),
  bindFlow(findReports, services),
  bindFlow(seeReport, services),
  bindFlow(supportReport, services),
  bindFlow(myReports, services),
];
