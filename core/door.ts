import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';

/** A way into the product. `main.ts` lists the doors, mounts them, starts those that are on, and says so. */
export interface Door {
  readonly name: string;
  /** On or off, and why, in one line for the start-up banner: "polling as @lisolo_bot", "TELEGRAM_TOKEN is not set". */
  status(): { readonly on: boolean; readonly why: string };
  /** Adds its HTTP routes, if any. Called once, before the server listens. */
  mount?(http: Express): void;
  /** Takes requests before the web framework does, for a door whose milliseconds count; false leaves them to it. */
  listener?(request: IncomingMessage, response: ServerResponse): boolean;
  /** Begins to receive. Must not reject because a vendor is out of reach: it retries by itself. */
  start(): Promise<void>;
  /** Stops receiving and finishes what is under way, within 3 seconds. */
  stop(): Promise<void>;
}

/** Offers each request to the doors that listen for themselves, then to the web framework. */
export function inFrontOf(
  doors: readonly Door[],
  framework: (request: IncomingMessage, response: ServerResponse) => void,
): (request: IncomingMessage, response: ServerResponse) => void {
  const listeners = doors.flatMap(({ listener }) => listener ?? []);
  return (request, response) => {
    if (!listeners.some((listener) => listener(request, response))) framework(request, response);
  };
}
