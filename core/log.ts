import { createRequire } from 'node:module';
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';

/** What every part logs with. `log.child({ traceId })` ties the lines of one request or message together. */
export type Log = Logger;

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Keys that may hold personal data or secrets; they are cut from every line, at the top and two levels down. */
export const redactedKeys = [
  'phone',
  'msisdn',
  'phoneNumber',
  'to',
  'from',
  'address',
  'name',
  'firstName',
  'lastName',
  'fullName',
  'email',
  'plate',
  'text',
  'body',
  'caption',
  'message',
  'pin',
  'password',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'apiKey',
  'authorization',
  'cookie',
  'latitude',
  'longitude',
] as const;

/**
 * What an error says, without the phones of dialog ids (WhatsApp writes them without a plus) and without the values that
 * a unique index refused.
 */
const withoutPersons = (text: string): string =>
  text.replace(/(dup key: ).*/g, '$1[redacted]').replace(/\+\d{8,15}|\b\d{10,15}(?=@)/g, '[redacted]');

/** Errors keep what a developer needs: type, code and stack. Vendors' errors carry whole requests, keys included. */
function toLoggedError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error, value: withoutPersons(String(error).slice(0, 500)) };
  const code = (error as { code?: unknown }).code;
  const cause = error.cause === undefined ? {} : { cause: toLoggedError(error.cause) };
  return {
    type: error.name,
    what: withoutPersons(error.message.slice(0, 500)),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack !== undefined && { stack: withoutPersons(error.stack) }),
    ...cause,
  };
}

function prettyIsInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('pino-pretty');
    return true;
  } catch {
    return false;
  }
}

/**
 * The process' logger: JSON lines on stdout, or readable lines when a person watches a terminal outside production.
 * `destination` is for tests.
 */
export function createLog(options: { level: LogLevel; pretty?: boolean; destination?: DestinationStream }): Log {
  const settings: LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: toLoggedError, error: toLoggedError },
    redact: { paths: redactedKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
  };
  if (options.destination !== undefined) return pino(settings, options.destination);
  if (options.pretty === true && prettyIsInstalled()) {
    return pino({ ...settings, transport: { target: 'pino-pretty', options: { translateTime: 'SYS:HH:MM:ss' } } });
  }
  return pino(settings);
}

/** A logger that writes nothing, for tests and tools. */
export const silentLog: Log = pino({ level: 'silent' });
