/** E7: the eight states of an appointment. */
export const appointmentStates = [
  'pending',
  'confirmed',
  'cancelled',
  'rescheduled',
  'checked_in',
  'in_progress',
  'completed',
  'no_show',
] as const;
export type AppointmentState = (typeof appointmentStates)[number];

/** Who moves it: whoever it is for, somebody of the branch, or the passing of time. */
export const appointmentMovers = ['holder', 'branch', 'clock'] as const;
export type AppointmentMover = (typeof appointmentMovers)[number];

/**
 * from -> to (who). `pending` holds the slot until the branch confirms, or until a freed slot that was offered is taken;
 * where the branch confirms each appointment, one that its holder moves has to be confirmed again. `rescheduled` is as good as `confirmed`, at another time than first agreed. Checking in takes a ticket, and the rest
 * follows the ticket: `in_progress` from the moment the service begins. The clock cancels what nobody answered, what was
 * for a time at which the branch is closed by now, and what was never called before closing time: none of it is an
 * absence.
 */
export const appointmentTransitions: Readonly<
  Record<AppointmentState, Readonly<Partial<Record<AppointmentState, readonly AppointmentMover[]>>>>
> = {
  pending: { confirmed: ['holder', 'branch'], cancelled: ['holder', 'branch', 'clock'] },
  confirmed: {
    pending: ['holder'],
    rescheduled: ['holder', 'branch'],
    checked_in: ['holder', 'branch'],
    cancelled: ['holder', 'branch', 'clock'],
    no_show: ['clock'],
  },
  rescheduled: {
    pending: ['holder'],
    rescheduled: ['holder', 'branch'],
    checked_in: ['holder', 'branch'],
    cancelled: ['holder', 'branch', 'clock'],
    no_show: ['clock'],
  },
  checked_in: {
    in_progress: ['branch'],
    cancelled: ['holder', 'branch', 'clock'],
    no_show: ['clock'],
  },
  in_progress: { completed: ['branch', 'clock'] },
  cancelled: {},
  completed: {},
  no_show: {},
};

export const mayMoveAppointment = (from: AppointmentState, to: AppointmentState, mover: AppointmentMover): boolean =>
  appointmentTransitions[from][to]?.includes(mover) ?? false;

/** To come, and agreed upon. */
export const agreedStates: readonly AppointmentState[] = ['confirmed', 'rescheduled'];
/** In which it can still be called off, checked in or missed. */
export const openStates: readonly AppointmentState[] = ['pending', ...agreedStates];
/** In which a ticket goes on with it. */
export const attendedStates: readonly AppointmentState[] = ['checked_in', 'in_progress'];
/** Nothing comes after them. */
export const isOver = (state: AppointmentState): boolean => Object.keys(appointmentTransitions[state]).length === 0;
/** In which its place in the slot is given to nobody else: whoever was served early has still used it. */
export const seatedStates: readonly AppointmentState[] = appointmentStates.filter((state) => state !== 'cancelled');
