import { createHash } from 'node:crypto';

import { LisoloError } from '../../errors.ts';
import { parsePlate } from '../../plates/index.ts';
import type { Vehicle } from '../vehicle.model.ts';
import { viewerOf } from '../visibility.ts';
import { thresholds } from '../verification/rules.ts';
import { isWholeVin, parseVin } from '../vin.ts';
import type { PaperFields } from './fields/paper-fields.ts';
import { isDated, type PaperKind } from './paper.kinds.ts';
import type { Paper, PaperRecord, SaidFields } from './paper.model.ts';
import { longestYears } from './paper.states.ts';

/** Why a paper is not taken: it is there already (`details.paperId`), or there were too many. */
export type SendRefusal = 'same_photo' | 'same_number' | 'enough' | 'has_photo' | 'over';

export interface Sender {
  readonly personId: string;
  readonly roles: readonly string[];
  readonly onDuty: boolean;
  readonly channel: PaperRecord['channel'];
}

export interface Sending {
  /** Idempotency key. */
  readonly key: string;
  readonly vehicleId: string;
  readonly kind: PaperKind;
  readonly by: Sender;
  /** As the door has stored it; without one the paper waits for its photo. */
  readonly photo?: string;
  readonly said: SaidFields;
  readonly read?: PaperFields;
}

export const refused = (refusal: SendRefusal, paperId?: string): LisoloError =>
  new LisoloError('conflict', { refusal, ...(paperId === undefined ? {} : { paperId }) });
const badInput = (field: keyof SaidFields): LisoloError => new LisoloError('invalid_input', { field, reason: field });

const yearMs = 366 * 86_400_000;
const longestName = 120;

/** A last day that can be meant: not before the year 2000, and not in an age to come. */
export const isPossibleUntil = (day: Date, now: Date): boolean =>
  day.getUTCFullYear() >= 2000 && day.getTime() < now.getTime() + longestYears * yearMs;

/** As whom somebody may send a paper of this vehicle. Throws `unauthenticated`, `forbidden`. */
export function senderRole(by: Sender, vehicle: Vehicle): PaperRecord['role'] {
  if (by.personId === '') throw new LisoloError('unauthenticated');
  const viewer = viewerOf(by, vehicle);
  // Whoever owns a vehicle sends its papers as that, also on duty.
  if (vehicle.ownerId === by.personId) return 'owner';
  if (viewer === 'public') throw new LisoloError('forbidden', { reason: 'neither the owner nor an agent' });
  return viewer;
}

/** What the sender says, in the form in which it is kept. Throws `invalid_input` (`details.field`). */
export function checkedSaid(said: SaidFields, kind: PaperKind, vehicle: Vehicle, now: Date): SaidFields {
  const text = (field: 'policy' | 'holder' | 'insurer'): object => {
    const value = said[field]?.trim();
    if (value !== undefined && value.length > longestName) throw badInput(field);
    return value ? { [field]: value } : {};
  };
  const plate = said.plate === undefined ? undefined : parsePlate(said.plate, vehicle.country)?.canonical;
  const vin = said.vin === undefined ? undefined : parseVin(said.vin);
  if (said.plate !== undefined && plate === undefined) throw badInput('plate');
  if (said.vin !== undefined && vin === undefined) throw badInput('vin');
  const { from, until } = said;
  if (until && !isPossibleUntil(until, now)) throw badInput('until');
  if (isDated(kind) && !until) throw badInput('until');
  return {
    ...(plate === undefined ? {} : { plate }),
    ...(vin === undefined ? {} : { vin }),
    ...text('policy'),
    ...text('holder'),
    ...text('insurer'),
    ...(from && (!until || from <= until) ? { from } : {}),
    ...(until ? { until } : {}),
  };
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const photoMark = (vehicleId: string, hash: string): string => `photo ${vehicleId} ${hash}`;

/** By what the same paper is known when it comes again. */
export function marksOf(
  { vehicleId, kind, said }: Pick<Paper, 'vehicleId' | 'kind' | 'said'>,
  hash: string | undefined,
): string[] {
  const number = said.policy?.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const day = said.until?.toISOString().slice(0, 10) ?? '';
  return [
    ...(hash === undefined ? [] : [photoMark(vehicleId, hash)]),
    ...(number ? [`number ${vehicleId} ${kind} ${number} ${day}`] : []),
  ];
}

/** What stands on a paper by which other vehicles are found: what its sender says, and what was read for sure. */
export function bornBy({ said, read }: Pick<Paper, 'said' | 'read'>, own: string): string[] {
  const sure = (field: { value: string; confidence: number } | undefined) =>
    field && field.confidence >= thresholds.readConfidence ? field.value : undefined;
  const plates = [said.plate, sure(read?.plate)].filter((plate) => plate !== undefined && plate !== own);
  const vins = [said.vin, sure(read?.vin)].filter((vin) => vin !== undefined && isWholeVin(vin));
  return [...new Set([...plates.map((plate) => plateMark(plate ?? '')), ...vins.map((vin) => vinMark(vin ?? ''))])];
}

export const plateMark = (plate: string): string => `plate ${plate}`;
export const vinMark = (vin: string): string => `vin ${vin}`;

export const refusalFor = (mark: string | undefined): SendRefusal =>
  mark?.startsWith('photo ') ? 'same_photo' : 'same_number';
