import { defineFlow, type Looking, type Outcome, type Turn, type View } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { ReportService } from '../types.ts';
import { reportLabel, reportLine } from './report-lines.ts';

interface Data {
  readonly offset: number;
}

export interface MyReportsDeps {
  readonly reports: Pick<ReportService, 'ofPerson'>;
}

type Next = Outcome<'list', Data>;

const perPage = 5;
const nextPage = '>';
const tell = '+';

async function list({ deps, caller, data, surface, now }: Looking<Data, MyReportsDeps>): Promise<View> {
  const { offset = 0 } = data;
  const { items, total } = await deps.reports.ofPerson(caller.personId ?? '', { offset, limit: perPage });
  return {
    text: [
      total > 0 ? t('report-search:mine.count', { count: total }) : t('report-search:mine.none'),
      ...(surface.short ? [] : items.map((report) => reportLine(report, now))),
    ],
    options: [
      ...items.map((report) => ({ value: report.id, label: reportLabel(report) })),
      ...(offset + items.length < total ? [{ value: nextPage, label: t('report-search:list.more') }] : []),
      { value: tell, label: t('report-search:mine.tell') },
    ],
  };
}

function choose({ data }: Turn<Data, MyReportsDeps>, value: string): Next {
  if (value === nextPage) return { go: 'list', set: { offset: (data.offset ?? 0) + perPage } };
  if (value === tell) return { run: 'report-problem' };
  return { run: 'see-report', with: { reportId: value }, then: 'list' };
}

/** What somebody has told or follows, the newest first. */
export const myReports = defineFlow<'list', Data, MyReportsDeps>({
  id: 'my-reports',
  version: 1,
  start: 'list',
  requires: ['consent'],
  shortcuts: [{ keywords: 'report-search:mine.keywords' }],
  screens: { list: { show: list, on: { choice: choose, returned: () => ({ go: 'list' }) } } },
});
