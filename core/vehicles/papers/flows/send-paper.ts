import { defineFlow, type View } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import { showPlate } from '../../../plates/index.ts';
import { isDated, paperKinds } from '../paper.kinds.ts';
import type { SaidFields } from '../paper.model.ts';
import { dayIn, kindText } from '../words.ts';
import {
  byHand, chooseOrKind, correctable, fromCheck, saidIn, skipNumber, takeCorrection, takeNumber, takePhoto, takePlate, takeUntil,
  type Correctable, type Data, type Look, type ScreenId, type SendPaperDeps,
} from './send-paper.steps.ts'; // prettier-ignore
import { askVehicle, vehicleIn } from './whose.ts';

export type { SendPaperDeps } from './send-paper.steps.ts';

async function which(look: Look): Promise<View> {
  const vehicle = await vehicleIn(look);
  if (!vehicle) return askVehicle(look);
  return {
    text: t('papers:which.kind', { plate: showPlate(vehicle.plate) }),
    options: paperKinds.map((kind) => ({ value: kind, label: kindText(kind) })),
  };
}

const askPhoto = ({ data }: Look): View => ({
  text: t('papers:photo.ask', { kind: kindText(data.kind ?? 'insurance') }),
  options: data.photo ? [{ value: 'type', label: t('papers:photo.type') }] : [],
});

const shown = (field: Correctable, said: SaidFields, look: Look): Words | undefined => {
  const value = said[field];
  if (value === undefined) return undefined;
  if (field === 'until') return t('papers:field.until', { value: dayIn(look.caller, value as Date) });
  return t(`papers:field.${field}`, { value: field === 'plate' ? showPlate(String(value)) : String(value) });
};

/** What will be sent, and what of it can be put right. */
async function check(look: Look): Promise<View> {
  const { data } = look;
  const vehicle = await vehicleIn(look);
  if (!vehicle || !data.kind) return { text: t('papers:which.notYours'), final: true };
  const { said, read } = await saidIn(look);
  const about = { kind: kindText(data.kind), plate: showPlate(vehicle.plate) };
  const isOtherKind = read?.kind !== undefined && read.kind !== data.kind;
  const isOtherPlate = said.plate !== undefined && said.plate !== vehicle.plate;
  const fields = correctable.filter((field) => (field === 'until' ? isDated(data.kind!) : Boolean(data.draft)));
  return {
    text: [
      t(data.photo ? 'papers:check.ask' : 'papers:check.noPhoto', about),
      ...correctable.flatMap((field) => shown(field, said, look) ?? []),
      ...(isOtherKind ? [t('papers:check.otherKind', { kind: kindText(read.kind) })] : []),
      ...(isOtherPlate ? [t('papers:check.otherPlate', { plate: showPlate(vehicle.plate) })] : []),
    ],
    options: [
      { value: 'send', label: t('papers:check.send') },
      ...fields.map((field) => ({ value: field, label: t(`papers:correct.${field}`) })),
      ...(data.photo ? [{ value: 'photo', label: t('papers:check.photo') }] : []),
    ],
  };
}

/** B4: whoever owns a vehicle, or an officer, sends one of its papers by photo; by USSD its number and last day. */
export const sendPaper = defineFlow<ScreenId, Data, SendPaperDeps>({
  id: 'send-paper',
  version: 1,
  start: 'which',
  requires: ['consent', 'phone'],
  shortcuts: [{ keywords: 'papers:send.keywords' }],
  screens: {
    which: { show: which, on: { choice: chooseOrKind, text: takePlate, returned: () => ({ go: 'which' }) } },
    photo: { show: askPhoto, on: { photo: takePhoto, document: takePhoto, choice: byHand, text: () => ({ retry: t('papers:photo.notOne') }) } },
    until: { show: ({ data }) => ({ text: t('papers:until.ask', { kind: kindText(data.kind ?? 'insurance') }) }), on: { text: takeUntil } },
    number: {
      show: ({ data }) => ({ text: t('papers:number.ask', { kind: kindText(data.kind ?? 'insurance') }), options: [{ value: 'skip', label: t('papers:number.skip') }] }),
      on: { text: takeNumber, choice: skipNumber },
    },
    check: { show: check, on: { choice: fromCheck } },
    correct: { show: ({ data }) => ({ text: t(`papers:correct.${data.field ?? 'until'}Ask`) }), on: { text: takeCorrection } },
    done: {
      async show(look) {
        const paper = await look.deps.vehiclePapers.byId(look.data.paperId ?? '');
        return {
          text: t(paper?.photoId ? 'papers:done.sent' : 'papers:done.noPhoto'),
          options: [{ value: 'papers', label: t('papers:done.papers') }, { value: 'more', label: t('papers:done.more') }],
        };
      },
      on: {
        choice: ({ data: { vehicleId = '' } }, value) => ({ run: value === 'more' ? 'send-paper' : 'my-papers', with: { vehicleId } }),
      },
    },
  },
}); // prettier-ignore
