export { createFinesPart } from './fines-part.ts';
export type { FinesPart } from './fines-part.ts';
export { createFinePurpose, finePurpose, finesOfPurpose } from './fine-purpose.ts';
export { awaitedUntil, createFines, isPayable } from './fines.service.ts';
export type { FineService, NewInfraction } from './fines.service.ts';
export { changeFine } from './change-fine.ts';
export { discountInForce, offerDiscount, tariffAmount, tariffNow } from './dues.ts';
export { adjustmentKinds, infractionModel, tellingStates, toFine } from './infraction.model.ts';
export type { Adjustment, Contestation, Fine, InfractionRecord } from './infraction.model.ts';
export {
  agentVoid,
  contestationStates,
  contestationTransitions,
  infractionStates,
  infractionTransitions,
  moneyStatus,
  payableStates,
} from './infraction.states.ts';
export type { ContestationState, InfractionState, MoneyStatus } from './infraction.states.ts';
export { infractionTypeModel } from './infraction-type.model.ts';
export type { InfractionType, InfractionTypeRecord, Labels, Tariff } from './infraction-type.model.ts';
export { createInfractionTypes } from './infraction-type.registry.ts';
export type { InfractionTypes, ListedInfractionType } from './infraction-type.registry.ts';
export {
  checkDigit,
  hasCheckDigit,
  looksLikeReference,
  parseReference,
  toNoteNumber,
  toReference,
  toShortCode,
} from './reference.ts';
export { bankReferencesIn, parseBankReference, showBankReference, toBankReference } from './bank-reference.ts';
export { createBankDebts } from './bank-debts.ts';
export { createNotes } from './notes.ts';
export type { Notes, Treasury } from './notes.ts';
export { noteLines } from './note-lines.ts';
export { surplusJobs } from './surplus.jobs.ts';
export { createFineTakeBack, createSurpluses } from './take-back.ts';
export type { Surpluses } from './take-back.ts';
export { decisionReasons, grounds, longestWords } from './contestations/codes.ts';
export { createContestationList, toListed as toListedContestation } from './contestations/contestation-list.ts';
export type { ContestationList, ListedContestation } from './contestations/contestation-list.ts';
export { evidenceOf } from './contestations/standing.ts';
export { createContestations } from './contestations/contestations.service.ts';
export type { Contestations } from './contestations/contestations.service.ts';
export { contestationJobs } from './contestations/contestations.jobs.ts';
export { createContestationNotices } from './contestations/notices.ts';
export type { ContestationNotices } from './contestations/notices.ts';
export { createWorkList } from './opj/work-list.ts';
export type { WorkList } from './opj/work-list.ts';
export { contestRefusal, contestUntil, isContested } from './contestations/rules.ts';
export { createPlateSearch } from './plate-search.ts';
export type { PlateRef, PlateSearch } from './plate-search.ts';
export { finesDialogs } from './dialogs.ts';
export { createCodeOfPhoto } from './code-of-photo.ts';
export type { CodeOfPhoto } from './code-of-photo.ts';
export { createDocumentCheck } from './document-check.ts';
export type { DocumentCheck } from './document-check.ts';
export { agentDialogs } from './agent-dialogs.ts';
export { createAgentRecords, voidRefusal } from './agent-records.ts';
export type { AgentRecords, Sighting, VoidRefusal } from './agent-records.ts';
export { createFinePapers } from './fine-papers.ts';
export type { FinePapers } from './fine-papers.ts';
export { mostCapPercent, mostDays } from './check-terms.ts';
export { deadlineJobs } from './deadlines/deadlines.jobs.ts';
export { createDeadlines } from './deadlines/deadlines.service.ts';
export type { Deadlines, DeadlinesRun } from './deadlines/deadlines.service.ts';
export { nextAdjustment, nextStep } from './deadlines/next-step.ts';
export type { Step } from './deadlines/next-step.ts';
export { bringUpOldFines } from './deadlines/old-fines.ts';
export { afterTime } from './deadlines/plan.ts';
export { createOwnerNotices } from './owner-notices.ts';
export type { OwnerNotices } from './owner-notices.ts';
export { fineJobs } from './fines.jobs.ts';
export { standing } from './flows/words.ts';
export { createFineOfPhoto } from './fine-of-photo.ts';
export { finesPersonalData } from './personal-data.ts';
export { defaultTerms, endOfDayAfter, renewedDiscountDays, termsOf } from './terms.ts';
export type { IncreaseStep, Terms } from './terms.ts';
