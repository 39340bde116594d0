import { commentModel, type Report } from '../../../core/reports/index.ts';
import type { ReportWorld, StaffMember } from './report-world.ts';

/** What people say of reports and flag, in a world that is there by the time of a test. */
export function talkIn(world: () => ReportWorld) {
  const talk = () => world().part.reportTalk;
  const everything = { offset: 0, limit: 50 };
  return {
    talk,
    moderation: () => world().part.reportModeration,
    comments: () => commentModel(world().connection),
    say: (report: Report, who: StaffMember, text = 'Chez moi aussi', more: object = {}) =>
      talk().comment({ ...world().act(report, who), text, ...more }),
    flag: (report: Report, who: StaffMember, commentId?: string) =>
      talk().flag({ reportId: report.id, actor: who.actor, reason: 'insult', ...(commentId && { commentId }) }),
    read: async (report: Report, who?: StaffMember) => (await talk().comments(report.id, who?.actor, everything)).items,
    eventsOf: async (report: Report) => (await world().record(report.id)).history.map(({ what }) => what),
    /** What flags came before a look is told by the clock. */
    neighbours: (many: number) => Promise.all(Array.from({ length: many }, () => world().neighbour())),
    audited: async (report: Report) =>
      (await world().audit.list({ subjectId: report.id, oldestFirst: true, skip: 0, limit: 50 })).items.map(
        ({ action }) => action.replace('report-moderation.', ''),
      ),
  };
}
