import type { Attachment, Channel, CountryCode, Link, Reply } from '../dialog/types.ts';
import type { Language, Words } from '../dialog/words.ts';
import type { PersonalData } from '../identity/index.ts';

/** Where a message can be put: the four dialog doors, plain SMS and e-mail. */
export type Route = Channel | 'sms' | 'email';

/** Something to tell a person outside a dialog's answer. */
export interface Notice {
  /** Idempotency key: the same key is queued once and reaches the person at most once. */
  readonly key: string;
  /**
   * A known person (every address known, preferred first, until one takes it; with `only` that address and no other), a
   * bare phone (SMS), or one exact address: that is an answer to whoever wrote from there, so STOP does not hold it back.
   */
  readonly to:
    | { readonly personId: string; readonly only?: { readonly route: Route; readonly address: string } }
    | { readonly phone: string }
    | { readonly channel: Route; readonly address: string };
  readonly body: readonly Words[];
  /** Wins over the person's own language; French for a bare phone without it. */
  readonly language?: Language;
  readonly country?: CountryCode;
  readonly attachments?: readonly Attachment[];
  readonly link?: Link;
  readonly traceId?: string;
  /** About the person's own payment or request: sent even after STOP. False by default. */
  readonly essential?: boolean;
  /**
   * Goes out between 8:00 and 20:00 in this country only, also when it is tried again: for whatever comes by itself and
   * can wait until the morning (reminders, reports). Never for what answers a person's own act.
   */
  readonly onlyByDay?: CountryCode;
}

export const noticeStates = ['queued', 'sending', 'sent', 'failed', 'suppressed'] as const;
export type NoticeState = (typeof noticeStates)[number];

/** One change of a notice, oldest first in its history. */
export interface NoticeChange {
  readonly at: Date;
  readonly state: NoticeState;
  /** The process that did it, or the administrator. */
  readonly by: string;
  readonly route?: Route;
  readonly reason?: string;
}

/** A notice as administrators see it: what became of it, not what it said. */
export interface NoticeRecord {
  readonly id: string;
  readonly key: string;
  readonly personId?: string;
  readonly state: NoticeState;
  readonly attempts: number;
  readonly essential: boolean;
  readonly createdAt: Date;
  /** When it is tried next; only while it is queued. */
  readonly nextAttemptAt?: Date;
  /** How it went out. */
  readonly route?: Route;
  readonly providerId?: string;
  /** Why it was not sent: `no_route`, `no_address`, `unknown_person`, `stopped`, or the vendor's reason. */
  readonly reason?: string;
  readonly history: readonly NoticeChange[];
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
  /** The same for many at once, in one command. */
  notifyMany(notices: readonly Notice[]): Promise<void>;
  registerRoute(route: Route, deliver: Deliver): void;
  list(query: {
    readonly filter?: { readonly personId?: string; readonly state?: NoticeState };
    /** Newest first, or oldest first. */
    readonly page: { readonly offset: number; readonly limit: number; readonly oldestFirst?: boolean };
  }): Promise<{ readonly items: readonly NoticeRecord[]; readonly total: number }>;
  /** Queues a failed notice again, by an administrator. Throws `not_found`, `illegal_transition`. */
  retry(id: string, by: string): Promise<void>;
  /** Sends all that is due now; returns how many were taken up. */
  sendDue(): Promise<number>;
  /** Deletes what was sent or given up long ago; returns how many. */
  purge(now: Date): Promise<number>;
  /** Resolves when nothing is under way in this process. */
  settled(): Promise<void>;
  /** Takes up nothing more and waits for what is under way; what is left goes out after the next start. */
  drain(): Promise<void>;
  /** What is held of a person here, for the copy, erasure and merging of personal data. */
  readonly personalData: PersonalData;
}
