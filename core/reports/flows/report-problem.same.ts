import type { Looking, View } from '../../dialog/types.ts';
import { shorten } from '../../dialog/fit.ts';
import { t, type Text, type Words } from '../../dialog/words.ts';
import { triedReport } from '../refusals.ts';
import type { SeenReport } from '../types.ts';
import { categoryName } from '../words.ts';
import { citizenOf } from './report-lines.ts';
import {
  goOn,
  other,
  sameNearBy,
  type Data,
  type Next,
  type ReportProblemDeps,
  type Step,
} from './report-problem.steps.ts';

type Look = Looking<Data, ReportProblemDeps>;

const dayMs = 86_400_000;
/** Of a choice, so that it fits on one line of a phone. */
const longestChoice = 34;
const longestWordsShown = 200;

/**
 * How far, where that is known; else the street or the landmark that was told. Of a private place the commune: how far its
 * middle is says nothing.
 */
function whereIs({ metres, blurred, street, landmark, commune }: SeenReport): Words {
  if (blurred && commune !== undefined) return commune;
  if (metres !== undefined) return t(blurred ? 'reports:same.roughly' : 'reports:same.far', { metres });
  return [street, landmark].filter(Boolean).join(', ') || (commune ?? '');
}

function ageOf({ createdAt }: SeenReport, now: Date): Text {
  const count = Math.floor((now.getTime() - createdAt.getTime()) / dayMs);
  return count < 1 ? t('reports:same.today') : t('reports:same.age', { count });
}

const choiceOf = (report: SeenReport): Words => {
  const how = whereIs(report);
  const what = shorten(report.words.replace(/\s+/g, ' '), longestChoice);
  if (what === '') return typeof how === 'string' ? shorten(how, longestChoice) || report.number : how;
  return typeof how === 'string' ? what : t('reports:same.choice', { how, what });
};

/** What a vote means for whoever had thought of staying unknown, and what becomes of what they brought. */
const meaning = ({ words = '', photos = [] }: Look['data']): Text[] => [
  t('reports:same.voice'),
  ...(words !== '' || photos.length > 0 ? [t('reports:same.notKept')] : []),
];

function detail(
  report: SeenReport,
  { now, surface, data }: Look,
  ask: string,
  no: { value: string; key: string },
): View {
  const [photo] = report.photos;
  const facts = {
    how: whereIs(report),
    age: ageOf(report, now),
    votes: t('reports:same.votes', { count: report.votes }),
  };
  return {
    text: [
      t(ask),
      categoryName(report.category),
      ...(report.words === '' ? [] : [`"${shorten(report.words, longestWordsShown)}"`]),
      t('reports:same.facts', facts),
      ...meaning(data),
    ],
    options: [
      { value: report.id, label: t('reports:same.this') },
      { value: no.value, label: t(no.key) },
    ],
    ...(photo &&
      surface.showsFiles && {
        attachments: [{ kind: 'image', fileId: photo.fileId, name: `${report.number}.jpg`, mimeType: 'image/jpeg' }],
      }),
  };
}

/** One is shown whole; of several, a list to choose from. */
export async function sameView(look: Look): Promise<View> {
  const same = await sameNearBy(look);
  const [first, ...others] = same;
  const none = { value: goOn, key: others.length > 0 ? 'reports:same.none' : 'reports:same.notThis' };
  if (first && others.length === 0) return detail(first, look, 'reports:same.one', none);
  return {
    text: t('reports:same.ask'),
    options: [
      ...same.map((report) => ({ value: report.id, label: choiceOf(report) })),
      { value: none.value, label: t(none.key) },
    ],
  };
}

export async function oneView(look: Look): Promise<View> {
  const report = (await sameNearBy(look)).find(({ id }) => id === look.data.otherId);
  if (!report) return { text: t('reports:refused.gone'), options: [{ value: other, label: t('reports:goOn') }] };
  return detail(report, look, 'reports:same.one', { value: other, key: 'reports:same.notThis' });
}

/** "It is this one": a vote, and news of it. */
async function join(turn: Step, report: SeenReport): Promise<Next> {
  const { caller, deps, data } = turn;
  const tried = await triedReport(() => deps.reports.vote({ reportId: report.id, actor: citizenOf(caller), on: true }));
  if ('refused' in tried) return { go: 'same', notice: tried.refused };
  await Promise.all((data.photos ?? []).map((fileId) => deps.files.remove(fileId)));
  // Whoever told it has said so already.
  return { end: t(report.mine?.told ? 'reports:same.own' : 'reports:same.joined', { number: report.number }) };
}

export async function ofSame(turn: Step, value: string): Promise<Next> {
  if (value === goOn) return { go: 'who' };
  const same = await sameNearBy(turn);
  const chosen = same.find(({ id }) => id === value);
  if (!chosen) return { go: 'same', notice: t('reports:refused.gone') };
  return same.length === 1 ? join(turn, chosen) : { go: 'one', set: { otherId: value } };
}

export async function ofOne(turn: Step, value: string): Promise<Next> {
  const chosen = value === other ? undefined : (await sameNearBy(turn)).find(({ id }) => id === value);
  return chosen ? join(turn, chosen) : { go: 'same' };
}
