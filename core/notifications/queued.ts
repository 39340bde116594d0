import { newId } from '../database/index.ts';
import { byDay } from './daytime.ts';
import type { OutboxDocument } from './outbox.model.ts';
import type { Notice } from './types.ts';

/** When a notice may go out that is ready at this moment. */
export const mayGoAt = (ready: Date, { onlyByDay }: Pick<Notice, 'onlyByDay'>): Date =>
  onlyByDay ? byDay(ready, onlyByDay) : ready;

/** A notice as it begins its way; `dueAt` where it is known already when it may go out. */
export function toQueued(notice: Notice, now: Date, dueAt = mayGoAt(now, notice)): OutboxDocument {
  const { key, to, body, language, attachments, link, traceId, essential, onlyByDay } = notice;
  return {
    _id: newId(),
    key,
    to,
    ...('personId' in to ? { personId: to.personId } : {}),
    // Through JSON, so that what is stored is what any process will read.
    message: JSON.parse(JSON.stringify({ body, attachments, link })) as OutboxDocument['message'],
    ...(language ? { language } : {}),
    ...(traceId ? { traceId } : {}),
    ...(onlyByDay ? { onlyByDay } : {}),
    essential: essential ?? false,
    state: 'queued',
    attempts: 0,
    dueAt,
    waits: 0,
    spent: [],
    createdAt: now,
    history: [{ at: now, state: 'queued', by: 'system' }],
  };
}
