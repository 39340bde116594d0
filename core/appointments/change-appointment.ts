import type { UpdateQuery } from 'mongoose';
import { guardedChange } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { printOf } from '../queues/index.ts';
import type { AppointmentChange, AppointmentRecord } from './appointment.model.ts';
import { isOver, mayMoveAppointment, type AppointmentMover, type AppointmentState } from './appointment.states.ts';

/** Changes an appointment as it stands. */
export const changeAppointment = guardedChange({
  counter: 'revision',
  toItem: (record: AppointmentRecord) => record,
  missing: 'there is no such appointment',
});

export interface Step {
  readonly to: AppointmentState;
  readonly as: AppointmentMover;
  readonly by: string;
  readonly key?: string;
  readonly reason?: string;
}

/** Whether this very turn has done its work already. */
export const isDone = ({ history }: Pick<AppointmentRecord, 'history'>, key: string | undefined): boolean =>
  key !== undefined && history.some((change) => change.key === printOf(key));

export const entryOf = (from: AppointmentState | undefined, step: Step, at: Date, was?: Date): AppointmentChange => ({
  ...(from === undefined ? {} : { from }),
  to: step.to,
  at,
  by: step.by,
  as: step.as,
  ...(step.key === undefined ? {} : { key: printOf(step.key) }),
  ...(was === undefined ? {} : { was }),
  ...(step.reason === undefined ? {} : { reason: step.reason }),
});

/**
 * One move of the table, with all that goes with it in the same write: what is over is nobody's appointment to come any
 * more, and what is cancelled gives its place back. Throws `illegal_transition`.
 */
export function stepOf(record: AppointmentRecord, step: Step, at: Date): UpdateQuery<AppointmentRecord> {
  const { state: from, startsAt } = record;
  const { to } = step;
  if (!mayMoveAppointment(from, to, step.as)) throw new LisoloError('illegal_transition', { from, to });
  const gives = to === 'cancelled' && record.seat !== undefined;
  return {
    $set: { state: to, tellAt: at },
    $push: {
      history: entryOf(from, step, at),
      ...(gives && startsAt > at ? { freed: { startsAt, at } } : {}),
    },
    $unset: {
      ...(isOver(to) ? { open: 1, remindAt: 1, offerUntil: 1 } : {}),
      ...(gives ? { seat: 1 } : {}),
    },
  };
}
