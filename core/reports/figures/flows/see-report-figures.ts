import { defineFlow, type Looking, type View } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { chosenPeriod, periodScreen, type PeriodChoice } from '../../../statistics/index.ts';
import { reportRoleOf, workerRoles } from '../../actions.ts';
import type { BodyRegistry } from '../../body.registry.ts';
import { inWords } from '../figures-in-words.ts';
import type { ReportCharts } from '../report-charts.ts';
import type { ReportFiguresService } from '../report-figures.service.ts';
import { reportSubjects, type ReportSubject } from '../subjects.ts';

type ScreenId = 'what' | 'period' | 'result';

interface Data {
  readonly subject: ReportSubject;
  readonly period: PeriodChoice;
}

export interface SeeReportFiguresDeps {
  readonly reportBodies: Pick<BodyRegistry, 'ofOperator'>;
  readonly reportFigures: ReportFiguresService;
  readonly reportCharts: Pick<ReportCharts, 'keep'>;
}

/** Beside a picture, the first few rows are enough; on a phone without pictures all are said. */
const rowsBesideAPicture = 5;
const rowsAlone = 24;

const again = [
  { value: 'period', label: t('statistics:period.again') },
  { value: 'what', label: t('report-figures:others') },
];

/** An operator sees what is sent to the bodies that name the person, an administrator everything. */
async function resultView({
  data,
  deps,
  caller,
  language,
  surface,
  now,
}: Looking<Data, SeeReportFiguresDeps>): Promise<View> {
  const subject = data.subject ?? 'overview';
  const isOperator = reportRoleOf(caller.roles) === 'operator';
  const bodies = isOperator ? await deps.reportBodies.ofOperator(caller.personId ?? '') : [];
  if (isOperator && bodies.length === 0) return { text: t('report-figures:noBodies'), final: true };
  const figures = await deps.reportFigures.of({
    period: chosenPeriod(data.period ?? 'days30', caller.country, now),
    ...(isOperator ? { bodyIds: bodies.map(({ id }) => id) } : {}),
  });
  const picture = surface.showsFiles ? await deps.reportCharts.keep(subject, figures, language) : undefined;
  return {
    text: inWords(subject, figures, picture ? rowsBesideAPicture : rowsAlone),
    options: again,
    ...(picture ? { attachments: [picture] } : {}),
  };
}

/** How many problems are told, where, and how soon they are resolved, for those who work on them. */
export const seeReportFigures = defineFlow<ScreenId, Data, SeeReportFiguresDeps>({
  id: 'report-figures',
  version: 1,
  start: 'what',
  roles: workerRoles,
  requires: ['pin'],
  menu: { label: t('report-figures:menu'), order: 22 },
  shortcuts: [{ keywords: 'report-figures:keywords' }],
  screens: {
    what: {
      show: () => ({
        text: t('report-figures:what.ask'),
        options: reportSubjects.map((value) => ({ value, label: t(`report-figures:what.${value}`) })),
      }),
      on: { choice: (_turn, subject) => ({ go: 'period', set: { subject: subject as ReportSubject } }) },
    },
    period: periodScreen,
    result: {
      show: resultView,
      on: { choice: (_turn, value) => ({ go: value === 'period' ? 'period' : 'what' }) },
    },
  },
});
