import type { Person } from '../identity/index.ts';
import { dueAt, type ReportChange, type ReportRecord } from '../reports/index.ts';
import { before, commentIdOf, reportIdOf } from './ids.ts';
import { demoBodies } from './report-bodies.ts';
import type { Step, Story } from './report-stories.ts';
import type { Scene } from './street-picture.ts';

/** What the demo reports are made of. */
export interface Given {
  readonly people: ReadonlyMap<string, Person>;
  readonly now: Date;
  /** The file of a drawn photo. */
  readonly photoOf: (key: string, scene: Scene, owner: string) => Promise<string>;
}

const hourMs = 3_600_000;

/** Whoever works for the body in the bot; else the administration speaks for it. */
function workerOf({ body }: Story, people: Given['people']): Pick<ReportChange, 'by' | 'role'> {
  const { operators, country } = demoBodies[body];
  const [operator] = operators;
  const admin = country === 'CD' ? 'beatrice' : 'cheikh';
  return { by: people.get(operator ?? admin)?.id ?? '', role: operator ? 'operator' : 'administrator' };
}

const stateAfter = {
  taken: 'in_progress', resolved: 'resolved', rejected: 'rejected', marked_duplicate: 'duplicate', reopened: 'open',
} as const; // prettier-ignore
const movedTo = ({ what }: Step): ReportRecord['state'] | undefined => (stateAfter as Partial<Record<string, ReportRecord['state']>>)[what]; // prettier-ignore

function actorOf(step: Step, story: Story, people: Given['people']): Pick<ReportChange, 'by' | 'role'> {
  if (step.what === 'commented') return { by: people.get(step.by)?.id ?? '', role: 'citizen' };
  if (step.what === 'reopened' || step.what === 'confirmed')
    return { by: people.get(story.by ?? '')?.id ?? '', role: 'citizen' };
  if (step.what === 'hidden') return { by: people.get('fiston')?.id ?? '', role: 'moderator' };
  return workerOf(story, people);
}

const definedOf = <T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };

/** What happened, step by step, and how the report stands after it. */
export async function lived(key: string, story: Story, record: ReportRecord, { people, now, photoOf }: Given) {
  let after = record;
  for (const [index, step] of (story.then ?? []).entries()) {
    const at = before(now, step.ago);
    const to = movedTo(step);
    const who = actorOf(step, story, people);
    const photoId = 'photo' in step && step.photo ? await photoOf(`${key} ${index}`, step.photo, 'reports') : undefined;
    const change: ReportChange = {
      seq: after.history.length + 1, what: step.what, at, ...who,
      ...(to && { from: after.state, to }),
      ...(step.words !== undefined && step.what !== 'commented' && { words: step.words }),
      ...('reason' in step && { reason: step.reason }),
      ...(photoId !== undefined && { photoId }),
      ...(step.what === 'commented' && { commentId: commentIdOf(key, index) }),
    }; // prettier-ignore
    const { takenBy, resolvedAt, hoursToResolve, duplicateOf, ...open } = after;
    const kept = { takenBy, resolvedAt, hoursToResolve, duplicateOf };
    after = {
      ...open,
      ...(step.what === 'reopened' ? { dueAt: dueAt(record.category, at) } : definedOf(kept)),
      ...(to && { state: to }),
      ...(step.what === 'taken' && who.by !== undefined && { takenBy: who.by }),
      ...(step.what === 'resolved' && {
        takenBy: takenBy ?? who.by ?? '',
        resolvedAt: at,
        hoursToResolve: (at.getTime() - record.createdAt.getTime()) / hourMs,
      }),
      ...(step.what === 'marked_duplicate' && { duplicateOf: reportIdOf(step.of) }),
      ...(step.what === 'hidden' && { hidden: true, lookedAt: at }),
      ...(step.what === 'commented' && { comments: after.comments + 1 }),
      ...(photoId !== undefined && {
        photos: [...after.photos, { fileId: photoId, state: 'shown' as const, of: 'work' as const, at }],
      }),
      history: [...after.history, change],
      changedAt: at,
    };
  }
  return after;
}
