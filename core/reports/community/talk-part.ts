import type { Connection } from 'mongoose';
import type { AuditLog } from '../../audit/index.ts';
import type { Clock } from '../../clock.ts';
import type { FileService } from '../../files/index.ts';
import type { IdentityService } from '../../identity/index.ts';
import type { Log } from '../../log.ts';
import type { Authority } from '../authority.ts';
import { createAuditedModeration } from '../moderation/audited.ts';
import { createModeration } from '../moderation/moderation.ts';
import { createModerationList } from '../moderation/moderation-list.ts';
import type { Print } from '../print.ts';
import type { ReportWrites } from '../report-writes.ts';
import type { Routing } from '../routing.ts';
import { createCheckedAgain } from './checked-again.ts';
import { createCommentWrites } from './comment-writes.ts';
import { createFlagging } from './flagging.ts';
import { createSpeakers } from './speakers.ts';
import { talkPersonalData } from './talk-data.ts';
import { createTalk } from './talk.ts';

/** Builds what people say of reports, and what moderators decide of it. */
export function createTalkPart(given: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: Pick<FileService, 'read' | 'put' | 'remove'>;
  readonly people: Pick<IdentityService, 'byId'>;
  readonly audit: Pick<AuditLog, 'record' | 'list'>;
  readonly print: Print;
  readonly routing: Pick<Routing, 'ofOperator'>;
  readonly writes: ReportWrites;
  readonly authority: Authority;
}) {
  const speakers = createSpeakers(given);
  const deps = { ...given, speakers, reportWrites: given.writes };
  const commentWrites = createCommentWrites(deps);
  const flagging = createFlagging({ ...deps, commentWrites });
  const moderationList = createModerationList(given);
  return {
    reportTalk: createTalk({ ...deps, commentWrites, flagging }),
    reportSpeakers: speakers,
    reportModeration: createModeration({ ...deps, commentWrites, moderationList }),
    moderationList,
    /** What a crash has left over of comments and flags; says how many. */
    talkCarrying: { late: async () => (await commentWrites.late()) + (await flagging.late()) },
    talkPersonalData: talkPersonalData(given),
    /** Photos of comments, when a report becomes one of another kind. */
    checkTalkAgain: createCheckedAgain(given),
    /** Writes moderators' acts into the audit log. */
    auditModeration: createAuditedModeration(given),
  };
}

export type TalkPart = ReturnType<typeof createTalkPart>;
