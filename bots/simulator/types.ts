import type { Connection } from 'mongoose';
import type { Clock } from '../../core/clock.ts';
import type { CountryCode, Receive } from '../../core/dialog/types.ts';
import type { Speak } from '../../core/dialog/words.ts';
import type { FileService } from '../../core/files/types.ts';
import type { NotificationService } from '../../core/notifications/types.ts';
import type { SandboxProvider } from '../../core/payments/index.ts';

/** Somebody of the demo data whom the page can play. */
export interface DemoPerson {
  readonly name: string;
  readonly phone: string;
  readonly country: CountryCode;
  readonly role: string;
}

/** The sandbox payment provider, as seen from the phone that must approve. */
export type SandboxPayments = Pick<SandboxProvider, 'pendingFor' | 'approve' | 'refuse'>;

/** One USSD request as the operator's gateway would make it. */
export interface DialForm {
  readonly sessionId: string;
  readonly phoneNumber: string;
  readonly networkCode: string;
  readonly serviceCode: string;
  /** All answers of the session so far, joined with `*`. */
  readonly text: string;
}

/** Another door, for the hint on the page. */
export interface DoorHint {
  readonly name: string;
  readonly on: boolean;
  readonly why: string;
}

export interface SimulatorLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface SimulatorDeps {
  readonly config: {
    /** Off in production unless asked for. */
    readonly simulator: boolean;
    /** Where the page is found, for the start-up banner. */
    readonly publicUrl: string;
    readonly ussd: { readonly serviceCode: string; readonly pageSeptets: number };
  };
  readonly connection: Connection;
  readonly receive: Receive;
  /** The USSD door’s own entry; its text is `CON …` or `END …`. */
  readonly dial: (form: DialForm) => Promise<{ readonly text: string }>;
  readonly speak: Speak;
  readonly files: FileService;
  readonly notifications: Pick<NotificationService, 'registerRoute'>;
  /** True when no real SMS service is set up, so that SMS come to the simulated phones. */
  readonly ownsSms: boolean;
  readonly sandbox: SandboxPayments;
  readonly people: () => Promise<readonly DemoPerson[]>;
  readonly doors: () => readonly DoorHint[];
  readonly log: SimulatorLog;
  readonly clock: Clock;
}
