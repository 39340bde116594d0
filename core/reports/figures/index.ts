import { bindFlow, type BoundFlow } from '../../dialog/index.ts';
import { seeReportFigures, type SeeReportFiguresDeps } from './flows/see-report-figures.ts';

export { createReportCharts, type ReportCharts } from './report-charts.ts';
export type { ReportFigures, ReportNumbers } from './report-figures.ts';
export { createReportFigures, type ReportFiguresService } from './report-figures.service.ts';
export { reportSubjects, type ReportSubject } from './subjects.ts';

export const reportFiguresDialogs = (services: SeeReportFiguresDeps): readonly BoundFlow[] => [
  bindFlow(seeReportFigures, services),
];
