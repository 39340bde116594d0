import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import { isOutOfReach } from '../../core/database/index.ts';
import { countries } from '../../core/countries/index.ts';
import { septets, t, type Language } from '../../core/dialog/index.ts';
import { isLisoloError, LisoloError, type ErrorCode } from '../../core/errors.ts';
import { maxBytes } from '../../core/files/index.ts';
import { servePage } from './assets.ts';
import type { Mailbox } from './mailbox.ts';
import { chatMessage, phoneNumber, photoQuery, toFileInbound, toInbound } from './receive.ts';
import { renderReply } from './render.ts';
import { toPrompt, type Streams } from './streams.ts';
import type { SimulatorDeps } from './types.ts';

const maxStreams = 500;

interface RouterDeps extends SimulatorDeps {
  readonly mailbox: Mailbox;
  readonly streams: Streams;
  readonly fileUrl: (fileId: string) => string;
}

/** Which network a number shows on its screen, by its first digits. */
const networks = Object.values(countries).flatMap(({ callingCode, operators }) =>
  operators.flatMap(({ name, prefixes }) => prefixes.map((prefix) => ({ prefix: `${callingCode}${prefix}`, name }))),
);

const dialBody = z.strictObject({
  as: phoneNumber,
  sessionId: z.string().regex(/^[\w-]{8,64}$/),
  text: z.string().max(2000),
});
const asQuery = z.object({ as: phoneNumber, after: z.string().max(24).optional() });
const paymentId = z.object({ id: z.string().min(1).max(200), answer: z.enum(['approve', 'refuse']) });
const approval = z.object({
  as: phoneNumber,
  pin: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
});

/** Reads untrusted input by its schema; throws `invalid_input` that names the field. */
function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.join('.') || 'body';
  throw new LisoloError('invalid_input', { reason: `${field} is not as expected`, field });
}

const languageOf = (request: Request): Language => (request.acceptsLanguages('fr', 'en') === 'en' ? 'en' : 'fr');

const bodyFaults: Record<string, ErrorCode> = {
  'entity.too.large': 'too_large',
  'encoding.unsupported': 'unsupported_media',
  'charset.unsupported': 'unsupported_media',
};

/** Faults that express itself finds in a request (bad JSON, too many bytes, a bad escape) are the sender's. */
function toLisoloError(error: unknown): LisoloError | undefined {
  if (isLisoloError(error)) return error;
  if (isOutOfReach(error)) return new LisoloError('unavailable', { reason: 'database' });
  if (typeof error !== 'object' || error === null) return undefined;
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  return new LisoloError(bodyFaults[String(type)] ?? 'invalid_input', { field: 'body' });
}

const createErrorHandler =
  ({ speak, log }: Pick<RouterDeps, 'speak' | 'log'>): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const known = toLisoloError(error);
    const traceId = randomUUID();
    if (!known) log.error({ err: error, traceId }, 'simulator request failed');
    if (response.headersSent) {
      response.end();
      return;
    }
    const code: ErrorCode = known?.code ?? 'unavailable';
    const field = known?.details['field'];
    response.status(known?.httpStatus ?? 500).json({
      error: code,
      ...(field === undefined ? {} : { field }),
      message: speak(
        known ? t(known.tellUser) : t('errors:defect', { reference: traceId.slice(0, 8) }),
        languageOf(request),
      ),
      ...(known ? {} : { traceId }),
    });
  };

function chatRoutes(deps: RouterDeps): Router {
  const { receive, files } = deps;
  const routes = express.Router();

  routes.post('/messages', express.json({ limit: '64kb' }), async (request, response) => {
    const message = parse(chatMessage, request.body);
    response.json(renderReply(await receive(toInbound(message, randomUUID())), deps));
  });

  const rawBody = express.raw({ type: () => true, limit: maxBytes });
  routes.post('/photos', rawBody, async (request, response) => {
    const posted = parse(photoQuery, request.query);
    const bytes: unknown = request.body;
    if (!Buffer.isBuffer(bytes) || bytes.length === 0) throw new LisoloError('invalid_input', { field: 'photo' });
    const key = `simulator:${posted.as}:${posted.messageId}`;
    const file = await files.put({ bytes, name: 'photo', owner: 'simulator', key, briefly: true });
    response.json(renderReply(await receive(toFileInbound({ ...posted, file }, randomUUID())), deps));
  });

  routes.get('/files/:token', async (request, response) => {
    const { file, bytes } = await files.fromLink(request.params.token);
    const inline = file.mimeType === 'application/pdf' || /^image\/(png|jpeg|webp|gif)$/.test(file.mimeType);
    response.setHeader('cache-control', 'private, max-age=3600');
    // Chromium's PDF viewer is an embedded object, which the house's policy for pages (`object-src 'none'`) would stop.
    if (file.mimeType === 'application/pdf') response.removeHeader('content-security-policy');
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader(
      'content-disposition',
      `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    );
    response.type(file.mimeType).send(bytes);
  });
  return routes;
}

function phoneRoutes({ dial, sandbox, mailbox, config }: RouterDeps): Router {
  const routes = express.Router();

  routes.post('/dial', express.json({ limit: '16kb' }), async (request, response) => {
    const { as, sessionId, text } = parse(dialBody, request.body);
    const { text: answer } = await dial({
      sessionId: `sim-${sessionId}`,
      phoneNumber: as,
      networkCode: '99999',
      serviceCode: config.ussd.serviceCode,
      text,
    });
    const page = answer.slice(4);
    response.json({ end: !answer.startsWith('CON'), text: page, septets: septets(page), of: config.ussd.pageSeptets });
  });

  routes.get('/inbox', async (request, response) => {
    response.json(await mailbox.inbox(parse(asQuery, request.query).as));
  });

  routes.get('/payments', async (request, response) => {
    response.json((await sandbox.pendingFor(parse(asQuery, request.query).as)).map(toPrompt));
  });

  routes.post('/payments/:id/:answer', express.json({ limit: '4kb' }), async (request, response) => {
    const { id, answer } = parse(paymentId, request.params);
    const { as, pin } = parse(approval, request.body);
    if (answer === 'approve' && pin === undefined) throw new LisoloError('invalid_input', { field: 'pin' });
    const pending = await sandbox.pendingFor(as);
    if (!pending.some((payment) => payment.id === id)) throw new LisoloError('not_found');
    await (answer === 'approve' ? sandbox.approve(id) : sandbox.refuse(id));
    response.json({ done: true });
  });
  return routes;
}

/** Everything under `/simulator`: the page, its assets and what it calls. */
export function createSimulatorRouter(deps: RouterDeps): RequestHandler {
  const { config, people, doors, streams } = deps;
  const api = express.Router();
  api.use((_request, response, next) => {
    response.setHeader('cache-control', 'no-store');
    next();
  });
  api.get('/setup', async (_request, response) => {
    const { serviceCode: ussdCode, pageSeptets: ussdPageSeptets } = config.ussd;
    response.json({ ussdCode, ussdPageSeptets, networks, people: await people(), doors: doors() });
  });
  api.get('/people', async (_request, response) => {
    response.json(await people());
  });
  api.get('/events', (request, response) => {
    const { as, after } = parse(asQuery, request.query);
    if (streams.count() >= maxStreams) throw new LisoloError('too_many_requests');
    streams.open(as, request.get('last-event-id') ?? after, response);
  });
  api.use(chatRoutes(deps), phoneRoutes(deps));
  api.use(() => {
    throw new LisoloError('not_found');
  });
  api.use(createErrorHandler(deps));

  const router = express.Router();
  router.use('/api', api);
  router.use(servePage());
  return router;
}
