import type { ErrorRequestHandler, Request, Response } from 'express';
import { z } from 'zod';
import { isOutOfReach } from '../core/database/index.ts';
import { LisoloError, isLisoloError } from '../core/errors.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { Log } from '../core/log.ts';

/** One wrong field of a request. */
export interface FieldFault {
  readonly in: 'params' | 'query' | 'body' | 'headers';
  readonly path: string;
  readonly message: string;
}

/** RFC 9457, "Problem Details for HTTP APIs". */
export const problemSchema = z
  .object({
    type: z.string().describe('`urn:lisolo:error:<code>`'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable word for programs'),
    detail: z.string().optional(),
    retryable: z.boolean().describe('Whether the same request may succeed later'),
    traceId: z.string().optional().describe('To quote when asking for help'),
    errors: z.array(z.object({ in: z.string(), path: z.string(), message: z.string() })).optional(),
  })
  .loose();
export type Problem = z.infer<typeof problemSchema>;

const titles: Record<ErrorCode | 'method_not_allowed' | 'internal', string> = {
  invalid_input: 'The request is not valid',
  unauthenticated: 'Log in first',
  forbidden: 'You may not do this',
  not_found: 'There is no such thing',
  conflict: 'This conflicts with what is stored',
  illegal_transition: 'This cannot follow from the present state',
  expired: 'This has expired',
  too_large: 'The request is too large',
  unsupported_media: 'This type of content is not taken',
  locked: 'Locked for a while after too many failures',
  too_many_requests: 'Too many requests',
  vendor_refused: 'A provider has refused this',
  unavailable: 'Not available at the moment',
  method_not_allowed: 'This address does not take that method',
  internal: 'Something went wrong on our side',
};

/** Details of an error that are told as they are. */
const toldDetails = [
  'field',
  'refusal',
  'until',
  'triesLeft',
  'retryAfterSeconds',
  'totp',
  'from',
  'to',
  'version',
  'ticketId',
  'most',
] as const;

export const invalid = (errors: readonly FieldFault[]): LisoloError =>
  new LisoloError('invalid_input', {
    reason: errors
      .map((fault) => `${fault.in} ${fault.path}: ${fault.message}`)
      .join('; ')
      .slice(0, 500),
    errors,
  });

/** Reads a part of a request by its schema. Throws `invalid_input` with every wrong field. */
export function parsePart<T>(schema: z.ZodType<T>, value: unknown, part: FieldFault['in']): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(
    parsed.error.issues.slice(0, 50).map((issue) => ({
      in: part,
      path: issue.path.map(String).join('.').slice(0, 200),
      message: issue.message.slice(0, 300),
    })),
  );
}

/** Faults that express and its parsers throw for requests they cannot read. */
function fromParser(error: unknown): LisoloError | undefined {
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (error === null || typeof error !== 'object' || typeof status !== 'number' || status >= 500) return undefined;
  if (status === 413) return new LisoloError('too_large', { reason: 'the body is too large' });
  if (status === 415) return new LisoloError('unsupported_media', { reason: 'this charset or encoding is not taken' });
  if (type === 'entity.parse.failed')
    return new LisoloError('invalid_input', { reason: 'the body is not well-formed JSON' });
  return new LisoloError('invalid_input', { reason: 'the request cannot be read' });
}

/** The error of the closed set that tells what happened; undefined for a defect. */
export function toKnown(error: unknown): LisoloError | undefined {
  if (isLisoloError(error)) return error;
  return isOutOfReach(error) ? new LisoloError('unavailable', { reason: 'the database is away' }) : fromParser(error);
}

/** The wrong fields: those a schema found, or the one a service names. */
function faultsOf({ code, details }: LisoloError): FieldFault[] | undefined {
  const { errors, field, reason } = details;
  if (Array.isArray(errors)) return errors as FieldFault[];
  if (code !== 'invalid_input' || typeof field !== 'string') return undefined;
  return [{ in: 'body', path: field, message: typeof reason === 'string' ? reason : 'is not valid' }];
}

export function toProblem(error: LisoloError | undefined, traceId: string): Problem {
  if (!error) {
    return {
      type: 'urn:lisolo:error:internal',
      title: titles.internal,
      status: 500,
      code: 'internal',
      retryable: false,
      traceId,
    };
  }
  const { reason } = error.details;
  const errors = faultsOf(error);
  const told = Object.fromEntries(
    toldDetails.flatMap((key) => (error.details[key] === undefined ? [] : [[key, error.details[key]]])),
  );
  return {
    ...told,
    type: `urn:lisolo:error:${error.code}`,
    title: titles[error.code],
    status: error.httpStatus,
    code: error.code,
    ...(typeof reason === 'string' ? { detail: reason } : {}),
    retryable: error.retryable,
    traceId,
    ...(errors ? { errors } : {}),
  };
}

export const traceIdOf = (response: Response): string => String(response.locals['traceId'] ?? '');

function headersFor(response: Response, problem: Problem): void {
  // Whatever was said of the answer that was meant to come: a problem is kept nowhere.
  for (const header of ['ETag', 'Last-Modified', 'Link']) response.removeHeader(header);
  response.setHeader('Cache-Control', 'no-store');
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="lisolo"');
  const seconds = problem['retryAfterSeconds'];
  if (typeof seconds === 'number') response.setHeader('Retry-After', String(Math.ceil(seconds)));
}

export function sendProblem(response: Response, problem: Problem): void {
  headersFor(response, problem);
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** The one place where the API turns errors into answers; a defect is logged with its trace id and told as 500. */
export const problemHandler =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, _request: Request, response: Response, _next): void => {
    const known = toKnown(error);
    const traceId = traceIdOf(response);
    if (!known) log.error({ traceId, error }, 'a request met a defect');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendProblem(response, toProblem(known, traceId));
  };

export function methodNotAllowed(response: Response, allowed: readonly string[]): void {
  response.setHeader('Allow', allowed.join(', '));
  sendProblem(response, {
    type: 'urn:lisolo:error:method_not_allowed',
    title: titles.method_not_allowed,
    status: 405,
    code: 'method_not_allowed',
    retryable: false,
    traceId: traceIdOf(response),
  });
}
