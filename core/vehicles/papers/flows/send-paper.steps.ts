import type { Looking, Outcome, Turn } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { parsePlate } from '../../../plates/index.ts';
import { parseVin } from '../../vin.ts';
import type { PaperDrafts } from '../drafts.ts';
import type { PaperFields } from '../fields/paper-fields.ts';
import { isDated, isPaperKind, type PaperKind } from '../paper.kinds.ts';
import type { SaidFields } from '../paper.model.ts';
import type { VehiclePapers } from '../papers.service.ts';
import { isPossibleUntil, type SendRefusal } from '../sending.ts';
import { parseDay } from './typed-day.ts';
import { isOnDuty } from '../../viewer.ts';
import { enterPin, noteLook, typedVehicle, vehicleIn, type WhoseDeps } from './whose.ts';

export type ScreenId = 'which' | 'photo' | 'until' | 'number' | 'check' | 'correct' | 'done';

/** Fields that the sender can put right. */
export const correctable = ['until', 'policy', 'holder', 'plate', 'vin'] as const;
export type Correctable = (typeof correctable)[number];

export interface Data {
  readonly vehicleId: string;
  readonly kind: PaperKind;
  /** As the door has stored it. */
  readonly photo: string;
  /** What was read of it. */
  readonly draft: string;
  /** Typed by the sender, in place of what was read. The day as ISO. */
  readonly typed: Partial<Record<Correctable, string>>;
  readonly field: Correctable;
  readonly paperId: string;
}

export interface SendPaperDeps extends WhoseDeps {
  readonly vehiclePapers: VehiclePapers;
  readonly paperDrafts: PaperDrafts;
}

export type Look = Looking<Data, SendPaperDeps>;
export type Step = Turn<Data, SendPaperDeps>;
type Next = Outcome<ScreenId, Data>;

const forgotten = { photo: '', draft: '', typed: {} };

/** What the paper says, as the sender has put it right. */
export async function saidIn({ data, deps }: Pick<Look, 'data' | 'deps'>): Promise<{ said: SaidFields; read?: PaperFields }> {
  const read = await deps.paperDrafts.read(data.draft);
  const { typed = {} } = data;
  const until = typed.until ? new Date(typed.until) : read?.until?.value;
  const text = (field: Exclude<Correctable, 'until'>): object => {
    const value = typed[field] ?? read?.[field]?.value;
    return value ? { [field]: value } : {};
  };
  return {
    ...(read ? { read } : {}),
    said: {
      ...text('plate'), ...text('vin'), ...text('policy'), ...text('holder'),
      ...(read?.insurer ? { insurer: read.insurer.value } : {}),
      ...(read?.from ? { from: read.from.value } : {}),
      ...(until && data.kind !== 'registration' ? { until } : {}),
    },
  };
} // prettier-ignore

/** The vehicle first, then the kind; where no photo can be sent the number and the day are typed. */
export function chooseOrKind({ data, surface }: Step, value: string): Next {
  if (value === enterPin) return { run: 'enter-pin', then: 'which' };
  if (!data.vehicleId || !isPaperKind(value)) return { go: 'which', set: { vehicleId: value, ...forgotten } };
  return { go: surface.accepts.includes('photo') ? 'photo' : 'number', set: { kind: value, ...forgotten } };
}

export async function takePlate(turn: Step, typed: string): Promise<Next> {
  const found = await typedVehicle(turn, typed);
  if ('refusal' in found) return { retry: found.refusal };
  await noteLook(turn, found.vehicle);
  return { go: 'which', set: { vehicleId: found.vehicle.id, ...forgotten } };
}

/** What was read; a photo that says nothing is asked for again, or its last day is typed. */
export async function takePhoto(turn: Step, { fileId }: { readonly fileId: string }): Promise<Next> {
  const { deps, caller, turnId } = turn;
  const vehicle = await vehicleIn(turn);
  if (!vehicle) return { go: 'which', set: { vehicleId: '' } };
  try {
    const { fields, isReadable } = await deps.vehiclePapers.read(fileId, vehicle.country);
    const draft = await deps.paperDrafts.keep(fields, caller.personId ?? '', turnId);
    const set = { photo: fileId, draft, typed: {} };
    return isReadable ? { go: 'check', set } : { go: 'photo', set, notice: t('papers:photo.unread') };
  } catch (error) {
    if (isLisoloError(error, 'unavailable'))
      return { go: 'photo', set: { photo: fileId, draft: '', typed: {} }, notice: t('papers:photo.busy') };
    if (isLisoloError(error, 'unsupported_media') || isLisoloError(error, 'not_found') || isLisoloError(error, 'too_large'))
      return { retry: t('papers:photo.notOne') };
    throw error;
  }
} // prettier-ignore

export const byHand = ({ data }: Step): Next => ({ go: isDated(data.kind ?? 'registration') ? 'until' : 'number' });

/** The last day, as it was typed; on a phone or without a reading it leads on to the check. */
function dayOrReason(typed: string, now: Date): { day: Date } | { retry: Words } {
  const day = parseDay(typed);
  if (!day) return { retry: t('papers:until.notOne') };
  return isPossibleUntil(day, now) ? { day } : { retry: t('papers:until.impossible') };
}

export function takeUntil({ data, now }: Step, typed: string): Next {
  const found = dayOrReason(typed, now);
  if ('retry' in found) return found;
  return { go: 'check', set: { typed: { ...data.typed, until: found.day.toISOString() } } };
}

const longestNumber = 30;
export function takeNumber({ data }: Step, typed: string): Next {
  const number = typed.trim().toUpperCase();
  if (number.length > longestNumber || !/\d{2}/.test(number)) return { retry: t('papers:number.notOne') };
  const next = isDated(data.kind ?? 'registration') && !data.typed?.until ? 'until' : 'check';
  return { go: next, set: { typed: { ...data.typed, policy: number } } };
}
export const skipNumber = ({ data }: Step): Next => ({
  go: isDated(data.kind ?? 'registration') && !data.typed?.until ? 'until' : 'check',
});

const longestName = 80;

/** What was typed for a field, as it is kept; or why not. */
function corrected(field: Correctable, typed: string, { caller, now }: Step): { value: string } | { retry: Words } {
  if (field === 'until') {
    const found = dayOrReason(typed, now);
    return 'retry' in found ? found : { value: found.day.toISOString() };
  }
  const text = typed.trim();
  const value = {
    plate: () => parsePlate(text, caller.country)?.canonical,
    vin: () => parseVin(text),
    policy: () => (text.length <= longestNumber && /\d{2}/.test(text) ? text.toUpperCase() : undefined),
    holder: () => (text.length <= longestName && /\p{L}{2}/u.test(text) ? text : undefined),
  }[field]();
  return value === undefined ? { retry: t(`papers:correct.${field}NotOne`) } : { value };
}

export function takeCorrection(turn: Step, typed: string): Next {
  const { field = 'until' } = turn.data;
  const found = corrected(field, typed, turn);
  if ('retry' in found) return found;
  return { go: 'check', set: { typed: { ...turn.data.typed, [field]: found.value } } };
}

const notices: Readonly<Record<SendRefusal, string>> = {
  same_photo: 'papers:refused.samePhoto',
  same_number: 'papers:refused.sameNumber',
  enough: 'papers:refused.enough',
  has_photo: 'papers:refused.over',
  over: 'papers:refused.over',
};

export const refusalNotice = (refusal: unknown): Words => t(notices[refusal as SendRefusal] ?? 'papers:refused.over');

/** Sends it, once for this step however often it is repeated. */
async function send(turn: Step): Promise<Next> {
  const { data, deps, caller, now, turnId } = turn;
  const { vehicleId = '', kind, photo } = data;
  if (!kind) return { go: 'which' };
  const { said, read } = await saidIn(turn);
  if (isDated(kind) && !said.until) return { go: 'until' };
  try {
    const paper = await deps.vehiclePapers.send({
      key: turnId,
      vehicleId,
      kind,
      by: { personId: caller.personId ?? '', roles: caller.roles, onDuty: isOnDuty(caller, now), channel: caller.channel },
      ...(photo ? { photo } : {}),
      said,
      ...(read ? { read } : {}),
    });
    // A new start, so that nobody comes back to the check and sends it twice.
    return { run: 'send-paper', at: 'done', with: { vehicleId, kind, paperId: paper.id } };
  } catch (error) {
    if (isLisoloError(error, 'conflict'))
      return { run: 'my-papers', with: { vehicleId, notice: String(error.details['refusal']) } };
    if (isLisoloError(error, 'forbidden') || (isLisoloError(error, 'not_found') && !photo))
      return { go: 'which', set: { vehicleId: '' }, notice: t('papers:which.notYours') };
    if (isLisoloError(error, 'unsupported_media') || isLisoloError(error, 'not_found'))
      return { go: 'photo', set: { photo: '' }, notice: t('papers:photo.lost') };
    if (isLisoloError(error, 'invalid_input') && error.details['field'] === 'until')
      return { go: 'until', notice: t('papers:until.impossible') };
    throw error;
  }
} // prettier-ignore

export function fromCheck(turn: Step, value: string): Promise<Next> | Next {
  const field = correctable.find((each) => each === value);
  if (field) return { go: 'correct', set: { field } };
  return value === 'photo' ? { go: 'photo' } : send(turn);
}
