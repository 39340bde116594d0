import { defineFlow, type Caller, type Looking, type View } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { LisoloError } from '../../../errors.ts';
import type { Branch, OfficeFinder } from '../../../organisations/index.ts';
import { chosenPeriod, periodScreen, type PeriodChoice } from '../../../statistics/index.ts';
import { inWords } from '../figures-in-words.ts';
import type { QueueCharts } from '../queue-charts.ts';
import type { QueueFigures } from '../queue-figures.service.ts';
import { queueSubjects, type QueueSubject } from '../subjects.ts';

type ScreenId = 'branch' | 'what' | 'period' | 'result' | 'comments';

interface Data {
  readonly branchId: string;
  readonly subject: QueueSubject;
  readonly period: PeriodChoice;
}

export interface SeeQueueFiguresDeps {
  readonly offices: Pick<OfficeFinder, 'ofStaff'>;
  readonly queueFigures: QueueFigures;
  readonly queueCharts: Pick<QueueCharts, 'keep'>;
  /** Of the screen in the hall. */
  readonly screenUrl: (branchId: string) => string;
}

type Look = Looking<Data, SeeQueueFiguresDeps>;

/** Beside a picture, the first few rows are enough; on a phone without pictures all are said. */
const rowsBesideAPicture = 5;
const rowsAlone = 24;
const commentsShown = 5;

async function ledBy({ personId }: Caller, { offices }: SeeQueueFiguresDeps): Promise<readonly Branch[]> {
  if (personId === undefined) return [];
  return (await offices.ofStaff(personId)).filter(({ managers }) => managers.includes(personId));
}

/** Whoever has ceased to lead the branch sees its figures no more, whatever the session says. */
async function chosenBranch({ data, deps, caller }: Look): Promise<Branch> {
  const branches = await ledBy(caller, deps);
  const branch = data.branchId === undefined ? branches[0] : branches.find(({ id }) => id === data.branchId);
  if (!branch) throw new LisoloError('forbidden', { reason: 'figures of a branch that somebody else leads' });
  return branch;
}

async function branchView({ deps, caller }: Look): Promise<View> {
  const branches = await ledBy(caller, deps);
  if (branches.length === 0) return { text: t('queue-figures:notYours'), final: true };
  return {
    text: t('queue-figures:branch'),
    options: branches.map(({ id, name, organisationName }) => ({
      value: id,
      label: `${name}, ${organisationName}`.slice(0, 40),
    })),
  };
}

async function resultView(look: Look): Promise<View> {
  const { data, deps, caller, language, surface, now } = look;
  const subject = data.subject ?? 'overview';
  const branch = await chosenBranch(look);
  const period = chosenPeriod(data.period ?? 'days30', caller.country, now);
  const figures = await deps.queueFigures.of(branch.id, period);
  const picture = surface.showsFiles ? await deps.queueCharts.keep(subject, figures, language) : undefined;
  return {
    text: [
      ...(surface.showsFiles ? [branch.name] : []),
      ...inWords(subject, figures, picture ? rowsBesideAPicture : rowsAlone),
    ],
    options: [
      { value: 'period', label: t('statistics:period.again') },
      { value: 'what', label: t('queue-figures:others') },
    ],
    ...(picture ? { attachments: [picture] } : {}),
  };
}

/** The last words of the month, without a name. */
async function commentsView(look: Look): Promise<View> {
  const branch = await chosenBranch(look);
  const period = chosenPeriod('days30', look.caller.country, look.now);
  const found = await look.deps.queueFigures.comments(branch.id, period, commentsShown);
  return {
    text:
      found.length === 0
        ? t('queue-figures:noComments')
        : found.map(({ stars, day, service = '', words }) =>
            t('queue-figures:comment', { stars, date: day.split('-').reverse().join('/'), service, words }),
          ),
    options: [{ value: 'what', label: t('queue-figures:others') }],
  };
}

/** E9: the figures of a branch for whoever leads it, in words and as a picture where pictures can be shown. */
export const seeQueueFigures = defineFlow<ScreenId, Data, SeeQueueFiguresDeps>({
  id: 'queue-figures',
  version: 1,
  start: 'branch',
  roles: ['counter_agent'],
  requires: ['pin'],
  menu: { label: t('queue-figures:menu'), order: 21 },
  shortcuts: [{ keywords: 'queue-figures:keywords' }],
  screens: {
    branch: {
      show: branchView,
      on: {
        // Most lead one branch only, and need not choose.
        async opened({ caller, deps }) {
          const [branch, ...others] = await ledBy(caller, deps);
          return branch && others.length === 0 ? { go: 'what', set: { branchId: branch.id } } : { go: 'branch' };
        },
        choice: (_turn, branchId) => ({ go: 'what', set: { branchId } }),
      },
    },
    what: {
      show: ({ data, deps, surface }) => ({
        text: t('queue-figures:what.ask'),
        options: [...queueSubjects, 'comments'].map((value) => ({ value, label: t(`queue-figures:what.${value}`) })),
        ...(surface.showsFiles && data.branchId !== undefined
          ? { link: { url: deps.screenUrl(data.branchId), label: t('queue-figures:screen') } }
          : {}),
      }),
      on: {
        choice: (_turn, value) =>
          value === 'comments' ? { go: 'comments' } : { go: 'period', set: { subject: value as QueueSubject } },
      },
    },
    comments: { show: commentsView, on: { choice: () => ({ go: 'what' }) } },
    period: periodScreen,
    result: {
      show: resultView,
      on: { choice: (_turn, value) => ({ go: value === 'period' ? 'period' : 'what' }) },
    },
  },
});
