import type { WebhookEvent, Webhooks } from '../webhooks/index.ts';
import { areasOf } from './area.ts';
import { reportEvents, type Report, type ReportChange } from './report.model.ts';
import { seen } from './seeing.ts';
import type { ReportListener } from './types.ts';

/** What other systems can ask to hear of reports: everything, or single events. */
export const reportWebhookTypes = ['report.*', ...reportEvents.map((what) => `report.${what}` as const)] as const;

/** As everybody sees it; of a hidden one no more than that it is hidden. */
function dataOf(report: Report, { seq, what, at }: ReportChange): WebhookEvent['data'] {
  const { history, photos, flags: _flags, toModerate: _toModerate, ...rest } = seen(report, undefined);
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
  country: report.country,
  areas: areasOf(report),
  category: report.category,
  data: dataOf(report, change),
});

/** Hands on what happens to reports to whoever has subscribed to it. */
export const reportsToWebhooks =
  (webhooks: Pick<Webhooks, 'publish'>): ReportListener =>
  (report, change) =>
    webhooks.publish(toWebhookEvent(report, change));
