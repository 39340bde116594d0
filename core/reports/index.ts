export { actorOf, mayDo, reportActions, reportRoleOf, type ReportAction } from './actions.ts';
export type { BodyChange, BodyRegistry, NewBody } from './body.registry.ts';
export { bodyModel, toBody, type Body, type BodyRecord } from './body.model.ts';
export {
  categories,
  categoryCodes,
  categoryGroups,
  categoryOf,
  isCategory,
  type Category,
  type CategoryCode,
  type CategoryGroup,
} from './categories.ts';
export { reportTalkDialogs } from './community/dialogs.ts';
export type { ModerationList } from './moderation/moderation-list.ts';
export { talkJobs } from './community/talk.jobs.ts';
export { createReportNewsPart, reportNewsJobs, type ReportNewsPart } from './news/index.ts';
export { commentModel, toComment, type CommentRecord, type ReportComment } from './comment.model.ts';
export { flagModel, flagReasons, type FlagReason, type FlagRecord } from './flag.model.ts';
export {
  longestComment,
  longestPlace,
  longestWords,
  mostComments,
  mostPhotos,
  rejectReasons,
  type RejectReason,
} from './limits.ts';
export { areasOf, inArea, isKnownArea } from './area.ts';
export { shownPosition, toPoint } from './blurring.ts';
export { speakerModel, type SpeakerRecord } from './community/speaker.model.ts';
export { reportDialogs } from './dialogs.ts';
export { dueAt } from './due.ts';
export { reportWorkDialogs } from './work-flows/dialogs.ts';
export {
  reportFiguresDialogs,
  reportSubjects,
  type ReportCharts,
  type ReportFigures,
  type ReportFiguresService,
  type ReportNumbers,
} from './figures/index.ts';
export { openDataLicence, toGeoJson, type OpenReport, type ReportOpenData } from './open-data/index.ts';
export { parseReportNumber } from './number.ts';
export { reportJobs } from './reports.jobs.ts';
export { createReportsPart, type ReportsPart } from './reports-part.ts';
export { published, seen, type Seeing, type Sight } from './seeing.ts';
export type { SentPhotos } from './sent-photos.ts';
export {
  reportEvents,
  reportModel,
  toReport,
  type Report,
  type ReportChange,
  type ReportEvent,
  type ReportPhoto,
  type ReportPlace,
  type ReportPoint,
  type ReportRecord,
} from './report.model.ts';
export {
  activeStates,
  mayMoveReport,
  reopenDays,
  reportRoles,
  reportStates,
  reportTransitions,
  type ReportRole,
  type ReportState,
} from './report.states.ts';
export { foundWords, type Vocabulary } from './search/index.ts';
export { supportId, supportModel, type SupportRecord } from './support.model.ts';
export type * from './types.ts';
export { createReportWebhooks, reportWebhookTypes, type ReportWebhooks } from './webhook-events.ts';
