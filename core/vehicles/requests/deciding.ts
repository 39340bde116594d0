import type { Model, UpdateQuery } from 'mongoose';

import { LisoloError } from '../../errors.ts';
import { nextTry } from '../put-off.ts';
import type { Vehicle } from '../vehicle.model.ts';
import { changeRequest } from './change-request.ts';
import type { Holder, VehicleRequest, VehicleRequestRecord } from './request.model.ts';
import { isReasonOf, longestWords, mayMove, objectionUntil, type RequestDecision } from './request.states.ts';
import { changedMeanwhile } from './wishes.ts';

/** Why a request cannot be decided so. */
export type DecisionRefusal = 'party' | 'over' | 'waits' | 'owner_asked' | 'changed' | 'plate_taken' | 'not_possible';

export interface RequestVerdict {
  readonly to: RequestDecision;
  readonly by: string;
  /** Code of a listed reason; a rejection needs it or words. */
  readonly reason?: string;
  readonly words?: string;
  /** The request as the administrator has read it; without it, as it is. */
  readonly revision?: number;
  /** The vehicle as the administrator has seen it. Without it the register must be as it was when this was asked. */
  readonly vehicleRevision?: number;
}

const reasons: Readonly<Record<DecisionRefusal, string>> = {
  party: 'it concerns whoever decides',
  over: 'it is decided or withdrawn already',
  waits: 'the present owner can still object',
  owner_asked: 'the vehicle has another owner since, who is asked now and can object',
  changed: 'the request or the vehicle has changed since it was read',
  plate_taken: 'another vehicle has this plate',
  not_possible: 'the register would not take it',
};

export function cannot(refusal: DecisionRefusal): LisoloError {
  const code = refusal === 'party' ? 'forbidden' : refusal === 'over' ? 'illegal_transition' : 'conflict';
  return new LisoloError(code, { refusal, reason: reasons[refusal] });
}

function checkReasons({ to, reason, words }: RequestVerdict): void {
  const bad = (field: string) => new LisoloError('invalid_input', { field, reason: field });
  if (reason !== undefined && !isReasonOf(to, reason)) throw bad('reason');
  if (words !== undefined && (words.trim() === '' || words.length > longestWords)) throw bad('words');
  if (to === 'rejected' && reason === undefined && words === undefined) throw bad('reason');
}

/** Nobody decides on what they ask themselves, or on what somebody else asks of their vehicle. */
const isParty = ({ personId, holder }: VehicleRequest, present: Holder | undefined, who: string): boolean =>
  personId === who || holder?.personId === who || present?.personId === who;

const isSameHolder = (one: Holder | undefined, other: Holder): boolean =>
  one?.personId !== undefined && other.personId !== undefined
    ? one.personId === other.personId
    : (one?.phone !== undefined && one.phone === other.phone) ||
      (one?.email !== undefined && one.email === other.email);

/** Whether the vehicle has an owner who can be reached and has not been asked. */
const isUnasked = ({ kind, personId, holder, objection }: VehicleRequest, present: Holder | undefined): boolean =>
  kind === 'claim' &&
  present !== undefined &&
  present.personId !== personId &&
  !isSameHolder(holder, present) &&
  !(objection && objection.by === present.personId);

/** The next owner gets the time that the one before had; what that one has said counts no more. */
const askAgain = (present: Holder, now: Date): UpdateQuery<VehicleRequestRecord> => ({
  $set: { holder: present, askedAgainAt: now, decideFrom: objectionUntil(now), tellAt: now },
  $unset: { objection: 1, lease: 1, setBack: 1 },
});

const isDone = ({ state, history }: VehicleRequest, { to, by }: RequestVerdict): boolean =>
  state === to && history.at(-1)?.by === by;

const given = (verdict: RequestVerdict) => ({
  ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
  ...(verdict.words === undefined ? {} : { words: verdict.words }),
});

/** Whoever has it since has heard nothing of the claim, so that it counts only where the administrator has seen who that is. */
const isAnothers = ({ kind, createdAt, askedAgainAt }: VehicleRequest, { owners = [] }: Vehicle): boolean =>
  kind === 'claim' && owners.some(({ from }) => from > (askedAgainAt ?? createdAt));

function accepting(request: VehicleRequest, verdict: RequestVerdict, vehicle: Vehicle | undefined, now: Date) {
  if (request.decideFrom > now) throw cannot('waits');
  if (request.kind === 'declare' && vehicle) throw cannot('plate_taken');
  const seen = verdict.vehicleRevision;
  const isChanged =
    vehicle !== undefined && (changedMeanwhile(request, vehicle).length > 0 || isAnothers(request, vehicle));
  if (isChanged && seen === undefined) throw cannot('changed');
  if (vehicle && seen !== undefined && seen !== (vehicle.revision ?? 0)) throw cannot('changed');
  const revision = vehicle?.revision === undefined ? {} : { revision: vehicle.revision };
  return { $set: { carrying: { by: verdict.by, at: now, nextAt: nextTry(now, 0), ...given(verdict), ...revision } } };
}

/**
 * Writes a decision down: a rejection is done with it, an acceptance is on its way into the register. A claim on a vehicle
 * that has another owner since is not accepted: that one is asked first. Repeating one's own decision changes nothing. Throws `invalid_input`, `not_found`, and `forbidden`, `conflict` or `illegal_transition`
 * (`details.refusal`, a `DecisionRefusal`).
 */
export async function writeVerdict(
  requests: Model<VehicleRequestRecord>,
  id: string,
  verdict: RequestVerdict,
  {
    vehicleOf,
    holderNow,
    now,
  }: {
    vehicleOf: (request: VehicleRequest) => Promise<Vehicle | undefined>;
    /** Whom to ask of it, as it is now. */
    holderNow: (vehicle: Vehicle) => Promise<Holder | undefined>;
    now: Date;
  },
): Promise<VehicleRequest> {
  checkReasons(verdict);
  const first = await changeRequest(requests, id, () => undefined);
  const vehicle = await vehicleOf(first);
  const present = vehicle && first.kind === 'claim' ? await holderNow(vehicle) : undefined;
  const written = await changeRequest(requests, id, (request): UpdateQuery<VehicleRequestRecord> | undefined => {
    if (isDone(request, verdict)) return undefined;
    if (!mayMove(request.state, verdict.to, 'office') || request.carrying) throw cannot('over');
    if (isParty(request, present, verdict.by)) throw cannot('party');
    if (verdict.revision !== undefined && verdict.revision !== request.revision) throw cannot('changed');
    if (verdict.to === 'accepted')
      return present && isUnasked(request, present)
        ? askAgain(present, now)
        : accepting(request, verdict, vehicle, now);
    return {
      $set: { state: 'rejected', tellAt: now },
      $unset: { open: 1, lease: 1, setBack: 1 },
      $push: { history: { from: request.state, to: 'rejected', at: now, by: verdict.by, ...given(verdict) } },
    };
  });
  if (written.state === 'pending' && !written.carrying) throw cannot('owner_asked');
  return written;
}
