import type { Caller, Looking, Outcome, Turn } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import type { IdentityService } from '../../../identity/index.ts';
import { noteLook, type LooksDeps } from '../../lookups/index.ts';
import type { VehicleOwners } from '../../vehicle-owners.ts';
import type { RequestNotices } from '../request-notices.ts';
import { plateOf } from '../request-notices.ts';
import type { VehicleRequest } from '../request.model.ts';
import { decisionReasons, longestWords, type RequestDecision } from '../request.states.ts';
import type { VehicleRequests } from '../requests.service.ts';
import type { Administrator, RequestWorkList } from '../work-list.ts';

export type ScreenId = 'overview' | 'request' | 'reason' | 'confirm';

export interface Data {
  readonly requestId: string;
  /** The request and the vehicle as the administrator has read them. */
  readonly revision: number;
  readonly vehicleRevision: number;
  readonly decision: RequestDecision;
  readonly reason: string;
  readonly words: string;
  /** Put off in this sitting. */
  readonly skipped: readonly string[];
}

export interface DecideRequestsDeps extends LooksDeps {
  readonly vehicleRequests: VehicleRequests;
  readonly requestNotices: Pick<RequestNotices, 'soon'>;
  readonly requestWorkList: RequestWorkList;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly identity: Pick<IdentityService, 'byId'>;
}

export type Look = Looking<Data, DecideRequestsDeps>;
type Step = Turn<Data, DecideRequestsDeps>;
type Next = Outcome<ScreenId, Data>;

const mostSkipped = 50;
const shortestWords = 3;

export const adminOf = ({ personId = '', country }: Caller): Administrator => ({ id: personId, country });
export const requestIn = ({ data, deps }: Look): Promise<VehicleRequest | undefined> =>
  deps.vehicleRequests.byId(data.requestId ?? '');

/** What the administrator reads from now on, with nothing left of what was read before. */
async function seen(request: VehicleRequest, { deps }: Step): Promise<Partial<Data>> {
  const vehicle = await deps.vehicleRequests.vehicleOf(request);
  const { id: requestId, revision } = request;
  return { requestId, revision, vehicleRevision: vehicle?.revision ?? 0, reason: '', words: '' };
}

async function next(turn: Step, skipped: readonly string[], notice?: Words): Promise<Next> {
  const request = await turn.deps.requestWorkList.next(adminOf(turn.caller), skipped);
  const said = notice ? { notice } : {};
  if (!request) return { go: 'overview', set: { requestId: '', skipped: [] }, ...said };
  const vehicle = await turn.deps.vehicleRequests.vehicleOf(request);
  // The administrator reads whose it is, and the owner may read that they did.
  if (vehicle) await noteLook(turn, 'card', { vehicle });
  return { go: 'request', set: { ...(await seen(request, turn)), skipped }, ...said };
}

export const begin = (turn: Step): Promise<Next> => next(turn, []);

export async function skip(turn: Step): Promise<Next> {
  const { data, deps, caller } = turn;
  const requestId = data.requestId ?? '';
  await deps.requestWorkList.release(requestId, caller.personId ?? '');
  return next(turn, [...(data.skipped ?? []), requestId].slice(-mostSkipped));
}

export async function choose(turn: Step, value: string): Promise<Next> {
  const { deps, caller, data } = turn;
  if (value !== 'accepted' && value !== 'rejected') return skip(turn);
  const held = await deps.requestWorkList.hold(data.requestId ?? '', caller.personId ?? '');
  if (!held) {
    const over = (await requestIn(turn))?.state !== 'pending';
    return next(turn, data.skipped ?? [], t(`requests:decide.refused.${over ? 'over' : 'taken'}`));
  }
  return { go: 'reason', set: { decision: value, reason: '', words: '' } };
}

export function takeReason({ data }: Step, reason: string): Next {
  const listed: readonly string[] = data.decision ? decisionReasons[data.decision] : [];
  return listed.includes(reason) ? { go: 'confirm', set: { reason, words: '' } } : { go: 'request' };
}

export const takeWords = (_turn: Step, typed: string): Next =>
  typed.length < shortestWords || typed.length > longestWords
    ? { go: 'reason', notice: t('opj:reason.notOne', { most: longestWords }) }
    : { go: 'confirm', set: { words: typed, reason: '' } };

/** Says why it was not decided so, on the screen where that shows. */
async function notDecided(turn: Step, request: VehicleRequest, refusal: string): Promise<Next> {
  const notice = t(`requests:decide.refused.${refusal}`);
  const skipped = turn.data.skipped ?? [];
  // Of what waits for the next owner nothing is left to decide for now.
  if (refusal === 'over' || refusal === 'owner_asked') return next(turn, skipped, notice);
  if (refusal === 'party') return next(turn, [...skipped, request.id], notice);
  const now = (await turn.deps.vehicleRequests.byId(request.id)) ?? request;
  return { go: 'request', set: await seen(now, turn), notice };
}

export async function decide(turn: Step): Promise<Next> {
  const { data, deps, caller } = turn;
  const request = await requestIn(turn);
  const to = data.decision;
  if (!request || !to) return begin(turn);
  const why = data.words ? { words: data.words } : data.reason ? { reason: data.reason } : {};
  const { revision = 0, vehicleRevision = 0 } = data;
  try {
    await deps.vehicleRequests.decide(request.id, {
      to, by: caller.personId ?? '', ...why, revision, vehicleRevision,
    }); // prettier-ignore
  } catch (error) {
    const refusal = isLisoloError(error) ? error.details['refusal'] : undefined;
    if (typeof refusal !== 'string') throw error;
    return notDecided(turn, request, refusal);
  }
  deps.requestNotices.soon(request.id);
  return next(turn, data.skipped ?? [], t(`requests:decide.done.${to}`, { plate: plateOf(request) }));
}
