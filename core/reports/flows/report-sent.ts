import { defineFlow, type Looking, type View } from '../../dialog/types.ts';
import { t, type Text } from '../../dialog/words.ts';
import type { Report } from '../report.model.ts';
import type { Routing } from '../routing.ts';
import type { ReportService } from '../types.ts';

interface Data {
  readonly reportId: string;
}

export interface ReportSentDeps {
  readonly reports: Pick<ReportService, 'get'>;
  readonly reportRouting: Pick<Routing, 'body'>;
}

/** Where nobody works for it yet, it waits until somebody does. */
async function saidOf({ number, bodyId }: Report, { reportRouting }: ReportSentDeps): Promise<Text> {
  if (bodyId === undefined) return t('reports:sent.waiting', { number });
  const body = (await reportRouting.body(bodyId))?.name ?? t('reports:service');
  return t('reports:sent.known', { number, body });
}

/** A phone shows it once; elsewhere it leads on to the report. */
async function sent({ data, deps, surface }: Looking<Data, ReportSentDeps>): Promise<View> {
  const report = await deps.reports.get(data.reportId ?? '');
  if (!report) return { text: t('reports:refused.gone'), final: true };
  const text = await saidOf(report, deps);
  return surface.showsFiles
    ? { text, options: [{ value: 'see', label: t('reports:sent.see') }] }
    : { text, final: true };
}

/** After a report was sent: a dialog of its own, so that nobody goes back to send it again. */
export const reportSent = defineFlow<'sent', Data, ReportSentDeps>({
  id: 'report-sent',
  version: 1,
  start: 'sent',
  screens: {
    sent: {
      show: sent,
      on: { choice: ({ data }) => ({ run: 'see-report', with: { reportId: data.reportId ?? '' } }) },
    },
  },
});
