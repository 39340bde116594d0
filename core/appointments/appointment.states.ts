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
export type AppointmentMover = 'holder' | 'branch' | 'clock';

/**
 * from -> to (who). `pending` holds the slot until the branch confirms, or until a freed slot that was offered is taken;
 * `rescheduled` is as good as `confirmed`, at another time than first agreed. Checking in takes a ticket, and the rest
 * follows the ticket.
 */
export const appointmentTransitions: Readonly<
  Record<AppointmentState, Readonly<Partial<Record<AppointmentState, readonly AppointmentMover[]>>>>
> = {
  pending: { confirmed: ['holder', 'branch'], cancelled: ['holder', 'branch', 'clock'] },
  confirmed: {
    rescheduled: ['holder', 'branch'],
    checked_in: ['holder', 'branch'],
    cancelled: ['holder', 'branch'],
    no_show: ['branch', 'clock'],
  },
  rescheduled: {
    rescheduled: ['holder', 'branch'],
    checked_in: ['holder', 'branch'],
    cancelled: ['holder', 'branch'],
    no_show: ['branch', 'clock'],
  },
  checked_in: { in_progress: ['branch', 'clock'], cancelled: ['holder', 'branch'], no_show: ['branch', 'clock'] },
  in_progress: { completed: ['branch', 'clock'] },
  cancelled: {},
  completed: {},
  no_show: {},
};

export const mayMoveAppointment = (from: AppointmentState, to: AppointmentState, mover: AppointmentMover): boolean =>
  appointmentTransitions[from][to]?.includes(mover) ?? false;

/** States that hold a place in a slot. */
export const holdingStates: readonly AppointmentState[] = ['pending', 'confirmed', 'rescheduled', 'checked_in', 'in_progress']; // prettier-ignore
