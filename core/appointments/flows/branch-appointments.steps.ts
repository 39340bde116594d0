import type { Looking, Outcome, Turn } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { IdentityService } from '../../identity/index.ts';
import type { Branch, OfficeFinder } from '../../organisations/index.ts';
import type { TicketService } from '../../queues/index.ts';
import type { Appointment } from '../appointment.model.ts';
import type { BranchAppointments } from '../branch-appointments.ts';
import { codeIn } from '../code.ts';
import { dayBounds } from '../slots.ts';
import type { AppointmentService } from '../types.ts';
import { aboutTheTime, tried, type Told } from './refusals.ts';
import { otherTimes, type TimeData } from './time-screens.ts';
import { whenInWords } from './words.ts';

export type ScreenId =
  'branch' | 'list' | 'asked' | 'one' | 'reason' | 'arrived' | 'cancel' | 'day' | 'half' | 'time' | 'confirm';

/** With the time to which one is moved. */
export interface Data extends TimeData {
  readonly branchId: string;
  readonly appointmentId: string;
  readonly ticketId: string;
}

export interface BranchAppointmentsDeps {
  readonly appointments: AppointmentService;
  readonly branchAppointments: BranchAppointments;
  readonly offices: Pick<OfficeFinder, 'ofStaff' | 'service' | 'branch' | 'calendarOf'>;
  readonly tickets: Pick<TicketService, 'get' | 'standing'>;
  readonly identity: Pick<IdentityService, 'byId'>;
}

export type Look = Looking<Data, BranchAppointmentsDeps>;
type Step = Turn<Data, BranchAppointmentsDeps>;
type Next = Outcome<ScreenId, Data>;

export const mostWords = 120;
const fewestWords = 3;

export const branchesOf = ({ deps, caller }: Pick<Look, 'deps' | 'caller'>): Promise<readonly Branch[]> =>
  deps.offices.ofStaff(caller.personId ?? '');

/** The branch that was chosen, while it still names the caller. */
export const branchIn = async (look: Pick<Look, 'deps' | 'caller' | 'data'>): Promise<Branch | undefined> =>
  (await branchesOf(look)).find(({ id }) => id === look.data.branchId);

/** Of another branch there is no such appointment. */
export async function appointmentIn(look: Pick<Look, 'deps' | 'caller' | 'data'>): Promise<Appointment | undefined> {
  const [branch, found] = await Promise.all([
    branchIn(look),
    look.deps.appointments.get(look.data.appointmentId ?? ''),
  ]);
  return found && found.branchId === branch?.id ? found : undefined;
}

export function todayOf({ deps, now }: Look, { id, timeZone }: Branch): Promise<readonly Appointment[]> {
  const { from, to } = dayBounds(timeZone, now);
  return deps.branchAppointments.between(id, from, to);
}

/** Most work at one branch only, and need not choose. */
export async function openBranch(turn: Step): Promise<Next> {
  const [branch, ...others] = await branchesOf(turn);
  return branch && others.length === 0 ? { go: 'list', set: { branchId: branch.id } } : { go: 'branch' };
}

export const fromList = (_turn: Step, value: string): Next =>
  value === 'asked' || value === 'list' ? { go: value } : { go: 'one', set: { appointmentId: value } };

/** The code that somebody shows, or the end of it. */
export async function typedCode(turn: Step, typed: string): Promise<Next> {
  const branch = await branchIn(turn);
  if (!branch) return { go: 'branch' };
  const said = codeIn(typed, { bare: true });
  const found = said === undefined ? undefined : await turn.deps.branchAppointments.byCode(branch.id, said);
  return found
    ? { go: 'one', set: { appointmentId: found.id } }
    : { retry: t('appointments:branch.noSuchCode') };
} // prettier-ignore

const notDone = ({ notice, reason }: Told): Next => ({ go: reason === 'gone' ? 'list' : 'one', notice });

/** Only for an appointment of a branch that still names the caller. */
async function act<T>(
  turn: Step,
  work: (move: { id: string; staffId: string; key: string }) => Promise<T>,
  next: (done: T) => Next,
): Promise<Next> {
  const appointment = await appointmentIn(turn);
  if (!appointment) return { go: 'branch', notice: t('appointments:mine.gone') };
  const outcome = await tried(() =>
    work({ id: appointment.id, staffId: turn.caller.personId ?? '', key: turn.turnId }),
  );
  return 'done' in outcome ? next(outcome.done) : notDone(outcome.refused);
}

export const confirm = (turn: Step): Promise<Next> =>
  act(
    turn,
    (move) => turn.deps.appointments.confirm(move),
    ({ code }) => ({ go: 'list', notice: t('appointments:branch.confirmed', { code }) }),
  );

export const decline = (turn: Step, reason?: string): Promise<Next> =>
  act(
    turn,
    (move) => turn.deps.appointments.decline({ ...move, ...(reason === undefined ? {} : { reason }) }),
    ({ code }) => ({ go: 'list', notice: t('appointments:branch.declined', { code }) }),
  );

export const cancel = (turn: Step, reason?: string): Promise<Next> =>
  act(
    turn,
    (move) => turn.deps.appointments.cancelByBranch({ ...move, ...(reason === undefined ? {} : { reason }) }),
    ({ code }) => ({ go: 'list', notice: t('appointments:branch.cancelled', { code }) }),
  );

/** In the words of the branch, which the person reads. */
export const withReason =
  (then: typeof decline) =>
  (turn: Step, typed: string): Promise<Next> | Next => {
    const reason = typed.trim();
    return reason.length < fewestWords || reason.length > mostWords
      ? { retry: t('appointments:branch.reasonNotOne', { most: mostWords }) }
      : then(turn, reason);
  };

export async function toDay(turn: Step): Promise<Next> {
  const appointment = await appointmentIn(turn);
  return appointment ? { go: 'day', set: { serviceId: appointment.serviceId } } : { go: 'list' };
}

/** Where somebody was quicker, the times that are left are shown. */
export async function move(turn: Step): Promise<Next> {
  const appointment = await appointmentIn(turn);
  if (!appointment) return { go: 'branch', notice: t('appointments:mine.gone') };
  const { deps, data, caller, turnId } = turn;
  const wish = {
    id: appointment.id,
    staffId: caller.personId ?? '',
    key: turnId,
    startsAt: new Date(data.startsAt ?? ''),
  };
  const outcome = await tried(() => deps.appointments.moveByBranch(wish));
  if ('done' in outcome) {
    const { code, startsAt, timeZone } = outcome.done;
    return { go: 'list', notice: t('appointments:branch.moved', { code, when: whenInWords(startsAt, timeZone) }) };
  }
  const { reason, notice } = outcome.refused;
  return aboutTheTime.includes(reason) ? otherTimes(turn, notice) : notDone(outcome.refused);
}

export const arrive = (turn: Step): Promise<Next> =>
  act(
    turn,
    (move) => turn.deps.appointments.checkInByBranch(move),
    ({ ticket }) => ({ go: 'arrived', set: { ticketId: ticket.id } }),
  );
