import type { CountryCode } from '../dialog/types.ts';

/** One thing that happened to one subject, to be sent to whoever has asked for it. */
export interface WebhookEvent {
  /** `<subject id>:<sequence>`: the same event is sent once to each. */
  readonly id: string;
  /** `report.resolved` */
  readonly type: string;
  /** What it is about; events of one subject arrive in order. */
  readonly subject: string;
  /** Within the subject, from 1. */
  readonly sequence: number;
  readonly at: Date;
  /** Nothing that is kept of it may tell the minute: it was said by somebody who is not to be known. */
  readonly untimed?: boolean;
  readonly country: CountryCode;
  /** `CD`, `CD/kinshasa`, `kinshasa.cd`, `kinshasa.cd/Limete`: every area that the subject lies in. */
  readonly areas: readonly string[];
  /** What kind of thing it is about, where whoever listens may choose. */
  readonly category?: string;
  /** It was of another kind before: whoever has heard of it as that one hears that it is none any more. */
  readonly moved?: boolean;
  /** What everybody may know of it. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** F8: sending what happened to those who asked, at least once, in order for each subject. */
export interface Webhooks {
  /** Keeps the event for every subscription that wants it; resolves when it is stored. A repeat changes nothing. */
  publish(event: WebhookEvent): Promise<void>;
  /**
   * What was said of a subject must not be known any more: whatever of it has not arrived, or could not be delivered, is
   * told with these data instead. A repeat changes nothing.
   */
  withdraw(subject: string, data: WebhookEvent['data']): Promise<void>;
  /** Sends what is due; returns how many were tried. A target that keeps it waiting is left to go on by itself. */
  sendDue(): Promise<number>;
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>;
}
