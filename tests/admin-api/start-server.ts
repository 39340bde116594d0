import type { Express } from 'express';
import { createAccessService, createIdempotency } from '../../core/access/index.ts';
import type { AccessService, Idempotency } from '../../core/access/index.ts';
import { createAuditService } from '../../core/audit/index.ts';
import type { AuditLog } from '../../core/audit/index.ts';
import { newId } from '../../core/database/index.ts';
import { createContent } from '../../core/content/index.ts';
import { createTurnStore } from '../../core/dialog/index.ts';
import { createNotePrinter, createReceiptPrinter, createSigner } from '../../core/documents/index.ts';
import type { Signer } from '../../core/documents/index.ts';
import type { Door } from '../../core/door.ts';
import { createFileService } from '../../core/files/index.ts';
import type { FileService } from '../../core/files/index.ts';
import {
  createDocumentCheck,
  createFinePurpose,
  createFines,
  createFineTakeBack,
  createInfractionTypes,
  createNotes,
} from '../../core/fines/index.ts';
import type { FineService } from '../../core/fines/index.ts';
import { createIdentityService, hashSecret } from '../../core/identity/index.ts';
import type { IdentityService, Role } from '../../core/identity/index.ts';
import { createSpeak } from '../../core/language/index.ts';
import { listen } from '../../core/listen.ts';
import type { Log } from '../../core/log.ts';
import { silentLog } from '../../core/log.ts';
import { createNotificationService } from '../../core/notifications/index.ts';
import { createPaymentsPart, createSandboxProvider } from '../../core/payments/index.ts';
import type { PaymentService } from '../../core/payments/index.ts';
import { createScheduler } from '../../core/scheduling/index.ts';
import type { Job, Scheduler } from '../../core/scheduling/index.ts';
import { createVehicleRegistry } from '../../core/vehicles/index.ts';
import { createGuard, createLoginLimit } from '../../admin-api/auth.ts';
import type { Route } from '../../admin-api/route.ts';
import { apiRoutes } from '../../admin-api/routes/index.ts';
import { createHttpServer } from '../../admin-api/server.ts';
import type { Health } from '../../admin-api/server.ts';
import { testDatabase } from '../support/mongo.ts';
import type { TestDatabase } from '../support/mongo.ts';

export const secret = 'a secret for tests that is long enough';
export const password = 'correct horse battery';
/** A cheap hash: the cost of the real one is not what is tested here. */
const quickHash = hashSecret(password, { N: 2 ** 8, r: 8, p: 1 });

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

export interface CallOptions {
  readonly token?: string;
  readonly body?: unknown;
  /** Sent as it is, with this content type. */
  readonly raw?: { readonly type?: string; readonly content: string | Uint8Array };
  readonly headers?: Record<string, string>;
}

export interface TestServer {
  readonly url: string;
  readonly database: TestDatabase;
  readonly routes: readonly Route[];
  readonly http: Express;
  readonly access: AccessService;
  readonly audit: AuditLog;
  readonly files: FileService;
  readonly signer: Signer;
  readonly identity: IdentityService;
  readonly fines: FineService;
  readonly payments: PaymentService;
  readonly scheduler: Scheduler;
  readonly idempotency: Idempotency;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** A person with these roles, a password, and tokens. */
  member(...roles: Role[]): Promise<{ personId: string; email: string; token: string; refreshToken: string }>;
  later(minutes: number): void;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly doors?: readonly Door[];
  readonly jobs?: readonly Job[];
  readonly extraRoutes?: readonly Route[];
  readonly log?: Log;
  readonly health?: Health;
  readonly perMinute?: number;
  readonly publicUrl?: string;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The whole administration on a database of its own, served on a free port. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const database = await testDatabase();
  const { connection } = database;
  let now = new Date();
  const clock = () => now;
  const log = options.log ?? silentLog;
  const publicUrl = options.publicUrl ?? 'http://localhost:3000';
  const speak = createSpeak({ strict: true });
  const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
  const audit = createAuditService({ connection, clock });
  const access = createAccessService({ connection, clock, people: identity, audit, secret });
  const files = createFileService({ connection, publicUrl, secret, clock });
  const signer = createSigner({ secret });
  const notifications = createNotificationService({ connection, identity, files, speak, clock, log });
  const { ledger, receipts, payments, refunds, purposes } = createPaymentsPart({
    connection,
    clock,
    log,
    providers: [createSandboxProvider({ connection, clock, log })],
    files,
    notifications,
    printReceipt: createReceiptPrinter({ speak, signer, publicUrl }),
    approvalMinutes: 5,
  });
  const fines = createFines({ connection, clock });
  purposes.register({ ...createFinePurpose(fines), ...createFineTakeBack({ connection }) });
  const notes = createNotes({
    files,
    printNote: createNotePrinter({ speak, signer, publicUrl, ussdCode: '*384*123#' }),
  });
  const codeOfPhoto = () => Promise.resolve(undefined);
  const documentCheck = createDocumentCheck({ codeOfPhoto, signer, fines, receipts });
  const scheduler = createScheduler({ connection, clock, log, jobs: options.jobs ?? [], pollMs: 50 });
  const idempotency = createIdempotency({ connection, clock });
  const guard = createGuard({ access });
  const loginLimit = createLoginLimit({ connection, perMinute: options.perMinute ?? 10_000 });
  const routes = [
    ...apiRoutes({
      access,
      people: identity,
      audit,
      loginLimit,
      connection,
      ledger,
      receipts,
      files,
      notes,
      payments,
      refunds,
      paymentProviders: () => [{ name: 'sandbox', on: true, why: 'no real money moves', operators: ['vodacom-cd'] }],
      vehicleRegistry: createVehicleRegistry({ connection, clock, people: identity }),
      fines,
      infractionTypes: createInfractionTypes({ connection, clock }),
      turns: createTurnStore({ connection }),
      notifications,
      scheduler,
      content: createContent(),
      speak,
    }),
    ...(options.extraRoutes ?? []),
  ];
  const http = createHttpServer({
    config: { publicUrl, trustProxy: 0 },
    version: '0.0.0',
    doors: options.doors ?? [],
    routes,
    guard,
    audit,
    idempotency,
    health: options.health ?? { ready: () => Promise.resolve({ database: true }) },
    files,
    documents: signer,
    documentCheck,
    speak,
    log,
  });
  const server = await listen({ handler: http, port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${server.port}`;

  const call: TestServer['call'] = async (method, path, { token, body, raw, headers = {} } = {}) => {
    const content = raw ? raw.content : body === undefined ? undefined : JSON.stringify(body);
    const type = raw ? raw.type : body === undefined ? undefined : 'application/json';
    const response = await fetch(
      `${url}${path.startsWith('/auth') || !/^\/(api|healthz|readyz|f\/|v\/|docs|openapi|\.well-known|$|\?|door)/.test(path) ? '/api/v1' : ''}${path}`,
      {
        method,
        redirect: 'manual',
        headers: {
          ...(type ? { 'Content-Type': type } : {}),
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
          ...headers,
        },
        ...(content === undefined ? {} : { body: content }),
      },
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  };

  return {
    url,
    database,
    routes,
    http,
    access,
    audit,
    files,
    signer,
    identity,
    fines,
    payments,
    scheduler,
    idempotency,
    call,
    async member(...roles) {
      const email = `user-${newId()}@example.org`;
      const { id } = await identity.create({ country: 'CD', email, roles });
      await connection
        .collection('people')
        .updateOne({ _id: id as never }, { $set: { passwordHash: await quickHash } });
      const { accessToken, refreshToken } = await access.login({ email, password });
      return { personId: id, email, token: accessToken, refreshToken };
    },
    later: (minutes) => void (now = new Date(now.getTime() + minutes * 60_000)),
    async stop() {
      await server.stop();
      await scheduler.drain(1_000);
      await database.drop();
    },
  };
}
