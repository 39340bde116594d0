import { bindFlow, type BoundFlow } from '../../dialog/index.ts';
import { workOnReports, type WorkOnReportsDeps } from './work-on-reports.ts';

/** What operators do in the conversation. */
export const reportWorkDialogs = (services: WorkOnReportsDeps): readonly BoundFlow[] => [
  bindFlow(workOnReports, services),
];
