import { defineFlow } from '../../dialog/types.ts';
import type { Looking, View } from '../../dialog/types.ts';
import { t, type Words } from '../../dialog/words.ts';
import { LisoloError } from '../../errors.ts';
import type { ReadingStatistics } from '../../plates/index.ts';
import type { StatisticsCharts } from '../charts/charts.service.ts';
import type { FineStatistics } from '../fine-statistics.service.ts';
import { inWords } from '../figures-in-words.ts';
import { boundsOf, chosenPeriod, type PeriodChoice } from '../period.ts';
import { commonSubjects, seesAgents, statisticsReaders, subjects, type Subject } from '../subjects.ts';
import type { Facts } from '../words.ts';
import { periodScreen } from './period-screen.ts';

type ScreenId = 'what' | 'period' | 'result';

interface Data {
  readonly subject: Subject;
  readonly period: PeriodChoice;
}

export interface SeeStatisticsDeps {
  readonly fineStatistics: FineStatistics;
  readonly statisticsCharts: Pick<StatisticsCharts, 'keep'>;
  readonly readingStatistics: Pick<ReadingStatistics, 'inAll'>;
}

type Look = Looking<Data, SeeStatisticsDeps>;

/** Beside a picture, the first few rows are enough; on a phone without pictures all are said. */
const rowsBesideAPicture = 5;
const rowsAlone = 12;

async function factsFor(subject: Subject, { data, deps, caller, now }: Look): Promise<Facts> {
  const period = chosenPeriod(data.period ?? 'days30', caller.country, now);
  const facts = await deps.fineStatistics.of(period);
  if (subject !== 'agents') return facts;
  if (!seesAgents(caller.roles)) throw new LisoloError('forbidden', { reason: 'figures of agents' });
  return { ...facts, agents: await deps.fineStatistics.byAgent(period) };
}

/** B2: how well plates are read, in one line for administrators, where there is room for it. */
async function platesRead({ data, deps, caller, now, surface }: Look): Promise<Words[]> {
  const isAdministrator = caller.roles.some((role) => role === 'admin' || role === 'super_admin');
  if (!isAdministrator || (data.subject ?? 'overview') !== 'overview' || !surface.showsFiles) return [];
  const { start, end } = boundsOf(chosenPeriod(data.period ?? 'days30', caller.country, now));
  const { readings, answered, first } = await deps.readingStatistics.inAll({
    country: caller.country,
    after: start,
    before: end,
  });
  return readings > 0 ? [t('plates:figures', { readings, answered, first })] : [];
}

async function resultView(look: Look): Promise<View> {
  const { data, deps, language, surface } = look;
  const subject = data.subject ?? 'overview';
  const facts = await factsFor(subject, look);
  const picture = surface.showsFiles ? await deps.statisticsCharts.keep(subject, facts, language) : undefined;
  const most = picture ? rowsBesideAPicture : rowsAlone;
  return {
    text: [...inWords(subject, facts, { language, most }), ...(await platesRead(look))],
    options: [
      { value: 'period', label: t('statistics:period.again') },
      { value: 'what', label: t('statistics:period.other') },
    ],
    ...(picture ? { attachments: [picture] } : {}),
  };
}

/** C11, H5: figures on fines for those who lead, in words and as a picture where pictures can be shown. */
export const seeStatistics = defineFlow<ScreenId, Data, SeeStatisticsDeps>({
  id: 'statistics',
  version: 1,
  start: 'what',
  roles: statisticsReaders,
  requires: ['pin'],
  menu: { label: t('statistics:menu'), order: 20 },
  shortcuts: [{ keywords: 'statistics:keywords' }],
  screens: {
    what: {
      show: ({ caller }) => ({
        text: t('statistics:what.ask'),
        options: (seesAgents(caller.roles) ? subjects : commonSubjects).map((subject) => ({
          value: subject,
          label: t(`statistics:what.${subject}`),
        })),
      }),
      on: { choice: (_turn, subject) => ({ go: 'period', set: { subject: subject as Subject } }) },
    },
    period: periodScreen,
    result: {
      show: resultView,
      on: { choice: (_turn, value) => ({ go: value === 'period' ? 'period' : 'what' }) },
    },
  },
});
