import type { Looking, Option, View } from '../../dialog/types.ts';
import { moment, t, type Words } from '../../dialog/words.ts';
import type { FileService } from '../../files/index.ts';
import { serviceLines } from '../../organisations/index.ts';
import type { TicketService } from '../../queues/index.ts';
import type { Appointment } from '../appointment.model.ts';
import { isOver } from '../appointment.states.ts';
import { checkInOpens, isTooEarly, isTooLate } from '../times.ts';
import type { AppointmentService, Waiting } from '../types.ts';
import { moveView, type TimeData, type TimeDeps } from './time-screens.ts';
import { factsOf, mapLink, shortDay, whenInWords } from './words.ts';

export type ScreenId =
  'list' | 'past' | 'one' | 'day' | 'half' | 'time' | 'confirm' | 'cancel' | 'letGo' | 'file' | 'arrived' | 'waiting';

export interface Data extends TimeData {
  readonly appointmentId: string;
  readonly waitId: string;
  readonly ticketId: string;
  /** Why it is shown: the refusal that led here. */
  readonly said: string;
  readonly fileId: string;
  readonly fileName: string;
}

export interface MyAppointmentsDeps extends TimeDeps {
  readonly appointments: AppointmentService;
  readonly tickets: Pick<TicketService, 'get' | 'standing'>;
  readonly files: Pick<FileService, 'put'>;
}

export type Look = Looking<Data, MyAppointmentsDeps>;

const choice = (value: string, key: string): Option => ({ value, label: t(key) });

/** The appointment that was chosen, where it is the caller's own. */
export async function mineIn({ data, deps, caller }: Pick<Look, 'data' | 'deps' | 'caller'>): Promise<Appointment | undefined> {
  const found = await deps.appointments.get(data.appointmentId ?? '');
  return found && found.personId === caller.personId ? found : undefined;
} // prettier-ignore

const saidIn = ({ said }: Look['data']): Words[] => (said ? [t(`appointments:refused.${said}`)] : []);

const itemOf = ({ id, startsAt, timeZone, serviceName, state, offerUntil }: Appointment): Option => ({
  value: id,
  label: t(`appointments:mine.${state === 'pending' && offerUntil ? 'toAnswer' : 'item'}`, {
    date: moment(startsAt, timeZone, 'datetime'),
    service: serviceName,
  }),
});

async function waitingOption({ id, serviceId }: Waiting, { deps }: Look): Promise<Option[]> {
  const service = await deps.offices.service(serviceId);
  return service ? [{ value: `wait ${id}`, label: t('appointments:mine.waits', { service: service.name }) }] : [];
}

/** Everything to come, what is waited for, and the way to the rest. */
export async function list(look: Look): Promise<View> {
  const { deps, caller, data } = look;
  const [all, waits] = await Promise.all([
    deps.appointments.ofPerson(caller.personId ?? ''),
    deps.appointments.waitingOf(caller.personId ?? ''),
  ]);
  const toCome = all.filter(({ state }) => !isOver(state));
  const waiting = (await Promise.all(waits.map((one) => waitingOption(one, look)))).flat();
  return {
    text: [
      ...saidIn(data),
      t(toCome.length + waiting.length > 0 ? 'appointments:mine.list' : 'appointments:mine.none'),
    ],
    options: [
      ...toCome.map(itemOf),
      ...waiting,
      choice('new', 'appointments:book.new'),
      ...(all.length > toCome.length ? [choice('past', 'appointments:mine.past')] : []),
    ],
  };
}

export async function past({ deps, caller }: Look): Promise<View> {
  const all = (await deps.appointments.ofPerson(caller.personId ?? '')).filter(({ state }) => isOver(state));
  return { text: t('appointments:mine.pastList'), options: all.map(itemOf) };
}

/** What can be done with it now. */
function stepsFor(appointment: Appointment, { now, surface }: Look): Option[] {
  const { state, offerUntil, startsAt, ticketId } = appointment;
  const file = surface.showsFiles ? [choice('file', 'appointments:mine.file')] : [];
  if (state === 'pending')
    return offerUntil
      ? [choice('accept', 'appointments:mine.accept'), choice('letGo', 'appointments:mine.letGo')]
      : [choice('cancel', 'appointments:mine.cancel'), ...file];
  if (state === 'confirmed' || state === 'rescheduled')
    return [
      ...(isTooEarly(startsAt, now) || isTooLate(startsAt, now) ? [] : [choice('arrive', 'appointments:mine.arrive')]),
      choice('move', 'appointments:mine.move'),
      choice('cancel', 'appointments:mine.cancel'),
      ...file,
    ];
  if (!isOver(state) && ticketId !== undefined) return [choice('ticket', 'appointments:mine.ticket')];
  return [choice('again', 'appointments:mine.again')];
}

function remarks({ state, offerUntil, outsideSince, startsAt, timeZone, history }: Appointment, { now }: Look): Words[] {
  const reason = state === 'cancelled' ? history.at(-1)?.reason : undefined;
  const isByBranch = history.at(-1)?.as === 'branch';
  if (state === 'pending' && offerUntil)
    return [t('appointments:mine.offered', { until: moment(offerUntil, timeZone, 'time') })];
  if (outsideSince && !isOver(state)) return [t('appointments:mine.outside')];
  if ((state === 'confirmed' || state === 'rescheduled') && isTooEarly(startsAt, now))
    return [t('appointments:mine.arriveFrom', { from: moment(checkInOpens(startsAt), timeZone, 'time') })];
  return reason !== undefined && isByBranch ? [t('appointments:told.reason', { reason })] : [];
} // prettier-ignore

export async function one(look: Look): Promise<View> {
  const appointment = await mineIn(look);
  if (!appointment) return { text: t('appointments:mine.gone'), final: true };
  const { deps, surface, data } = look;
  const [branch, service] = await Promise.all([
    deps.offices.branch(appointment.branchId),
    deps.offices.service(appointment.serviceId),
  ]);
  const link = branch && surface.showsFiles && !isOver(appointment.state) ? mapLink(branch) : undefined;
  return {
    text: [
      ...saidIn(data),
      ...factsOf(appointment),
      ...remarks(appointment, look),
      // On a phone the steps are nearer without them: they were read before, and come again with the reminders.
      ...(service && !surface.short && !isOver(appointment.state) ? serviceLines(service) : []),
    ],
    options: stepsFor(appointment, look),
    ...(link ? { link } : {}),
  };
}

export async function moveAsked(look: Look): Promise<View> {
  const appointment = await mineIn(look);
  if (!appointment) return { text: t('appointments:mine.gone'), final: true };
  return moveView(appointment, look.data.startsAt);
}

/** Asks twice before a place is given back. */
export const sure =
  (what: 'cancel' | 'letGo') =>
  async (look: Look): Promise<View> => {
    const appointment = await mineIn(look);
    if (!appointment) return { text: t('appointments:mine.gone'), final: true };
    const { serviceName, startsAt, timeZone } = appointment;
    return {
      text: t(`appointments:mine.${what}Ask`, { service: serviceName, when: whenInWords(startsAt, timeZone) }),
      options: [choice('yes', `appointments:mine.${what}Yes`), choice('no', `appointments:mine.${what}No`)],
    };
  };

/** The ticket that was taken on arrival, and where it stands. */
export async function arrived({ deps, data, caller }: Look): Promise<View> {
  const ticket = await deps.tickets.get(data.ticketId ?? '');
  if (!ticket || ticket.personId !== caller.personId) return { text: t('appointments:mine.gone'), final: true };
  const standing = await deps.tickets.standing(ticket.id);
  return {
    text: [
      t('appointments:mine.arrived', { number: ticket.number }),
      ...(standing ? [t('appointments:mine.before', { ahead: standing.ahead, ...rangeOf(standing.wait) })] : []),
    ],
    options: [choice('ticket', 'appointments:mine.ticket')],
  };
}

const rangeOf = ({ from, to }: { readonly from: number; readonly to: number }) => ({ from, to });

export async function waiting({ deps, caller, data }: Look): Promise<View> {
  const found = (await deps.appointments.waitingOf(caller.personId ?? '')).find(({ id }) => id === data.waitId);
  const service = found && (await deps.offices.service(found.serviceId));
  const branch = service && (await deps.offices.branch(service.branchId));
  if (!found || !branch) return { text: t('appointments:wait.over'), final: true };
  return {
    text: t('appointments:wait.entry', {
      service: service.name,
      branch: branch.name,
      from: shortDay(found.from, branch.timeZone),
      to: shortDay(found.to, branch.timeZone),
    }),
    options: [choice('leave', 'appointments:wait.leave'), choice('stay', 'appointments:wait.stay')],
  };
}
