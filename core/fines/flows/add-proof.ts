import type { Outcome, Turn } from '../../dialog/types.ts';
import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { AgentRecords } from '../agent-records.ts';
import type { FineService } from '../fines.service.ts';
import { addPhoto } from './my-record.ts';
import { at, labelOf, plateParam } from './words.ts';

type ScreenId = 'which' | 'photo';

interface Data {
  readonly fineId: string;
}

export interface AddProofDeps {
  readonly fines: FineService;
  readonly agentRecords: AgentRecords;
}

type Step = Turn<Data, AddProofDeps>;

const offered = 8;

async function byReference({ deps, caller }: Step, typed: string): Promise<Outcome<ScreenId, Data>> {
  const fine = await deps.fines.byReference(typed);
  if (fine?.agentId !== caller.personId || !fine) return { retry: t('roadside:mine.unknown') };
  return { go: 'photo', set: { fineId: fine.id } };
}

const take = async (turn: Step, { fileId }: { readonly fileId: string }): Promise<Outcome<ScreenId, Data>> => ({
  go: 'photo',
  notice: await addPhoto(turn, turn.data.fineId ?? '', fileId),
});

/** C2: a photo that follows later, for an entry made by USSD or on a bad network. */
export const addProof = defineFlow<ScreenId, Data, AddProofDeps>({
  id: 'add-proof',
  version: 1,
  start: 'which',
  roles: ['pcr_agent'],
  requires: ['pin'],
  channels: ['telegram', 'whatsapp', 'simulator'],
  shortcuts: [{ keywords: 'roadside:photo.keywords' }],
  screens: {
    which: {
      async show({ deps, caller, language }) {
        const mine = await deps.agentRecords.latest(caller.personId ?? '', offered);
        return {
          text: t(mine.length > 0 ? 'roadside:photo.which' : 'roadside:mine.nothing'),
          options: mine.map((fine) => ({
            value: fine.id,
            label: t('roadside:mine.item', {
              time: at(fine, fine.at, 'datetime'),
              plate: plateParam(fine.plate),
              what: labelOf(fine, language),
            }),
          })),
        };
      },
      on: { choice: (_turn, fineId) => ({ go: 'photo', set: { fineId } }), text: byReference },
    },
    photo: {
      async show({ data, deps }) {
        const fine = await deps.fines.byId(data.fineId ?? '');
        if (!fine) return { text: t('roadside:mine.unknown'), final: true };
        const count = fine.proofs?.length ?? 0;
        return {
          text: [
            t('roadside:photo.send', { reference: fine.reference, plate: plateParam(fine.plate) }),
            ...(count > 0 ? [t('roadside:confirm.photos', { count })] : []),
          ],
          options: [{ value: 'done', label: t('roadside:photo.done') }],
        };
      },
      on: { photo: take, document: take, choice: () => ({ done: true }) },
    },
  },
});
