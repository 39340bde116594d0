import type { Option, View } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import { concerning } from '../../flows/my-fines.ts';
import { at, itemOf, labelOf, plateParam } from '../../flows/words.ts';
import { isPayable } from '../../fines.service.ts';
import type { Fine } from '../../infraction.model.ts';
import { grounds, longestWords, mostPhotos } from '../codes.ts';
import { contestRefusal, contestUntil } from '../rules.ts';
import { toPay } from '../standing.ts';
import { fineIn, type Look } from './contest-fine.steps.ts';
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

/** The person's own fines, or those of a plate, that can be contested or have been. */
export async function which({ data, deps, caller, language, now }: Look): Promise<View> {
  const all = data.plate
    ? await deps.fines.list(data.country ?? caller.country, data.plate)
    : await concerning(caller, deps);
  const found = all.filter((fine) => fine.contestations.length > 0 || !contestRefusal(fine, now)).slice(-most);
  return {
    text: data.plate
      ? t('contestations:which.plate', { plate: plateParam(data.plate) })
      : t(found.length > 0 ? 'contestations:which.ask' : 'contestations:which.none'),
    options: found.map((fine) => ({
      value: fine.id,
      label: contestRefusal(fine, now)
        ? t('contestations:which.contested', { reference: fine.reference })
        : itemOf(fine, language),
    })),
  };
}

/** Photos may show people: for the owner, the driver, and whoever holds the note. */
async function maySeePhotos(fine: Fine, { data, caller, deps }: Look): Promise<boolean> {
  if (data.named || (caller.personId !== undefined && fine.ownerId === caller.personId)) return true;
  if (fine.driverPhone !== undefined && fine.driverPhone === caller.phone) return true;
  const vehicle = await deps.vehicles.byPlate(fine.plateCountry ?? fine.country, fine.plate);
  return vehicle?.ownerId !== undefined && vehicle.ownerId === caller.personId;
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
  const { language, now, surface } = look;
  const refusal = contestRefusal(fine, now);
  if (refusal) return refusalView(fine, refusal);
  const proofs = surface.showsFiles ? proofsOf(fine) : [];
  const shown = proofs.length > 0 && (await maySeePhotos(fine, look));
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

export const history = ofFine((fine, { caller, language }) => {
  const last = fine.contestations.at(-1);
  const mine = last?.state === 'open' && last.personId === caller.personId;
  const options: Option[] = [
    ...(mine
      ? [
          { value: 'add', label: t('contestations:more.open') },
          { value: 'withdraw', label: t('contestations:withdraw.open') },
        ]
      : []),
    ...(isPayable(fine) ? [{ value: 'pay', label: t('contestations:history.pay') }] : []),
  ];
  const events: Words[] = fine.contestations.flatMap((one) => eventsOf(fine, one, one.personId === caller.personId));
  return {
    text: [
      t('contestations:history.title', { reference: fine.reference, what: labelOf(fine, language) }),
      ...events,
      // Until then no deadline runs.
      ...(last?.state === 'open' ? [t('contestations:history.waiting')] : toPay(fine)),
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
