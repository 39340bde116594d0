import type { ServerResponse } from 'node:http';
import { BotApiError } from './local-telegram-rules.ts';

export type Fault =
  | { readonly code: number; readonly description?: string; readonly retryAfter?: number }
  /** The connection breaks; with `after` the call has had its effect all the same. */
  | { readonly drop: 'before' | 'after' };

interface PlannedFault {
  readonly method: string;
  readonly fault: Fault;
  times: number;
}

/** Faults that are to happen, in the order in which they were asked for. */
export function createFaults() {
  const planned: PlannedFault[] = [];
  return {
    plan(method: string, fault: Fault, times: number): void {
      planned.push({ method, fault, times });
    },
    take(method: string): Fault | undefined {
      const next = planned.find((one) => one.times > 0 && one.method === method);
      if (next) next.times -= 1;
      return next?.fault;
    },
  };
}

export const toApiError = (fault: { code: number; description?: string; retryAfter?: number }): BotApiError =>
  new BotApiError(
    fault.code,
    fault.description ?? `Fault ${fault.code}`,
    fault.retryAfter === undefined ? {} : { retry_after: fault.retryAfter },
  );

export function refuse(response: ServerResponse, error: BotApiError): void {
  const parameters = Object.keys(error.parameters).length > 0 ? { parameters: error.parameters } : {};
  response
    .writeHead(error.code, { 'content-type': 'application/json' })
    .end(JSON.stringify({ ok: false, error_code: error.code, description: error.message, ...parameters }));
}
