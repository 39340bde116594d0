import type { Attachment, Looking, Outcome, Turn, View } from '../../dialog/types.ts';
import { defineFlow } from '../../dialog/types.ts';
import { money, t, type Words } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import { voidRefusal, type AgentRecords } from '../agent-records.ts';
import type { FineService } from '../fines.service.ts';
import type { Fine } from '../infraction.model.ts';
import type { Notes } from '../notes.ts';
import type { OwnerNotices } from '../owner-notices.ts';
import { at, labelOf, plateParam, whereOf } from './words.ts';

type ScreenId = 'detail' | 'note';

interface Data {
  readonly fineId: string;
  /** Recorded just now. */
  readonly fresh: boolean;
  /** A photo could not be kept. */
  readonly lost: boolean;
}

export interface MyRecordDeps {
  readonly fines: FineService;
  readonly agentRecords: AgentRecords;
  readonly ownerNotices: Pick<OwnerNotices, 'tellDriver'>;
  readonly notes: Notes;
}

type Look = Looking<Data, MyRecordDeps>;
type Step = Turn<Data, MyRecordDeps>;
type Next = Outcome<ScreenId, Data>;

/** The entry, where it is this agent's own. */
async function entryOf({ data, deps, caller }: Look): Promise<Fine | undefined> {
  const fine = await deps.fines.byId(data.fineId ?? '');
  return fine?.agentId === caller.personId ? fine : undefined;
}

const unknown: View = { text: t('roadside:mine.unknown'), final: true };

/** Another agent may have recorded the same in the very same moment. */
async function twinOf(fine: Fine, deps: MyRecordDeps): Promise<Words[]> {
  const [twin] = await deps.agentRecords.similar({ ...fine, typeCode: fine.type.code }, fine.id);
  return twin ? [t('roadside:recorded.twin', { reference: twin.reference })] : [];
}

async function facts(fine: Fine, { data, deps, language }: Look): Promise<Words[]> {
  const head = { reference: fine.reference, plate: plateParam(fine.plate) };
  if (fine.state === 'voided') return [t('roadside:recorded.voided', head)];
  const due = t('roadside:recorded.due', {
    amount: money(fine.due),
    date: at(fine, fine.deadline),
    short: fine.shortCode,
  });
  if (data.fresh)
    return [
      t('roadside:recorded.done', head),
      due,
      ...(data.lost ? [t('roadside:photo.lost')] : []),
      ...(await twinOf(fine, deps)),
    ];
  return [t('fines:detail.head', head), labelOf(fine, language), whereOf(fine), due];
}

/** The fresh note is shown at once where files can be shown; a phone sends it on by SMS when asked to. */
async function noteOf(fine: Fine, { data, deps, language, surface }: Look): Promise<Attachment[]> {
  const wanted = data.fresh && surface.showsFiles && fine.state !== 'voided';
  return wanted ? [await deps.notes.print(fine, language)] : [];
}

async function detailView(look: Look): Promise<View> {
  const fine = await entryOf(look);
  if (!fine) return unknown;
  const { caller, now, surface } = look;
  const attachments = await noteOf(fine, look);
  const live = fine.state !== 'voided';
  const photos = fine.proofs?.length ?? 0;
  return {
    text: [...(await facts(fine, look)), ...(photos > 0 ? [t('roadside:confirm.photos', { count: photos })] : [])],
    options: [
      ...(live && fine.driverPhone ? [{ value: 'driver', label: t('roadside:recorded.send') }] : []),
      ...(live && attachments.length === 0 ? [{ value: 'note', label: t('fines:detail.note') }] : []),
      ...(voidRefusal(fine, caller.personId ?? '', now) ? [] : [{ value: 'void', label: t('roadside:void.open') }]),
      { value: 'again', label: t('roadside:recorded.again') },
    ],
    attachments,
    ...(live && surface.accepts.includes('photo') ? { hints: { photo: t('roadside:photo.addHint') } } : {}),
  };
}

async function sendToDriver({ data, deps }: Step): Promise<Next> {
  const fine = await deps.fines.byId(data.fineId ?? '');
  const sent = fine !== undefined && (await deps.ownerNotices.tellDriver(fine));
  return { go: 'detail', notice: t(sent ? 'roadside:recorded.sent' : 'roadside:recorded.notSent') };
}

/** Keeps a photo with an entry; what is said when it cannot be is for the agent. */
export async function addPhoto(
  { deps, caller, turnId }: Pick<Turn<unknown, { agentRecords: AgentRecords }>, 'deps' | 'caller' | 'turnId'>,
  fineId: string,
  photoId: string,
): Promise<Words> {
  try {
    await deps.agentRecords.addProof(fineId, { agentId: caller.personId ?? '', photoId, key: turnId });
    return t('roadside:photo.added');
  } catch (error) {
    if (isLisoloError(error, 'conflict')) return t('roadside:photo.enough');
    if (isLisoloError(error, 'unsupported_media')) return t('roadside:photo.notOne');
    if (isLisoloError(error, 'not_found')) return t('roadside:photo.lost');
    throw error;
  }
}

/** C2: one entry of an agent, just recorded or looked at again: its note, its photos, and the way to void it. */
export const myRecord = defineFlow<ScreenId, Data, MyRecordDeps>({
  id: 'my-record',
  version: 1,
  start: 'detail',
  roles: ['pcr_agent'],
  requires: ['pin'],
  screens: {
    detail: {
      show: detailView,
      on: {
        choice(turn, value) {
          if (value === 'again') return { run: 'record-infraction' };
          if (value === 'note') return { go: 'note' };
          if (value === 'void')
            return { run: 'void-record', with: { fineId: turn.data.fineId }, then: 'detail', set: { fresh: false } };
          return sendToDriver(turn);
        },
        photo: async (turn, { fileId }) => ({
          go: 'detail',
          set: { lost: false },
          notice: await addPhoto(turn, turn.data.fineId ?? '', fileId),
        }),
        returned: () => ({ go: 'detail' }),
      },
    },
    note: {
      async show(look) {
        const fine = await entryOf(look);
        if (!fine) return unknown;
        return {
          text: t('fines:note.shown', { reference: fine.shortCode }),
          attachments: [await look.deps.notes.print(fine, look.language)],
          final: true,
        };
      },
      on: {},
    },
  },
});
