import type { Express } from 'express';

/** A way into the product. `main.ts` lists the doors, mounts them, starts those that are on, and says so. */
export interface Door {
  readonly name: string;
  /** On or off, and why, in one line for the start-up banner: "polling as @lisolo_bot", "TELEGRAM_TOKEN is not set". */
  status(): { readonly on: boolean; readonly why: string };
  /** Adds its HTTP routes, if any. Called once, before the server listens. */
  mount?(http: Express): void;
  /** Begins to receive. Must not reject because a vendor is out of reach: it retries by itself. */
  start(): Promise<void>;
  /** Stops receiving and finishes what is under way, within 3 seconds. */
  stop(): Promise<void>;
}
