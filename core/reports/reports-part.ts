import type { Connection } from 'mongoose';
import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../clock.ts';
import type { Speak } from '../dialog/words.ts';
import type { FileService } from '../files/index.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Log } from '../log.ts';
import { createActing } from './acting.ts';
import { createAnonymousLimit } from './anonymous-limit.ts';
import { createAuthority } from './authority.ts';
import { createBodyRegistry } from './body.registry.ts';
import { createTalkPart } from './community/talk-part.ts';
import { createDuplicates } from './duplicates.ts';
import { createReportCharts, createReportFigures } from './figures/index.ts';
import { createLateRouting } from './late-routing.ts';
import { createCitizenActs } from './citizen-acts.ts';
import { createReportOpenData } from './open-data/index.ts';
import { createSaidChoice } from './flows/in-words.ts';
import { createGuess } from './guess.ts';
import { reportsPersonalData } from './personal-data.ts';
import { createReportPhotos } from './photos.ts';
import { createPrint } from './print.ts';
import { createReporting } from './reporting.ts';
import { createReports } from './reports.service.ts';
import { createReportWrites } from './report-writes.ts';
import { createRouting } from './routing.ts';
import { createReportSearch, createVocabulary } from './search/index.ts';
import { createSeeing } from './seeing.ts';
import { createSentPhotos } from './sent-photos.ts';
import { createSettling } from './settling.ts';
import { createSorting } from './sorting.ts';
import { createSupportCounts } from './support-counts.ts';
import { createSupporting } from './supporting.ts';
import { createWorkList } from './work-list.ts';
import { createWorking } from './working.ts';
import type { ReportListeners, ReportWork } from './types.ts';

/**
 * Builds everything about reports. Whoever follows reports says so (`onReport`), by a name, before the first one is
 * told, and is called for each event in order, at least once: a repeat must do nothing more.
 */
export function createReportsPart(given: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: Pick<AuditLog, 'record' | 'list'>;
  readonly files: Pick<FileService, 'read' | 'put' | 'remove' | 'byKey'>;
  readonly people: Pick<IdentityService, 'byId'>;
  readonly secret: string;
  readonly speak: Speak;
}) {
  const { secret } = given;
  const listeners: Record<string, ReportListeners[string]> = {};
  const print = createPrint(secret);
  const photos = createReportPhotos(given);
  const routing = createRouting(given);
  const counts = createSupportCounts(given);
  const settling = createSettling({ ...given, listeners, counts });
  const deps = { ...given, print, photos, routing, counts, settling, seeing: createSeeing({ ...given, routing }) };
  const basis = { ...deps, writes: createReportWrites(deps), authority: createAuthority(deps) };
  const all = { ...basis, ...createSupporting(basis), act: createActing(basis) };
  const vocabulary = createVocabulary(given);
  const talk = createTalkPart(all);
  const { auditModeration: audit, checkTalkAgain: checks } = talk;
  Object.assign(listeners, { words: vocabulary.follow, audit, checks });
  return {
    reports: createReports({ ...all, ...createReporting(all), ...createDuplicates(all), ...createCitizenActs(all) }),
    reportWork: { ...createWorking(all), ...createSorting(all), ...createWorkList(all) } satisfies ReportWork,
    reportBodies: createBodyRegistry(all),
    reportLateRouting: createLateRouting(all),
    reportWrites: all.writes,
    ...talk,
    reportSettling: settling,
    reportSearch: createReportSearch({ ...all, vocabulary }),
    reportVocabulary: vocabulary,
    reportFigures: createReportFigures(given),
    reportCharts: createReportCharts(given),
    reportOpenData: createReportOpenData(given),
    reportSeeing: all.seeing,
    reportSentPhotos: createSentPhotos(given),
    reportRouting: routing,
    guessReport: createGuess(given.speak),
    saidChoice: createSaidChoice(given.speak),
    anonymousLimit: createAnonymousLimit(all),
    reportsPersonalData: reportsPersonalData(all),
    /** Follows reports from now on. */
    onReport: (named: ReportListeners): void => void Object.assign(listeners, named),
  };
}

export type ReportsPart = ReturnType<typeof createReportsPart>;
