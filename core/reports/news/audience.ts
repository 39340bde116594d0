import type { Connection } from 'mongoose';
import type { Words } from '../../dialog/words.ts';
import type { IdentityService } from '../../identity/index.ts';
import { whereAsked, type Notice, type NotificationService } from '../../notifications/index.ts';
import type { Report } from '../report.model.ts';
import { supportId, supportModel, type SupportRecord } from '../support.model.ts';

/** Somebody who follows a report. */
export interface Hearer {
  readonly personId: string;
  /** Whether it is theirs. */
  readonly told: boolean;
  readonly voted: boolean;
}

export type Say = (hearer: Hearer) => readonly Words[] | undefined;

/** Of many, so many are told with one command; no more of them while somebody waits. */
const atOnce = 500;

/** Tells those who follow a report, each piece of news once. */
export function createAudience({
  connection,
  identity,
  notifications,
}: {
  readonly connection: Connection;
  readonly identity: Pick<IdentityService, 'byId'>;
  readonly notifications: Pick<NotificationService, 'notifyMany'>;
}) {
  const supports = supportModel(connection);

  const hearerOf = ({ reporterId }: Report, { personId, voted }: SupportRecord): Hearer => ({
    personId,
    voted,
    told: reporterId !== undefined && reporterId !== '' && reporterId === personId,
  });

  /** Whoever has told it by telephone hears of it there. */
  const addressOf = async ({ source }: Report, { personId, told }: Hearer): Promise<Notice['to']> =>
    told && source === 'ussd' ? whereAsked(identity, { personId, channel: source }) : { personId };

  async function noticeFor(report: Report, news: string, hearer: Hearer, say: Say): Promise<Notice | undefined> {
    const body = say(hearer);
    if (!body) return undefined;
    const { id, country } = report;
    return {
      key: `report:${id}:${news}:${hearer.personId}`,
      to: await addressOf(report, hearer),
      body,
      country,
      // Nobody has to get up for it.
      onlyByDay: country,
    };
  }

  async function tellSome(report: Report, news: string, some: readonly SupportRecord[], say: Say): Promise<void> {
    const notices = await Promise.all(some.map((one) => noticeFor(report, news, hearerOf(report, one), say)));
    await notifications.notifyMany(notices.flatMap((notice) => notice ?? []));
  }

  return {
    /**
     * Everybody who follows it, whoever told it among them; in haste the first of them, and it says that others are left.
     * What broke off is done again: nobody hears it twice.
     */
    async followers(report: Report, news: string, say: Say, inHaste = false): Promise<'left' | undefined> {
      const all = supports
        .find({ reportId: report.id, follows: true })
        .lean<SupportRecord[]>()
        .cursor({ batchSize: atOnce });
      let some: SupportRecord[] = [];
      for await (const one of all) {
        if (some.length === atOnce) {
          await tellSome(report, news, some, say);
          if (inHaste) return 'left';
          some = [];
        }
        some.push(one);
      }
      await tellSome(report, news, some, say);
      return undefined;
    },

    /** Whoever told it, while they follow it. */
    async teller(report: Report, news: string, say: Say): Promise<void> {
      const { id, reporterId } = report;
      if (!reporterId) return;
      const own = await supports.findOne({ _id: supportId(id, reporterId), follows: true }).lean<SupportRecord>();
      if (own) await tellSome(report, news, [own], say);
    },
  };
}

export type Audience = ReturnType<typeof createAudience>;
