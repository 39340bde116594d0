import type { Option, View } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import { concerning } from '../../flows/my-fines.ts';
import { at, itemOf, labelOf, plateParam } from '../../flows/words.ts';
import { isPayable } from '../../fines.service.ts';
import type { Fine } from '../../infraction.model.ts';
import { grounds, longestWords, mostPhotos } from '../codes.ts';
import { contestRefusal, contestUntil, hasWithdrawnEnough, type ContestRefusal } from '../rules.ts';
import { toPay } from '../standing.ts';
import { fineIn, type Look } from './contest-fine.steps.ts';
import { contesterOf, maySeePhotos } from './contester.ts';
import { agentNumber, facts, pictures, proofsOf } from './facts.ts';
import { eventsOf } from './history.ts';

const unknown: View = { text: t('contestations:which.unknown'), final: true };
const most = 30;

/** A view of the fine, where there still is one. */
const ofFine =
  (show: (fine: Fine, look: Look) => View | Promise<View>) =>
  async (look: Look): Promise<View> => {
    const fine = await fineIn(look);
    return fine ? show(fine, look) : unknown;
  };

const refusalOf = async (fine: Fine, look: Look): Promise<ContestRefusal | undefined> =>
  contestRefusal(fine, look.now, await contesterOf(fine, look));

/** The person's own fines, or those of a plate, that can be contested or have been. Whose they are is said of the one chosen. */
export async function which(look: Look): Promise<View> {
  const { data, deps, caller, language } = look;
  const all = data.plate
    ? await deps.fines.list(data.country ?? caller.country, data.plate)
    : await concerning(caller, deps);
  const looked = await Promise.all(all.map(async (fine) => ({ fine, refusal: await refusalOf(fine, look) })));
  const listed = looked.map(({ fine, refusal }) => ({ fine, isOpen: !refusal || refusal === 'not_yours' }));
  const found = listed.filter(({ fine, isOpen }) => fine.contestations.length > 0 || isOpen).slice(-most);
  return {
    text: data.plate
      ? t('contestations:which.plate', { plate: plateParam(data.plate) })
      : t(found.length > 0 ? 'contestations:which.ask' : 'contestations:which.none'),
    options: found.map(({ fine, isOpen }) => ({
      value: fine.id,
      label: isOpen ? itemOf(fine, language) : t('contestations:which.contested', { reference: fine.reference }),
    })),
  };
}

/** Why it cannot be contested, and what to do instead. */
function refusalView(fine: Fine, refusal: string): View {
  const date = at(fine, contestUntil(fine));
  return {
    text: [
      t('fines:detail.head', { reference: fine.reference, plate: plateParam(fine.plate) }),
      t(`contestations:refused.${refusal}`, { date }),
    ],
    options: fine.contestations.length > 0 ? [{ value: 'history', label: t('contestations:history.open') }] : [],
  };
}

export const evidence = ofFine(async (fine, look) => {
  const { data, language, now, surface } = look;
  const who = await contesterOf(fine, look);
  const refusal = contestRefusal(fine, now, who);
  if (refusal) return refusalView(fine, refusal);
  const proofs = surface.showsFiles ? proofsOf(fine) : [];
  const shown = maySeePhotos(fine, who, data.named ?? false);
  return {
    text: [
      ...facts(fine, language),
      t('contestations:evidence.agent', { agent: agentNumber(fine.agentId) }),
      ...(proofs.length > 0 && !shown ? [t('contestations:evidence.hidden', { start: `${fine.reference.slice(0, 8)}` })] : []),
      t('contestations:evidence.until', { date: at(fine, contestUntil(fine)) }),
      t('contestations:evidence.effect'),
    ],
    options: [{ value: 'contest', label: t('contestations:evidence.go') }],
    attachments: shown ? pictures(proofs, 'preuve') : [],
  }; // prettier-ignore
});

export const askGround = ofFine((fine) => ({
  text: t('contestations:ground.ask', { reference: fine.reference }),
  options: grounds.map((value) => ({ value, label: t(`contestations:ground.${value}`) })),
}));

/** "Another reason" says nothing by itself. */
export const askWords = ({ data }: Look): View =>
  data.ground === 'other'
    ? { text: t('contestations:words.needed', { most: longestWords }) }
    : {
        text: t('contestations:words.ask', { most: longestWords }),
        options: [{ value: 'skip', label: t('contestations:words.skip') }],
      };

export const photos = ({ data }: Look): View => ({
  text: [
    t('contestations:photos.ask', { most: mostPhotos }),
    ...(data.photos?.length ? [t('contestations:photos.count', { count: data.photos.length })] : []),
  ],
  options: [{ value: 'done', label: t('contestations:photos.done') }],
});

export const confirmation = ofFine((fine, { data }) => {
  const count = data.photos?.length ?? 0;
  return {
    text: [
      t('contestations:confirm.ask', { reference: fine.reference, plate: plateParam(fine.plate) }),
      t('contestations:history.ground', { ground: t(`contestations:ground.${data.ground ?? 'other'}`) }),
      ...(data.text ? [t('contestations:history.words', { words: data.text })] : []),
      ...(count > 0 ? [t('contestations:photos.count', { count })] : []),
    ],
    options: [{ value: 'yes', label: t('contestations:confirm.yes') }],
  };
});

export const done = ofFine((fine) => ({
  text: [
    t('contestations:done', { reference: fine.reference }),
    t('contestations:evidence.effect'),
    t('contestations:told.wait'),
  ],
  options: [
    { value: 'add', label: t('contestations:more.open') },
    { value: 'history', label: t('contestations:history.open') },
  ],
}));

export const history = ofFine(async (fine, look) => {
  const { caller, language } = look;
  const last = fine.contestations.at(-1);
  const mine = last?.state === 'open' && last.personId === caller.personId;
  const enough = mine && hasWithdrawnEnough(fine, last.personId);
  const options: Option[] = [
    ...(mine ? [{ value: 'add', label: t('contestations:more.open') }] : []),
    ...(mine && !enough ? [{ value: 'withdraw', label: t('contestations:withdraw.open') }] : []),
    // Again, or after the answer to somebody else.
    ...((await refusalOf(fine, look)) ? [] : [{ value: 'contest', label: t('contestations:open') }]),
    ...(isPayable(fine) ? [{ value: 'pay', label: t('contestations:history.pay') }] : []),
  ];
  const events: Words[] = fine.contestations.flatMap((one) => eventsOf(fine, one, one.personId === caller.personId));
  return {
    text: [
      t('contestations:history.title', { reference: fine.reference, what: labelOf(fine, language) }),
      ...events,
      // Until then no deadline runs.
      ...(last?.state === 'open' ? [t('contestations:history.waiting')] : toPay(fine)),
      ...(enough ? [t('contestations:withdraw.enough')] : []),
    ],
    options,
  };
});

export const more = ofFine((fine, { surface }) => ({
  text: t(surface.accepts.includes('photo') ? 'contestations:more.ask' : 'contestations:more.askWords', {
    reference: fine.reference,
  }),
  options: [{ value: 'done', label: t('contestations:more.done') }],
}));

export const askWithdrawal = ofFine((fine) => ({
  text: t('contestations:withdraw.ask', { reference: fine.reference, date: at(fine, contestUntil(fine)) }),
  options: [
    { value: 'yes', label: t('contestations:withdraw.yes') },
    { value: 'no', label: t('contestations:withdraw.no') },
  ],
}));
