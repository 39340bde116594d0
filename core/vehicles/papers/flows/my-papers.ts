import { countries } from '../../../countries/index.ts';
import {
  defineFlow,
  type Attachment,
  type Looking,
  type Outcome,
  type Turn,
  type View,
} from '../../../dialog/types.ts';
import { moment, t, type Words } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { showPlate } from '../../../plates/index.ts';
import type { Paper } from '../paper.model.ts';
import type { VehiclePapers } from '../papers.service.ts';
import { paperLine, reasonOf } from '../words.ts';
import { refusalNotice } from './send-paper.steps.ts';
import { isOnDuty } from '../../viewer.ts';
import { askVehicle, enterPin, noteLook, seenIn, typedVehicle, vehicleIn, type WhoseDeps } from './whose.ts';

type ScreenId = 'which' | 'list' | 'paper' | 'photo' | 'withdraw';

interface Data {
  readonly vehicleId: string;
  readonly paperId: string;
  /** Shows also what was replaced, rejected and withdrawn. */
  readonly all: boolean;
  /** Why a paper that was just sent is not there twice. */
  readonly notice: string;
}

export interface MyPapersDeps extends WhoseDeps {
  readonly vehiclePapers: VehiclePapers;
}

type Look = Looking<Data, MyPapersDeps>;
type Step = Turn<Data, MyPapersDeps>;
type Next = Outcome<ScreenId, Data>;

const marks = { send: 'send', all: 'all' } as const;

/** The paper of this dialog, if the caller may see it; `whole` where all of it. */
async function paperIn(look: Look): Promise<{ readonly paper: Paper; readonly whole: boolean } | undefined> {
  const paper = await look.deps.vehiclePapers.byId(look.data.paperId ?? '');
  const vehicle = paper && (await vehicleIn({ ...look, data: { vehicleId: paper.vehicleId } }));
  if (!vehicle) return undefined;
  const seen = seenIn(paper, vehicle, look);
  return seen === 'nothing' ? undefined : { paper, whole: seen === 'all' };
}

export const picturesOf = (paper: Paper, showsFiles: boolean): Attachment[] =>
  paper.photoId === undefined || !showsFiles
    ? []
    : [{ kind: 'image', fileId: paper.photoId, name: 'papier.jpg', mimeType: 'image/jpeg' }];

const isNow = ({ state }: Paper): boolean => state === 'validated' || state === 'pending';

async function list(look: Look): Promise<View> {
  const { data, deps } = look;
  const vehicle = await vehicleIn(look);
  if (!vehicle) return { text: t('papers:which.notYours'), final: true };
  const all = (await deps.vehiclePapers.ofVehicle(vehicle.id)).filter(
    (paper) => seenIn(paper, vehicle, look) !== 'nothing',
  );
  const now = all.filter(isNow);
  const listed = data.all ? all : now;
  const title = listed.length === 0 ? 'papers:list.none' : data.all ? 'papers:list.all' : 'papers:list.now';
  return {
    text: [...(data.notice ? [refusalNotice(data.notice)] : []), t(title, { plate: showPlate(vehicle.plate) })],
    options: [
      ...listed.map((paper) => ({ value: paper.id, label: paperLine(paper) })),
      { value: marks.send, label: t('papers:list.send') },
      ...(data.all || all.length === now.length ? [] : [{ value: marks.all, label: t('papers:list.history') }]),
    ],
  };
}

async function fromList(turn: Step, value: string): Promise<Next> {
  const { data, deps } = turn;
  const vehicleId = data.vehicleId ?? '';
  if (value === marks.send) return { run: 'send-paper', with: { vehicleId }, then: 'list', set: { notice: '' } };
  if (value === marks.all) return { go: 'list', set: { all: true, notice: '' } };
  const paper = await deps.vehiclePapers.byId(value);
  const vehicle = await vehicleIn(turn);
  if (!paper || !vehicle || paper.vehicleId !== vehicle.id) return { go: 'list' };
  await noteLook(turn, vehicle);
  return { go: 'paper', set: { paperId: paper.id, notice: '' } };
}

async function onePaper(look: Look): Promise<View> {
  const { caller, surface } = look;
  const found = await paperIn(look);
  if (!found) return { text: t('papers:which.notYours'), final: true };
  const { paper, whole } = found;
  const renew = { value: 'renew', label: t('papers:paper.renew') };
  if (!whole) return { text: paperLine(paper), options: [renew] };
  const { timeZone } = countries[paper.country];
  const reason = reasonOf(paper);
  const mine = caller.personId !== undefined && paper.personId === caller.personId;
  const isPending = paper.state === 'pending';
  const canTakePhoto = isPending && paper.photoId === undefined && surface.accepts.includes('photo');
  return {
    text: [
      paperLine(paper),
      ...(paper.said.policy ? [t('papers:field.policy', { value: paper.said.policy })] : []),
      ...(reason === undefined ? [] : [t('papers:told.reason', { reason })]),
      ...paper.history.map(({ to, at }) => t('papers:history', { state: t(`papers:state.${to}`), date: moment(at, timeZone) })),
    ],
    options: [
      ...(canTakePhoto ? [{ value: 'photo', label: t('papers:paper.photo') }] : []),
      ...(isPending && mine ? [{ value: 'withdraw', label: t('papers:paper.withdraw') }] : []),
      ...(isPending ? [] : [renew]),
    ],
    attachments: picturesOf(paper, surface.showsFiles),
  };
} // prettier-ignore

async function fromPaper(turn: Step, value: string): Promise<Next> {
  const { paper } = (await paperIn(turn)) ?? {};
  if (!paper) return { go: 'list' };
  if (value === 'photo' || value === 'withdraw') return { go: value };
  const at = turn.surface.accepts.includes('photo') ? 'photo' : 'number';
  return { run: 'send-paper', at, with: { vehicleId: paper.vehicleId, kind: paper.kind }, then: 'list' };
}

async function takePhoto(turn: Step, { fileId }: { readonly fileId: string }): Promise<Next> {
  const { data, deps, caller, now, turnId } = turn;
  const by = { personId: caller.personId ?? '', roles: caller.roles, onDuty: isOnDuty(caller, now), channel: caller.channel };
  try {
    await deps.vehiclePapers.addPhoto({ id: data.paperId ?? '', by, photo: fileId, key: turnId });
    return { go: 'paper', notice: t('papers:photo.kept') };
  } catch (error) {
    if (isLisoloError(error, 'conflict')) return { go: 'paper', notice: refusalNotice(error.details['refusal']) };
    if (isLisoloError(error, 'forbidden')) return { go: 'which', notice: t('papers:which.notYours') };
    if (isLisoloError(error, 'unsupported_media') || isLisoloError(error, 'not_found')) return { retry: t('papers:photo.notOne') };
    throw error;
  }
} // prettier-ignore

async function withdraw({ data, deps, caller }: Step): Promise<Next> {
  try {
    await deps.vehiclePapers.withdraw(data.paperId ?? '', caller.personId ?? '');
    return { go: 'list', notice: t('papers:withdraw.done') };
  } catch (error) {
    if (isLisoloError(error, 'conflict') || isLisoloError(error, 'forbidden'))
      return { go: 'paper', notice: t('papers:refused.over') };
    throw error;
  }
}

async function start(look: Look): Promise<View> {
  return (await vehicleIn(look)) ? list(look) : askVehicle(look);
}

async function fromStart(turn: Step, value: string): Promise<Next> {
  if (await vehicleIn(turn)) return fromList(turn, value);
  return value === enterPin ? { run: 'enter-pin', then: 'which' } : { go: 'list', set: { vehicleId: value } };
}

async function takePlate(turn: Step, typed: string): Promise<Next> {
  const found = await typedVehicle(turn, typed);
  if ('refusal' in found) return { retry: found.refusal };
  await noteLook(turn, found.vehicle);
  return { go: 'list', set: { vehicleId: found.vehicle.id } };
}

/** Whoever comes from the card of a vehicle has opened its papers with that. */
async function noteOpening(turn: Step): Promise<Next> {
  const vehicle = await vehicleIn(turn);
  if (vehicle) await noteLook(turn, vehicle);
  return { go: 'which' };
}

const yes: Words = t('papers:withdraw.yes');

/** B4: the papers of a vehicle as they stand and as they were. */
export const myPapers = defineFlow<ScreenId, Data, MyPapersDeps>({
  id: 'my-papers',
  version: 1,
  start: 'which',
  requires: ['consent', 'phone'],
  shortcuts: [{ keywords: 'papers:mine.keywords' }],
  screens: {
    which: {
      show: start,
      on: { choice: fromStart, text: takePlate, opened: noteOpening, returned: () => ({ go: 'which' }) },
    },
    list: { show: list, on: { choice: fromList, returned: () => ({ go: 'list' }) } },
    paper: { show: onePaper, on: { choice: fromPaper } },
    photo: { show: () => ({ text: t('papers:photo.add') }), on: { photo: takePhoto, document: takePhoto, text: () => ({ retry: t('papers:photo.notOne') }) } },
    withdraw: { show: () => ({ text: t('papers:withdraw.ask'), options: [{ value: 'yes', label: yes }] }), on: { choice: withdraw } },
  },
}); // prettier-ignore
