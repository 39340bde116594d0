import type { Option, View } from '../../dialog/types.ts';
import { moment, t } from '../../dialog/words.ts';
import type { Appointment } from '../appointment.model.ts';
import { agreedStates } from '../appointment.states.ts';
import { isTooEarly, isTooLate } from '../times.ts';
import { appointmentIn, branchesOf, branchIn, todayOf, type Look } from './branch-appointments.steps.ts';
import { moveView } from './time-screens.ts';
import { placeName, whenInWords } from './words.ts';

const notYours: View = { text: t('appointments:branch.notYours'), final: true };
const choice = (value: string, key: string): Option => ({ value, label: t(key) });

export async function branchView(look: Look): Promise<View> {
  const branches = await branchesOf(look);
  if (branches.length === 0) return notYours;
  return {
    text: t('appointments:branch.which'),
    options: branches.map(({ id, name, organisationName }) => ({
      value: id,
      label: placeName(organisationName, name),
    })),
  };
}

const ofDay = ({ id, startsAt, timeZone, serviceName, state }: Appointment): Option => ({
  value: id,
  label: t('appointments:branch.item', {
    time: moment(startsAt, timeZone, 'time'),
    service: serviceName,
    state: t(`appointments:state.${state}`),
  }),
});

export async function listView(look: Look): Promise<View> {
  const branch = await branchIn(look);
  if (!branch) return notYours;
  const [today, asked] = await Promise.all([todayOf(look, branch), look.deps.branchAppointments.asked(branch.id)]);
  return {
    text: t('appointments:branch.today', { branch: branch.name, number: today.length }),
    options: [
      ...(asked.length > 0
        ? [{ value: 'asked', label: t('appointments:branch.asked', { number: asked.length }) }]
        : []),
      ...today.map(ofDay),
      choice('list', 'appointments:branch.again'),
    ],
  };
}

export async function askedView(look: Look): Promise<View> {
  const branch = await branchIn(look);
  if (!branch) return notYours;
  const asked = await look.deps.branchAppointments.asked(branch.id);
  return {
    text: t('appointments:branch.asked', { number: asked.length }),
    options: asked.map(({ id, startsAt, timeZone, serviceName }) => ({
      value: id,
      label: t('appointments:mine.item', { date: moment(startsAt, timeZone, 'datetime'), service: serviceName }),
    })),
  };
}

function stepsFor({ state, offerUntil, startsAt }: Appointment, { now }: Look, leads: boolean): Option[] {
  const isTheirs = state === 'pending' && offerUntil !== undefined;
  if (state === 'pending' && !isTheirs && startsAt > now)
    return [choice('confirm', 'appointments:branch.confirm'), choice('decline', 'appointments:branch.decline')];
  const canCome = agreedStates.includes(state) && !isTooEarly(startsAt, now) && !isTooLate(startsAt, now);
  const mayChange = leads && agreedStates.includes(state) && startsAt > now;
  return [
    ...(canCome ? [choice('arrive', 'appointments:branch.arrive')] : []),
    ...(mayChange ? [choice('move', 'appointments:mine.move'), choice('cancel', 'appointments:mine.cancel')] : []),
  ];
}

export async function oneView(look: Look): Promise<View> {
  const appointment = await appointmentIn(look);
  if (!appointment) return notYours;
  const { code, state, serviceName, startsAt, timeZone, personId } = appointment;
  // Whoever stands there is called by name, where the name is known.
  const [person, branch] = await Promise.all([look.deps.identity.byId(personId), branchIn(look)]);
  const name = person?.name;
  const leads = branch?.managers.includes(look.caller.personId ?? '') ?? false;
  return {
    text: [
      t('appointments:mine.head', { code, state: t(`appointments:state.${state}`) }),
      ...(name === undefined ? [] : [name]),
      serviceName,
      whenInWords(startsAt, timeZone),
    ],
    options: [...stepsFor(appointment, look, leads), choice('list', 'appointments:branch.back')],
  };
}

export async function confirmView(look: Look): Promise<View> {
  const appointment = await appointmentIn(look);
  return appointment ? moveView(appointment, look.data.startsAt) : notYours;
}

export async function arrivedView(look: Look): Promise<View> {
  const { deps, data } = look;
  const [branch, ticket] = await Promise.all([branchIn(look), deps.tickets.get(data.ticketId ?? '')]);
  if (!branch || ticket?.branchId !== branch.id) return notYours;
  const standing = await deps.tickets.standing(ticket.id);
  return {
    text: [
      t('appointments:branch.arrived', { number: ticket.number }),
      ...(standing ? [t('appointments:branch.before', { ahead: standing.ahead })] : []),
    ],
    options: [choice('list', 'appointments:branch.back')],
  };
}
