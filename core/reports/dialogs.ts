import { bindFlow, type BoundFlow } from '../dialog/index.ts';
import { choosePlace, type ChoosePlaceDeps } from './flows/choose-place.ts';
import { reportProblem, type ReportProblemDeps } from './flows/report-problem.ts';

type ReportDialogDeps = ReportProblemDeps & ChoosePlaceDeps;

/** What people do with reports. */
export const reportDialogs = (services: ReportDialogDeps): readonly BoundFlow[] => [
  bindFlow(reportProblem, services),
  bindFlow(choosePlace, services),
];
