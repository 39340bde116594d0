import type { Outcome, Turn } from '../../dialog/types.ts';
import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import type { AgentRecords } from '../agent-records.ts';
import type { FineService } from '../fines.service.ts';
import type { OwnerNotices } from '../owner-notices.ts';
import { plateParam } from './words.ts';

interface Data {
  readonly fineId: string;
}

export interface VoidRecordDeps {
  readonly fines: FineService;
  readonly agentRecords: AgentRecords;
  readonly ownerNotices: Pick<OwnerNotices, 'soon'>;
}

/** Reasons to choose from; stored by these words. */
const voidReasons = ['wrong_plate', 'wrong_type', 'wrong_place', 'twice'] as const;
const longestReason = 200;

async function voidIt(
  { data, deps, caller }: Turn<Data, VoidRecordDeps>,
  reason: string,
): Promise<Outcome<'reason', Data>> {
  const fineId = data.fineId ?? '';
  try {
    const by = { agentId: caller.personId ?? '', reason, channel: caller.channel };
    const fine = await deps.agentRecords.void(fineId, by);
    deps.ownerNotices.soon(fine.id);
    return { done: true, notice: t('roadside:void.done', { reference: fine.reference }) };
  } catch (error) {
    if (!isLisoloError(error, 'forbidden')) throw error;
    return { done: false, notice: t(`roadside:void.refused.${String(error.details['refusal'])}`) };
  }
}

/** C2: an agent takes back his own entry within a quarter of an hour; later only the OPJ decides. */
export const voidRecord = defineFlow<'reason', Data, VoidRecordDeps>({
  id: 'void-record',
  version: 1,
  start: 'reason',
  roles: ['pcr_agent'],
  requires: ['pin'],
  screens: {
    reason: {
      async show({ data, deps }) {
        const fine = await deps.fines.byId(data.fineId ?? '');
        if (!fine) return { text: t('roadside:mine.unknown'), final: true };
        return {
          text: t('roadside:void.ask', { reference: fine.reference, plate: plateParam(fine.plate) }),
          options: voidReasons.map((value) => ({ value, label: t(`roadside:void.reason.${value}`) })),
        };
      },
      on: {
        choice: voidIt,
        text: (turn, typed) =>
          !/\p{L}{3}/u.test(typed) || typed.length > longestReason
            ? { retry: t('roadside:void.reasonNotOne', { most: longestReason }) }
            : voidIt(turn, typed),
      },
    },
  },
});
