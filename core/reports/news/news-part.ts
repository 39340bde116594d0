import type { Clock } from '../../clock.ts';
import type { IdentityService } from '../../identity/index.ts';
import type { Log } from '../../log.ts';
import type { NotificationService } from '../../notifications/index.ts';
import type { ReportListeners } from '../types.ts';
import { createBodyDigest, createBodyListener, createBodyMail, type BodyNewsDeps } from './body-news.ts';
import { createGathering } from './gathering.ts';
import { createModeratorsNews } from './moderators-news.ts';
import { createReportNews } from './report-news.ts';
import { createTalkDigest, createTalkListener, type TalkNewsDeps } from './talk-news.ts';

/** Builds what people are told of reports. */
export function createReportNewsPart(
  given: Omit<TalkNewsDeps, 'identity' | 'notifications'> &
    Omit<BodyNewsDeps, 'notifications'> & {
      readonly clock: Clock;
      readonly log: Log;
      readonly identity: Pick<IdentityService, 'byId' | 'list'>;
      readonly notifications: Pick<NotificationService, 'notify' | 'notifyMany'>;
    },
) {
  const body = createBodyDigest(given);
  const tellers = { talk: createTalkDigest(given), body, anonymous: body, mail: createBodyMail(given) };
  const gathering = createGathering({ ...given, tellers });
  return {
    /** They hear of every event of a report. */
    reportListeners: {
      followers: createReportNews(given),
      talk: createTalkListener(given, gathering),
      bodies: createBodyListener(given, gathering),
    } satisfies ReportListeners,
    reportGathering: gathering,
    moderatorsNews: createModeratorsNews(given),
  };
}

export type ReportNewsPart = ReturnType<typeof createReportNewsPart>;
