import { countries } from '../../../countries/index.ts';
import { defineFlow, type View } from '../../../dialog/types.ts';
import { moment, t, type Param, type Words } from '../../../dialog/words.ts';
import { showPlate } from '../../../plates/index.ts';
import type { Hint } from '../hints.ts';
import { isDated, isPaperKind } from '../paper.kinds.ts';
import { lastDayOf, type Paper } from '../paper.model.ts';
import { rejectionReasons } from '../paper.states.ts';
import { mostCounted } from '../work-list.ts';
import { dayIn, kindText, paperLine, plateOf } from '../words.ts';
import {
  begin, choose, decide, paperIn, reviewerOf, takeReason, takeUntil, takeWords,
  type Data, type DecidePapersDeps, type Look, type ScreenId,
} from './decide-papers.steps.ts'; // prettier-ignore
import { picturesOf } from './my-papers.ts';

export type { DecidePapersDeps } from './decide-papers.steps.ts';

async function overview({ deps, caller }: Look): Promise<View> {
  const count = await deps.paperWorkList.count(reviewerOf(caller));
  const counted = count < mostCounted ? String(count) : `${mostCounted - 1}+`;
  return {
    text: count > 0 ? t('papers:decide.counts', { waiting: counted }) : t('papers:decide.none'),
    options: [{ value: 'next', label: t(count > 0 ? 'papers:decide.next' : 'papers:decide.again') }],
  };
}

/** "Plaque : lu 1234AB/10, registre 1234AB/01". */
function hintLine({ about, verdict, seen, registered }: Hint, paper: Paper): Words {
  const value = (side: Hint['seen']): Param => {
    if (side instanceof Date) return moment(side, countries[paper.country].timeZone);
    if (about === 'plate' && side) return showPlate(side);
    return isPaperKind(side) ? kindText(side) : (side ?? '');
  };
  const what = t(`papers:hint.about.${about}`);
  if (verdict === 'fits' || verdict === 'unread') return t(`papers:hint.${verdict}`, { what });
  const sides = { what, seen: value(seen), registered: value(registered) };
  const key = registered === undefined && verdict === 'differs' ? 'other' : verdict;
  return t(`papers:hint.${key}`, sides);
}

async function oneCase(look: Look): Promise<View> {
  const paper = await paperIn(look);
  const skip = { value: 'skip', label: t('papers:decide.skip') };
  if (!paper || paper.state !== 'pending') return { text: t('papers:decide.over'), options: [skip] };
  const hints = await look.deps.vehiclePapers.hintsOn(paper);
  const { policy, insurer } = paper.said;
  return {
    text: [
      t('papers:decide.case', { plate: plateOf(paper), by: t(`papers:role.${paper.role}`), date: dayIn(paper, paper.createdAt) }),
      paperLine(paper),
      ...hints.map((hint) => hintLine(hint, paper)),
      ...(policy ? [t('papers:field.policy', { value: policy })] : []),
      ...(insurer ? [t('papers:field.insurer', { value: insurer })] : []),
    ],
    options: [
      { value: 'validated', label: t('papers:decide.validate') },
      ...(isDated(paper.kind) ? [{ value: 'until', label: t('papers:decide.correct') }] : []),
      { value: 'rejected', label: t('papers:decide.reject') },
      skip,
    ],
    attachments: picturesOf(paper, look.surface.showsFiles),
  };
} // prettier-ignore

async function confirmation(look: Look): Promise<View> {
  const { data } = look;
  const paper = await paperIn(look);
  if (!paper || !data.to) return { text: t('papers:decide.over'), final: true };
  const about = { kind: kindText(paper.kind), plate: plateOf(paper) };
  const yes = { value: 'yes', label: t('papers:decide.yes') };
  if (data.to === 'rejected') {
    const reason = data.words ? data.words : t(`papers:reason.${data.reason ?? ''}`);
    return { text: [t('papers:decide.confirmReject', about), t('papers:told.reason', { reason })], options: [yes] };
  }
  const day = data.until ? new Date(data.until) : lastDayOf(paper);
  if (!day || !isDated(paper.kind)) return { text: t('papers:decide.confirmPlain', about), options: [yes] };
  const isEarlier = (await look.deps.vehiclePapers.hintsOn(paper)).some(({ verdict }) => verdict === 'earlier');
  return {
    text: t('papers:decide.confirm', { ...about, date: dayIn(paper, day) }),
    options: [yes, ...(isEarlier && !data.until ? [{ value: 'earlier', label: t('papers:decide.earlier') }] : [])],
  };
}

/** B4: an administrator takes one paper after the other, oldest first, and validates or rejects it. */
export const decidePapers = defineFlow<ScreenId, Data, DecidePapersDeps>({
  id: 'decide-papers',
  version: 1,
  start: 'overview',
  roles: ['super_admin', 'admin', 'operations'],
  requires: ['pin'],
  menu: { label: t('papers:decide.menu'), order: 4 },
  shortcuts: [{ keywords: 'papers:decide.keywords' }],
  screens: {
    overview: { show: overview, on: { choice: begin } },
    case: { show: oneCase, on: { choice: choose } },
    until: { show: () => ({ text: t('papers:decide.askUntil') }), on: { text: takeUntil } },
    reason: {
      show: () => ({
        text: t('papers:decide.askReason'),
        options: rejectionReasons.map((value) => ({ value, label: t(`papers:reason.${value}`) })),
      }),
      on: { choice: takeReason, text: takeWords },
    },
    confirm: { show: confirmation, on: { choice: decide } },
  },
});
