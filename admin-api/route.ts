import express from 'express';
import type { NextFunction, Request, RequestHandler, Response, Router } from 'express';
import type { z } from 'zod';
import type { AuditEntry, AuditService } from '../core/audit/index.ts';
import { LisoloError } from '../core/errors.ts';
import { sha256, shortHash } from '../core/hash.ts';
import type { ApiCaller, Guard } from './auth.ts';
import { invalid, methodNotAllowed, parsePart, traceIdOf } from './errors.ts';
import type { Idempotency, StoredAnswer } from '../core/access/index.ts';
import type { Permission } from './permissions.ts';
import { isKnown, setPublished, versionIn, type PublishedVersion } from './published.ts';
import { geoJson, sendCsv, sendGeoJson } from './streaming.ts';

/** What a handler gets: everything validated, nothing of express. */
export interface Call<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Present on every route that is not public. */
  readonly caller: ApiCaller;
  /** Address it comes from, as the proxy settings allow to know. */
  readonly from: string;
  readonly traceId: string;
  /** Idempotency-Key, on routes that take one. */
  readonly idempotencyKey?: string;
  /** The version that the caller has seen, of the If-Match header. */
  readonly ifMatch?: string;
  /** Says what the audit entry of this call is about; for routes with `audit`. */
  note(what: { subject?: AuditEntry['subject']; before?: unknown; after?: unknown }): void;
}

interface Spec<P, Q, B> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below /api/v1, with `:name` for parameters. */
  readonly path: string;
  readonly summary: string;
  /** What whoever builds against it must know beside that. */
  readonly description?: string;
  readonly permission: Permission | 'public' | 'signed-in';
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  /** A table or a picture: the body is a file as it is, a Buffer of at most 5 MB, or `most`. */
  readonly consumes?: 'application/json' | 'text/csv' | 'image/*';
  /** `32mb`. */
  readonly most?: string;
  /** What is answered; fields that it does not name are left out. Absent: 204. */
  readonly response?: z.ZodType;
  readonly status?: 200 | 201 | 202;
  /** Records this action, `<module>.<action>`, when the call went well. */
  readonly audit?: string;
  /** Takes an Idempotency-Key. Not for answers that hold secrets: they are stored for a day. */
  readonly idempotent?: boolean;
  /** Takes If-Match. */
  readonly versioned?: boolean;
  /** Answers an ETag, which is the version that If-Match wants. */
  readonly tagged?: boolean;
  /**
   * `text/csv`: the handler gives rows, the first one being the head. GeoJSON: it gives the text piece by piece. PDF and
   * PNG: it gives a `PrintedFile`.
   */
  readonly produces?: 'application/json' | 'text/csv' | typeof geoJson | FileType;
  /** For data that anybody may take, from any page, and keep for a while: whoever has this version already is answered 304. */
  readonly published?: {
    /** Address of the licence. */
    readonly licence: string;
    version(call: Call<P, Q, B>): Promise<PublishedVersion>;
  };
  handler(call: Call<P, Q, B>): unknown;
}

const fileTypes = ['application/pdf', 'image/png'] as const;
type FileType = (typeof fileTypes)[number];
const isFileType = (produces: Route['produces']): produces is FileType => fileTypes.some((type) => type === produces);

/** A document or a picture on its way out. */
export interface PrintedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** One route: mounting, validation, permission, audit entry and documentation come of it. */
export type Route = Spec<unknown, unknown, unknown>;

/** Writes a route down with its types checked. */
export const defineRoute = <P = undefined, Q = undefined, B = undefined>(route: Spec<P, Q, B>): Route => route;

export interface MountDeps {
  readonly guard: Guard;
  readonly audit: AuditService;
  readonly idempotency: Idempotency;
}

const bodyLimit = '100kb';
const keyPattern = /^[\x21-\x7e]{8,200}$/;
const fileLimit = '5mb';
const parseJson = express.json({ limit: bodyLimit, strict: true, type: ['application/json', 'application/*+json'] });
const nobody: ApiCaller = { personId: '', familyId: '', roles: [] };

const callerIn = (response: Response): ApiCaller => (response.locals['caller'] as ApiCaller | undefined) ?? nobody;

function authenticate(route: Route, guard: Guard): RequestHandler {
  const { permission } = route;
  if (permission === 'public') return (_request, _response, next) => next();
  return (request, response, next) => {
    guard.callerOf(request, permission === 'signed-in' ? undefined : permission).then((caller) => {
      response.locals['caller'] = caller;
      next();
    }, next);
  };
}

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

const takeBody = ({ consumes = 'application/json', most = fileLimit }: Route): RequestHandler => {
  const [parse, types] =
    consumes === 'application/json'
      ? [parseJson, ['json', '+json']]
      : [express.raw({ limit: most, type: consumes }), [consumes]];
  return (request: Request, response: Response, next: NextFunction) => {
    if (!hasBody(request) || request.is(types)) parse(request, response, next);
    else next(new LisoloError('unsupported_media', { reason: `send ${consumes}` }));
  };
};

function idempotencyKeyOf(request: Request): string | undefined {
  const key = request.get('Idempotency-Key');
  if (key === undefined || keyPattern.test(key)) return key;
  throw invalid([{ in: 'headers', path: 'Idempotency-Key', message: '8 to 200 visible ASCII characters' }]);
}

function toCall(
  route: Route,
  request: Request,
  response: Response,
): Call<unknown, unknown, unknown> & { noted: Partial<AuditEntry> } {
  const noted: Partial<AuditEntry> = {};
  const ifMatch = versionIn(request.get('If-Match'));
  const idempotencyKey = route.idempotent ? idempotencyKeyOf(request) : undefined;
  return {
    params: route.params && parsePart(route.params, request.params, 'params'),
    query: route.query && parsePart(route.query, request.query, 'query'),
    body: route.body && parsePart(route.body, request.body ?? {}, 'body'),
    caller: callerIn(response),
    from: request.ip ?? '',
    traceId: traceIdOf(response),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
    note: (what) => void Object.assign(noted, what),
    noted,
  };
}

/** Only what the response schema names leaves the house, dates as ISO text. */
function toBody(route: Route, result: unknown): unknown {
  if (!route.response) return undefined;
  return route.response.parse(JSON.parse(JSON.stringify(result ?? null)));
}

function subjectOf(route: Route, call: Call<unknown, unknown, unknown>, body: unknown): AuditEntry['subject'] {
  const kind = (route.audit ?? '').split('.')[0] ?? '';
  const params = call.params as Record<string, string> | undefined;
  const made = body as Record<string, string> | null | undefined;
  return { kind, id: params?.['id'] ?? params?.['name'] ?? made?.['id'] ?? '-' };
}

async function recordAudit(
  route: Route,
  deps: MountDeps,
  call: ReturnType<typeof toCall>,
  body: unknown,
): Promise<void> {
  if (!route.audit) return;
  await deps.audit.record({
    actor: { kind: 'person', id: call.caller.personId },
    action: route.audit,
    subject: subjectOf(route, call, body),
    from: `admin-api ${call.from}`,
    traceId: call.traceId,
    ...call.noted,
  });
}

async function perform(route: Route, deps: MountDeps, call: ReturnType<typeof toCall>): Promise<StoredAnswer> {
  const body = toBody(route, await route.handler(call));
  await recordAudit(route, deps, call, body);
  return { status: route.response ? (route.status ?? 200) : 204, body: body === undefined ? '' : JSON.stringify(body) };
}

/** The version of an item: a hash of what is shown of it. */
export const versionOf = shortHash;

function sendJson(route: Route, response: Response, answer: StoredAnswer): void {
  response.status(answer.status);
  if (route.tagged) response.setHeader('ETag', `"${versionOf(answer.body)}"`);
  if (answer.body === '') {
    response.end();
    return;
  }
  response.type('application/json').send(answer.body);
}

function sendFile(response: Response, type: FileType, { name, bytes }: PrintedFile): void {
  // Names are made of our own references and numbers: plain ASCII.
  response.setHeader('Content-Disposition', `inline; filename="${name}"`);
  response.type(type).send(bytes);
}

function serve(route: Route, deps: MountDeps): RequestHandler {
  return async (request, response) => {
    const call = toCall(route, request, response);
    if (route.published) {
      const version = await route.published.version(call);
      setPublished(response, route.published.licence, version);
      if (isKnown(request, version)) {
        response.status(304).end();
        return;
      }
    }
    if (route.produces === geoJson) {
      await sendGeoJson(route.path, response, (await route.handler(call)) as AsyncIterable<string>);
      return;
    }
    if (route.produces === 'text/csv') {
      const rows = (await route.handler(call)) as AsyncIterable<readonly unknown[]>;
      await recordAudit(route, deps, call, undefined);
      await sendCsv(route.path, response, rows);
      return;
    }
    if (isFileType(route.produces)) {
      const file = (await route.handler(call)) as PrintedFile;
      await recordAudit(route, deps, call, undefined);
      sendFile(response, route.produces, file);
      return;
    }
    const key = call.idempotencyKey;
    if (key === undefined) {
      sendJson(route, response, await perform(route, deps, call));
      return;
    }
    const body = Buffer.isBuffer(call.body) ? sha256(call.body) : call.body;
    const content = [call.params ?? null, call.query ?? null, body ?? null];
    const about = { caller: call.caller.personId, route: `${route.method} ${route.path}`, key, content };
    const answer = await deps.idempotency.once(about, () => perform(route, deps, call));
    if (answer.replayed) response.setHeader('Idempotency-Replayed', 'true');
    sendJson(route, response, answer);
  };
}

/** Puts the routes on a router; a method that a path does not take is answered 405. Throws when two routes collide. */
export function mountRoutes(router: Router, routes: readonly Route[], deps: MountDeps): void {
  const seen = new Map<string, string[]>();
  for (const route of routes) {
    const methods = seen.get(route.path) ?? [];
    if (methods.includes(route.method)) throw new Error(`two routes are ${route.method} ${route.path}`);
    seen.set(route.path, [...methods, route.method]);
    router[route.method](route.path, authenticate(route, deps.guard), takeBody(route), serve(route, deps));
  }
  for (const [path, methods] of seen) {
    const allowed = [...methods, ...(methods.includes('get') ? ['head'] : [])].map((method) => method.toUpperCase());
    router.all(path, (_request, response) => methodNotAllowed(response, allowed));
  }
}
