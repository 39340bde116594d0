import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import helmet from 'helmet';
import type { AuditService } from '../core/audit/index.ts';
import { newId } from '../core/database/index.ts';
import type { Door } from '../core/door.ts';
import { LisoloError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Guard } from './auth.ts';
import { mountDocs } from './docs.ts';
import { problemHandler, sendProblem, toKnown, toProblem, traceIdOf } from './errors.ts';
import type { Idempotency } from '../core/access/index.ts';
import { open311Router, type Open311Deps } from './open311/index.ts';
import { toOpenApi } from './openapi.ts';
import { faultPage, mountPublicPages, notFoundPage } from './public-pages.ts';
import type { PublicPagesDeps } from './public-pages.ts';
import { mountRoutes } from './route.ts';
import type { Route } from './route.ts';

export interface Health {
  /** What the product stands on, by name; ready when all are true. */
  ready(): Promise<Readonly<Record<string, boolean>>>;
}

export interface HttpServerDeps extends Omit<PublicPagesDeps, 'doors' | 'files'>, Open311Deps {
  readonly files: PublicPagesDeps['files'] & Open311Deps['files'];
  readonly config: { readonly publicUrl: string; readonly trustProxy: number | string; readonly isProduction: boolean };
  readonly version: string;
  readonly doors: readonly Door[];
  /** The routes of the REST API, below /api/v1. */
  readonly routes: readonly Route[];
  readonly guard: Guard;
  readonly audit: AuditService;
  readonly idempotency: Idempotency;
  readonly health: Health;
  readonly log: Log;
}

const apiPath = '/api/v1';
const healthTimeoutMs = 2_000;

/** For doors' pages; API and pages set narrower ones. A door may set its own. */
const defaultPolicy = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

const apiHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
  });
  next();
};

/** Gives each request a trace id, and one log line by route pattern: addresses, which may name people, stay out of the log. */
function traced(log: Log): RequestHandler {
  return (request, response, next) => {
    const traceId = newId();
    const begin = process.hrtime.bigint();
    response.locals['traceId'] = traceId;
    response.setHeader('X-Trace-Id', traceId);
    response.on('finish', () => {
      const pattern = (request.route as { path?: unknown } | undefined)?.path;
      const route = typeof pattern === 'string' ? `${request.baseUrl}${pattern}` : '(none)';
      const ms = Math.round(Number(process.hrtime.bigint() - begin) / 1e6);
      log[response.statusCode >= 500 ? 'error' : 'info'](
        { traceId, method: request.method, route, status: response.statusCode, ms },
        'request',
      );
    });
    next();
  };
}

async function checksOf(health: Health): Promise<Readonly<Record<string, boolean>>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Record<string, boolean>>((resolve) => {
    timer = setTimeout(() => resolve({ answered: false }), healthTimeoutMs);
  });
  try {
    return await Promise.race([health.ready(), late]);
  } catch {
    return { answered: false };
  } finally {
    clearTimeout(timer);
  }
}

function mountHealth(http: Express, health: Health): void {
  http.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  http.get('/readyz', async (_request, response) => {
    const checks = await checksOf(health);
    const ready = Object.values(checks).every((each) => each);
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', checks });
  });
}

/** Faults outside the API: a page for browsers, problem+json for programs. */
function faultHandler(deps: HttpServerDeps): ErrorRequestHandler {
  const asProblem = problemHandler(deps.log);
  return (error: unknown, request, response, next) => {
    if (response.headersSent || !request.accepts(['json', 'html']) || request.accepts(['json', 'html']) === 'json') {
      asProblem(error, request, response, next);
      return;
    }
    const known = toKnown(error);
    const traceId = traceIdOf(response);
    if (!known) deps.log.error({ traceId, error }, 'a request met a defect');
    faultPage(request, response, deps, known?.httpStatus ?? 500, traceId);
  };
}

/**
 * The one HTTP server of the product: health, public pages, documentation, REST API, and what the doors mount.
 * It only builds; `core/listen.ts` serves it.
 */
export function createHttpServer(deps: HttpServerDeps): Express {
  const { config, doors, routes, log } = deps;
  const isHttps = config.publicUrl.startsWith('https:');
  const http = express();
  http.disable('x-powered-by');
  http.set('trust proxy', config.trustProxy);
  http.set('query parser', 'simple');
  http.use(traced(log));
  http.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: defaultPolicy },
      strictTransportSecurity: isHttps,
      referrerPolicy: { policy: 'no-referrer' },
      crossOriginOpenerPolicy: isHttps,
      originAgentCluster: isHttps,
    }),
  );

  mountHealth(http, deps.health);
  mountPublicPages(http, deps);
  mountDocs(http, () => toOpenApi(routes, { version: deps.version, serverUrl: apiPath }));

  const api = express.Router({ caseSensitive: true });
  mountRoutes(api, routes, deps);
  api.use((_request, response) => {
    sendProblem(
      response,
      toProblem(new LisoloError('not_found', { reason: 'there is no such address' }), traceIdOf(response)),
    );
  });
  http.use(apiPath, apiHeaders, api, problemHandler(log));
  http.use('/open311', open311Router(deps));

  for (const door of doors) door.mount?.(http);
  http.use(notFoundPage(deps));
  http.use(faultHandler(deps));
  return http;
}
