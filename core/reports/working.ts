import { LisoloError } from '../errors.ts';
import { event, moved, openedAgain, type Acting } from './acting.ts';
import { mustMove } from './authority.ts';
import { rejectReasons } from './limits.ts';
import { activeStates } from './report.states.ts';
import { saidWords } from './said-words.ts';
import type { ReportWork } from './types.ts';

const hourMs = 3_600_000;
const refuse = (reason: string): LisoloError => new LisoloError('conflict', { reason });

/** F3: what bodies and moderators do about reports. */
export function createWorking({
  act,
}: {
  readonly act: Acting;
}): Pick<ReportWork, 'take' | 'giveBack' | 'update' | 'resolve' | 'reject' | 'reconsider'> {
  const take: ReportWork['take'] = (given) =>
    act(given, 'take', (report) => {
      const { personId } = given.actor;
      if (report.state === 'in_progress') {
        if (report.takenBy !== personId) throw refuse('taken');
        return undefined;
      }
      mustMove(report, 'in_progress', given.actor);
      return {
        set: { state: 'in_progress', takenBy: personId },
        unset: ['lease'],
        changes: [moved('taken', given, report, 'in_progress')],
      };
    });

  const giveBack: ReportWork['giveBack'] = (given) =>
    act(given, 'giveBack', (report) => {
      const { personId, role } = given.actor;
      if (report.state !== 'in_progress')
        throw new LisoloError('illegal_transition', { from: report.state, to: 'open' });
      // Of somebody who is ill, an administrator gives it back.
      if (report.takenBy !== personId && role !== 'administrator') throw refuse('not_taken');
      return {
        set: { state: 'open' },
        unset: ['takenBy', 'lease'],
        changes: [moved('given_back', given, report, 'open')],
      };
    });

  const update: ReportWork['update'] = (given) =>
    act(given, 'update', () => {
      if (saidWords(given.words).words === undefined && given.photoId === undefined)
        throw new LisoloError('invalid_input', { reason: 'nothing_said' });
      return { changes: [event('updated', given)] };
    });

  const resolve: ReportWork['resolve'] = (given) =>
    act(given, 'resolve', (report, now) => {
      mustMove(report, 'resolved', given.actor);
      const hoursToResolve = Math.max(0, (now.getTime() - report.createdAt.getTime()) / hourMs);
      const takenBy = report.takenBy ?? given.actor.personId;
      return {
        set: { state: 'resolved', resolvedAt: now, hoursToResolve, takenBy },
        unset: ['lease'],
        changes: [moved('resolved', given, report, 'resolved')],
      };
    });

  const reject: ReportWork['reject'] = (given) =>
    act(given, 'reject', (report) => {
      const { reason } = given;
      if (!(rejectReasons as readonly string[]).includes(reason))
        throw new LisoloError('invalid_input', { field: 'reason', reason: 'unknown_reason' });
      mustMove(report, 'rejected', given.actor);
      return {
        set: { state: 'rejected' },
        unset: ['takenBy', 'lease'],
        changes: [{ ...moved('rejected', given, report, 'rejected'), reason }],
      };
    });

  const reconsider: ReportWork['reconsider'] = (given) =>
    act(given, 'reconsider', (report, now) => {
      // What was resolved is opened again in its own way.
      if (report.state === 'resolved' || activeStates.includes(report.state))
        throw new LisoloError('illegal_transition', { from: report.state, to: 'open' });
      mustMove(report, 'open', given.actor);
      return { ...openedAgain(report, now), changes: [moved('reopened', given, report, 'open')] };
    });

  return { take, giveBack, update, resolve, reject, reconsider };
}
