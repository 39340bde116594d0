import type { View } from '../../../dialog/types.ts';
import { money, t, type Words } from '../../../dialog/words.ts';
import { decisionReasons } from '../../contestations/codes.ts';
import { facts, pictures, proofsOf } from '../../contestations/flows/facts.ts';
import { openContestation } from '../../contestations/rules.ts';
import { photosIn, reasonOf, tariffOf, wordsIn } from '../../contestations/standing.ts';
import { at, plateParam } from '../../flows/words.ts';
import type { Fine } from '../../infraction.model.ts';
import { mostCounted } from '../work-list.ts';
import { caseIn, choicesFor, officerOf, type Look } from './decide-cases.steps.ts';

const counted = (count: number): string => (count < mostCounted ? String(count) : `${mostCounted - 1}+`);

export async function overview({ deps, caller }: Look): Promise<View> {
  const { contested, undecided } = await deps.workList.counts(officerOf(caller));
  const waits = contested + undecided > 0;
  return {
    text: [
      t('opj:overview.counts', { contested: counted(contested), undecided: counted(undecided) }),
      ...(waits ? [] : [t('opj:overview.none')]),
    ],
    options: [{ value: 'next', label: t(waits ? 'opj:overview.next' : 'opj:overview.again') }],
  };
}

/** What the citizen says, above what the agent has recorded. */
function complaint(fine: Fine): Words[] {
  const open = openContestation(fine)?.one;
  if (!open) return [t('opj:case.undecided')];
  return [
    t('opj:case.contested', { date: at(fine, open.at), ground: t(`contestations:ground.${open.ground}`) }),
    ...wordsIn(open).map((words) => t('contestations:history.words', { words })),
  ];
}

const sums = (fine: Fine): Words[] => [
  t('opj:case.tariff', { amount: tariffOf(fine) }),
  ...(fine.paidAmount > 0
    ? [t('opj:case.paid', { amount: money({ amount: fine.paidAmount, currency: fine.due.currency }) })]
    : []),
];

export async function oneCase(look: Look): Promise<View> {
  const fine = await caseIn(look);
  const choices = fine ? choicesFor(fine) : [];
  const skip = { value: 'skip', label: t('opj:case.skip') };
  if (!fine || choices.length === 0) return { text: t('opj:refused.over'), options: [skip] };
  const open = openContestation(fine)?.one;
  const proofs = proofsOf(fine);
  const sent = open ? photosIn(open) : [];
  return {
    text: [
      ...complaint(fine),
      ...facts(fine, look.language),
      ...sums(fine),
      ...(proofs.length + sent.length > 0 ? [t('contestations:photos.count', { count: proofs.length + sent.length })] : []),
    ],
    options: [...choices.map((value) => ({ value, label: t(`opj:case.${value}`) })), skip],
    attachments: look.surface.showsFiles ? [...pictures(proofs, 'preuve'), ...pictures(sent, 'contestation')] : [],
  }; // prettier-ignore
}

export async function askAmount(look: Look): Promise<View> {
  const fine = await caseIn(look);
  return fine
    ? { text: t('opj:amount.ask', { amount: tariffOf(fine) }) }
    : { text: t('opj:refused.over'), final: true };
}

export const askReason = ({ data }: Look): View => ({
  text: t('opj:reason.ask'),
  options: (data.decision ? decisionReasons[data.decision] : []).map((value) => ({
    value,
    label: t(`opj:reason.${value}`),
  })),
});

export async function confirmation(look: Look): Promise<View> {
  const { data } = look;
  const fine = await caseIn(look);
  if (!fine || !data.decision) return { text: t('opj:refused.over'), final: true };
  const amount = money({ amount: data.amount ?? 0, currency: fine.due.currency });
  const why = data.words ? { words: data.words } : { reason: data.reason ?? '' };
  return {
    text: [
      t(`opj:confirm.${data.decision}`, { reference: fine.reference, plate: plateParam(fine.plate), amount }),
      t('contestations:history.ground', { ground: reasonOf(why) }),
    ],
    options: [{ value: 'yes', label: t('opj:confirm.yes') }],
  };
}
