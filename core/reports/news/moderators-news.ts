import { DateTime } from 'luxon';
import type { Clock } from '../../clock.ts';
import type { Connection } from 'mongoose';
import { countries, zoneOf } from '../../countries/index.ts';
import { countryCodes, type CountryCode } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { IdentityService } from '../../identity/index.ts';
import { byDay, type NotificationService } from '../../notifications/index.ts';
import { commentModel } from '../comment.model.ts';
import { mostToJudge } from '../moderation/moderation-list.ts';
import { reportModel } from '../report.model.ts';

const atOnce = 200;

/** Moderators of a country hear once a day that something waits for them. */
export function createModeratorsNews({
  connection,
  clock,
  identity,
  notifications,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly identity: Pick<IdentityService, 'list'>;
  readonly notifications: Pick<NotificationService, 'notifyMany'>;
}) {
  const reports = reportModel(connection);
  const comments = commentModel(connection);

  async function tell(country: CountryCode, now: Date): Promise<number> {
    const waiting = { toModerate: true, country };
    const [some, others] = await Promise.all([
      reports.countDocuments(waiting).limit(mostToJudge),
      comments.countDocuments(waiting).limit(mostToJudge),
    ]);
    if (some + others === 0) return 0;
    const day = DateTime.fromJSDate(now, { zone: zoneOf(countries[country].timeZone) }).toISODate();
    const body = [t('report-news:moderators', { count: some + others, menu: t('report-moderation:menu') })];
    for (let offset = 0; ; offset += atOnce) {
      const { items, total } = await identity.list({
        filter: { role: 'moderator', country },
        page: { offset, limit: atOnce, oldestFirst: true },
      });
      await notifications.notifyMany(
        items.map(({ id }) => ({ key: `reports-to-moderate:${day}:${id}`, to: { personId: id }, body, country })),
      );
      if (offset + items.length >= total || items.length === 0) return total;
    }
  }

  return {
    /** By day only; asked more often, it tells each once a day. Says how many moderators know. */
    async tellDue(): Promise<number> {
      const now = clock();
      let told = 0;
      for (const country of countryCodes) if (byDay(now, country) <= now) told += await tell(country, now);
      return told;
    },
  };
}

export type ModeratorsNews = ReturnType<typeof createModeratorsNews>;
