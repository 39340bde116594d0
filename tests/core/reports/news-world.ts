import { silentLog } from '../../../core/log.ts';
import { createReportNewsPart, type Report, type ReportNewsPart } from '../../../core/reports/index.ts';
import { openMonday } from '../queues/office-world.ts';
import { reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

export interface NewsWorld extends ReportWorld {
  readonly news: ReportNewsPart;
  /** Of the road service of Lemba, which has an address for letters. */
  readonly operator: StaffMember;
  readonly teller: StaffMember;
  /** What has gone out since it was last asked, by address. */
  hear(): Promise<Map<string, string[]>>;
  heardBy(who: StaffMember): Promise<string[]>;
  /** By the teller. */
  told(wish?: Parameters<ReportWorld['tell']>[0]): Promise<Report>;
  follower(report: Report, voted?: boolean): Promise<StaffMember>;
  say(report: Report, who: StaffMember, text: string): ReturnType<ReportWorld['part']['reportTalk']['comment']>;
  /** Which of the next messages are refused; the others are taken. */
  refuse(...refusals: boolean[]): void;
  /** The last event once more, as after a crash. */
  again(report: Report): Promise<void>;
  /** On a Monday when offices are open, with nothing left to be heard. */
  begin(): Promise<void>;
}

/** Reports, and what people are told of them. */
export async function newsWorld(): Promise<NewsWorld> {
  const world = await reportWorld();
  const { notifications, part } = world;
  let refusals: boolean[] = [];
  const news = createReportNewsPart({
    ...world,
    log: silentLog,
    speakers: part.reportSpeakers,
    ussdCode: '*384*123#',
    notifications: {
      notify: (notice) => notifications.notify(notice),
      async notifyMany(notices) {
        if (refusals.shift()) throw new Error('the outbox is out of reach');
        await notifications.notifyMany(notices);
      },
    },
  });
  part.onReport(news.reportListeners);
  const [operator, teller] = [await world.staff('operator'), await world.neighbour()];
  await world.body({
    name: 'Voirie de Lemba',
    areas: ['kinshasa.cd/Lemba'],
    operators: [operator.actor.personId],
    email: 'voirie@example.cd',
  });

  async function hear(): Promise<Map<string, string[]>> {
    await world.settle();
    const heard = new Map<string, string[]>();
    for (const { address, text } of world.delivered.splice(0))
      heard.set(address, [...(heard.get(address) ?? []), text]);
    return heard;
  }

  return {
    ...world,
    news,
    operator,
    teller,
    hear,
    heardBy: async ({ caller }) => (await hear()).get(caller.address) ?? [],
    told: (wish = {}) => world.tell({ reporterId: teller.actor.personId, ...wish }),
    async follower(report, voted = false) {
      const who = await world.neighbour();
      const act = { reportId: report.id, actor: who.actor, on: true };
      await (voted ? world.reports.vote(act) : world.reports.follow(act));
      return who;
    },
    say: (report, who, text) => part.reportTalk.comment({ ...world.act(report, who), text }),
    refuse: (...next) => void (refusals = next),
    async again({ id }) {
      const report = await world.reports.get(id);
      const last = report?.history.at(-1);
      if (report && last) for (const listener of Object.values(news.reportListeners)) await listener(report, last);
    },
    async begin() {
      world.setNow(openMonday);
      await hear();
    },
  };
}
