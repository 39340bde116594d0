import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import type { Clock } from '../../core/clock.ts';
import type { LisoloError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import type { Open311Listing } from '../../core/open311/index.ts';
import { isCategory } from '../../core/reports/index.ts';
import { toKnown, traceIdOf } from '../errors.ts';
import { languageOf, type PageDeps } from '../pages.ts';
import { toDiscovery, type DiscoveryDeps } from './discovery.ts';
import { faultsOf, refusal, refuseAll, statusOf, unknown } from './faults.ts';
import { listOf } from './form.ts';
import { isFormat, mimeTypes, toText, type Answer, type Format } from './format.ts';
import { askedCity } from './jurisdiction.ts';
import type { CallLimits } from './limits.ts';
import { sendMedia, type MediaDeps } from './media.ts';
import { createPosted, type PostedDeps } from './posted.ts';
import { toQuery } from './query.ts';
import { readQuery, takeBytes } from './reading.ts';
import { toRequests, type RequestsDeps } from './requests.ts';
import { toDefinition, toServices, type InLanguage } from './services.ts';

export interface Open311Deps extends PageDeps, DiscoveryDeps, RequestsDeps, PostedDeps, MediaDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly open311Listing: Open311Listing;
  readonly open311Limits: CallLimits;
}

/** An address, its last part without the format. */
interface Asked {
  readonly id: string;
  readonly reader: InLanguage;
}

/** Of one question. */
const mostNumbers = 200;

type Method = (request: Request, asked: Asked) => Promise<Answer> | Answer;

/** Of the last part of an address, what stands before the format; a number or a code holds no point. */
function split(last: string): { readonly name: string; readonly ending: string | undefined } {
  const at = last.lastIndexOf('.');
  return at < 0
    ? { name: last, ending: undefined }
    : { name: last.slice(0, at), ending: last.slice(at + 1).toLowerCase() };
}

/** A stroke at the end of an address is none of it. */
const lastPart = (request: Request): string => request.path.replace(/\/$/, '').split('/').at(-1) ?? '';

/** What an answer is written in: the ending of the address, or what the caller takes; XML where neither tells. */
function formatOf(request: Request): Format {
  const { ending } = split(lastPart(request));
  if (isFormat(ending)) return ending;
  return request.accepts(['xml', 'application/xml', 'json']) === 'json' ? 'json' : 'xml';
}

function send(request: Request, response: Response, answer: Answer, status = 200): void {
  const format = formatOf(request);
  response
    .status(status)
    .set({
      'Content-Type': mimeTypes[format],
      'Content-Language': languageOf(request),
      Vary: 'Accept, Accept-Language',
    })
    .send(toText(answer, format));
}

const errorHandler =
  ({ speak, log }: Open311Deps): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const known: LisoloError | undefined = toKnown(error);
    if (!known) log.error({ traceId: traceIdOf(response), error }, 'a request met a defect');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const seconds = known?.details['retryAfterSeconds'];
    if (seconds !== undefined) response.set('Retry-After', String(seconds));
    const language = languageOf(request);
    const value = faultsOf(known).map(({ code, words }) => ({ code, description: speak(words, language) }));
    send(request, response, { root: 'errors', value }, statusOf(known));
  };

/** GeoReport v2, method by method, by their paths. */
function methods(deps: Open311Deps): Readonly<Record<string, Partial<Record<'GET' | 'POST', Method>>>> {
  const { open311Listing, clock } = deps;
  const posted = createPosted(deps);

  async function oneRequest(request: Request, { id, reader }: Asked): Promise<Answer> {
    const city = askedCity(readQuery(request));
    const found = await open311Listing.byNumbers([id]);
    if (!found.some(({ report }) => !city || report.city === city.id)) throw refuseAll([unknown('service_request_id')]);
    return toRequests(found, deps, reader);
  }

  async function someRequests(request: Request, { reader }: Asked): Promise<Answer> {
    const fields = readQuery(request);
    // "This overrides all other arguments."
    const numbers = listOf(fields, 'service_request_id');
    if (numbers && numbers.length > mostNumbers) throw refusal('tooLarge');
    const found = numbers
      ? await open311Listing.byNumbers(numbers)
      : await open311Listing.find(toQuery(fields, clock()));
    return toRequests(found, deps, reader);
  }

  function definition(request: Request, { id, reader }: Asked): Answer {
    askedCity(readQuery(request));
    if (!isCategory(id)) throw refuseAll([unknown('service_code')]);
    return toDefinition(id, reader);
  }

  return {
    services: {
      GET(request, { reader }) {
        askedCity(readQuery(request));
        return toServices(reader);
      },
    },
    'services/': { GET: definition },
    requests: { GET: someRequests, POST: (request, { reader }) => posted.post(request, reader) },
    'requests/': { GET: oneRequest },
    'tokens/': { GET: (request, { id }) => posted.ofToken(request, id) },
  };
}

function checkFormat(request: Request): void {
  const { ending } = split(lastPart(request));
  if (ending !== undefined && !isFormat(ending)) throw refusal('format');
  if (ending === undefined && !request.accepts(['xml', 'application/xml', 'json'])) throw refusal('notAcceptable');
}

/** Programs in browsers may read; writing from there would show the key to everybody. */
function openToBrowsers(response: Response): void {
  response.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Content-Language, Retry-After',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
}

/** F7: the Open311 server, below /open311. */
export function open311Router(deps: Open311Deps): Router {
  const { speak } = deps;
  const table = methods(deps);
  const router = express.Router({ caseSensitive: true });

  router.use((request, response, next) => {
    response.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    });
    if (request.method !== 'POST') openToBrowsers(response);
    if (request.method !== 'OPTIONS') return next();
    response.set({ 'Access-Control-Allow-Methods': 'GET, HEAD', 'Access-Control-Max-Age': '86400' }).status(204).end();
  });
  router.use(takeBytes);

  async function serve(request: Request, response: Response, path: string, id: string): Promise<void> {
    checkFormat(request);
    const known = Object.hasOwn(table, path) ? table[path] : undefined;
    if (!known) throw refusal('address');
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const answer = method === 'GET' || method === 'POST' ? known[method] : undefined;
    if (!answer) {
      response.set('Allow', Object.keys(known).flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each])).join(', ')); // prettier-ignore
      throw refusal('method');
    }
    if (method === 'GET') await deps.open311Limits.countReading(request.ip ?? '');
    send(request, response, await answer(request, { id, reader: { speak, language: languageOf(request) } }));
  }

  router.all('/v2/:resource', (request, response) => serve(request, response, split(request.params.resource).name, ''));
  router.all('/v2/:resource/:id', (request, response) =>
    serve(request, response, `${request.params.resource}/`, split(request.params.id).name),
  );
  router.get('/media/:number/:fileId', async (request, response) => {
    await deps.open311Limits.countReading(request.ip ?? '');
    await sendMedia(request, response, deps);
  });
  router.get('/:discovery', (request, response) => {
    checkFormat(request);
    if (split(request.params.discovery).name !== 'discovery') throw refusal('address');
    send(request, response, toDiscovery(deps, { speak, language: languageOf(request) }));
  });
  router.use(() => {
    throw refusal('address');
  });
  router.use(errorHandler(deps));
  return router;
}
