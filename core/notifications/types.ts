import type { Attachment, Channel, CountryCode, Link, Reply } from '../dialog/types.ts';
import type { Language, Words } from '../dialog/words.ts';

/** Where a message can be put: the four dialog doors and plain SMS. */
export type Route = Channel | 'sms';

/** Something to tell a person outside a dialog's answer. */
export interface Notice {
  /** Idempotency key: the same key is queued once and reaches the person at most once. */
  readonly key: string;
  /** A known person (every address known, preferred first), a bare phone (SMS), or one exact address. */
  readonly to: { readonly personId: string } | { readonly phone: string } | { readonly channel: Route; readonly address: string };
  readonly body: readonly Words[];
  /** Wins over the person's own language; French for a bare phone without it. */
  readonly language?: Language;
  readonly country?: CountryCode;
  readonly attachments?: readonly Attachment[];
  readonly link?: Link;
  readonly traceId?: string;
}

/**
 * How a door delivers a notice; registered by the door. The message is a Reply without options.
 * Throws LisoloError `unavailable` (try again; `details.retryAfterSeconds` where the vendor says so),
 * `forbidden` (the person blocked us: remembered, next route) or `vendor_refused` (this route will never take it).
 */
export type Deliver = (address: string, message: Reply, key: string) => Promise<{ readonly providerId?: string }>;

export interface NotificationService {
  /** Queues a notice; resolves when it is safely stored. Repeating a key changes nothing. */
  notify(notice: Notice): Promise<void>;
  registerRoute(route: Route, deliver: Deliver): void;
}
