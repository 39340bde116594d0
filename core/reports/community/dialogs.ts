import { bindFlow, type BoundFlow } from '../../dialog/index.ts';
import { moderateReports, type ModerateReportsDeps } from '../moderation/flows/moderate-reports.ts';
import { flagReport, type FlagReportDeps } from './flows/flag-report.ts';
import { talkAboutReport, type TalkAboutReportDeps } from './flows/talk-about-report.ts';

/** F4, F5: what people say of reports, and what moderators decide. */
export const reportTalkDialogs = (
  services: TalkAboutReportDeps & FlagReportDeps & ModerateReportsDeps,
): readonly BoundFlow[] => [
  bindFlow(moderateReports, services),
  bindFlow(talkAboutReport, services),
  bindFlow(flagReport, services),
];
