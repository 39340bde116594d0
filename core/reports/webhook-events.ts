import type { Connection } from 'mongoose';
import type { PersonalData } from '../identity/index.ts';
import type { WebhookEvent, Webhooks } from '../webhooks/index.ts';
import { areasOf } from './area.ts';
import { categoryOf } from './categories.ts';
import { reportEvents, reportModel, type Report, type ReportChange } from './report.model.ts';
import { activeStates } from './report.states.ts';
import { published } from './seeing.ts';
import type { ReportListener } from './types.ts';
import { isUntimed } from './untimed.ts';

/** What other systems can ask to hear of reports: everything, or single events. */
export const reportWebhookTypes = ['report.*', ...reportEvents.map((what) => `report.${what}` as const)] as const;

/** As it is published; of a hidden one no more than that it is hidden. */
function dataOf(report: Report, { seq, what, at }: ReportChange): WebhookEvent['data'] {
  const { history, photos, flags: _flags, toModerate: _toModerate, ...rest } = published(report);
  const { id, number, hidden } = rest;
  if (hidden) return { report: { id, number, hidden }, change: { seq, what, at } };
  const change = history.find((one) => one.seq === seq) ?? { seq, what, at };
  return { report: { ...rest, photos: photos.length }, change };
}

/** What happened to a report, as other systems hear it. The report is as it stands when the event goes out. */
export const toWebhookEvent = (report: Report, change: ReportChange): WebhookEvent => ({
  id: `${report.id}:${change.seq}`,
  type: `report.${change.what}`,
  subject: report.id,
  sequence: change.seq,
  at: change.at,
  ...(isUntimed(report, change) && { untimed: true }),
  country: report.country,
  areas: areasOf(report),
  category: report.category,
  ...(change.what === 'category_changed' && { moved: true }),
  data: dataOf(report, change),
});

/** Whether what was told of it before, in whose words and where exactly, is not told any more. */
const isToldLess = ({ category, reporterId, state }: Report, { what, to }: ReportChange): boolean =>
  what === 'hidden' ||
  (what === 'category_changed' && categoryOf(category).position === 'blurred') ||
  // Whoever told it was forgotten, and nobody has to go there any more.
  (reporterId === '' && to === state && !activeStates.includes(state));

/** Hands on what happens to reports to whoever has subscribed to it, and takes back what must not be known any more. */
export function createReportWebhooks({
  connection,
  webhooks,
}: {
  readonly connection: Connection;
  readonly webhooks: Pick<Webhooks, 'publish' | 'withdraw'>;
}) {
  const reports = reportModel(connection);

  const tellWebhooks: ReportListener = async (report, change) => {
    const event = toWebhookEvent(report, change);
    if (isToldLess(report, change)) await webhooks.withdraw(report.id, { report: event.data['report'] });
    await webhooks.publish(event);
  };

  /** Nothing is held of persons but what somebody said of a problem. To be asked before the reports are forgotten. */
  const reportWebhooksPersonalData: PersonalData = {
    domain: 'webhooks',
    collect: async () => [],
    async erase(personId) {
      // What the staff said is the body's, and stays.
      const said = { $elemMatch: { by: personId, role: 'citizen' } };
      const theirs = { $or: [{ reporterId: personId }, { history: said }] };
      for await (const { _id: id, number } of reports.find(theirs, { number: 1 }).lean().cursor())
        await webhooks.withdraw(id, { report: { id, number } });
    },
  };

  return { tellWebhooks, reportWebhooksPersonalData };
}

export type ReportWebhooks = ReturnType<typeof createReportWebhooks>;
