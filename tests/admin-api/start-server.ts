import type { Express } from 'express';
import { createAdministration } from '../../admin-api/administration.ts';
import { createGuard } from '../../admin-api/auth.ts';
import type { Route } from '../../admin-api/route.ts';
import type { Health } from '../../admin-api/server.ts';
import { createApp } from '../../core/app.ts';
import type { App } from '../../core/app.ts';
import { readConfig } from '../../core/config.ts';
import { newId } from '../../core/database/index.ts';
import type { Door } from '../../core/door.ts';
import { hashSecret } from '../../core/identity/index.ts';
import type { Role } from '../../core/identity/index.ts';
import { listen } from '../../core/listen.ts';
import { silentLog } from '../../core/log.ts';
import type { Log } from '../../core/log.ts';
import { createScheduler } from '../../core/scheduling/index.ts';
import type { Job } from '../../core/scheduling/index.ts';
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

/** Every service of the product, and the API above them. */
export interface TestServer extends Omit<App, 'start' | 'stop'> {
  readonly url: string;
  readonly database: TestDatabase;
  readonly routes: readonly Route[];
  readonly http: Express;
  readonly signer: App['documents'];
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** A person with these roles, a password, and tokens. */
  member(...roles: Role[]): Promise<{ personId: string; email: string; token: string; refreshToken: string }>;
  later(minutes: number): void;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly doors?: readonly Door[];
  /** Instead of the product's own. */
  readonly jobs?: readonly Job[];
  readonly extraRoutes?: readonly Route[];
  readonly log?: Log;
  readonly health?: Health;
  readonly perMinute?: number;
  readonly publicUrl?: string;
  /** Settings beside those that every test needs. */
  readonly settings?: Readonly<Record<string, string>>;
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
  const config = readConfig({
    NODE_ENV: 'test',
    DEMO: 'off',
    SECRET: secret,
    PUBLIC_URL: options.publicUrl ?? 'http://localhost:3000',
    ...options.settings,
  });
  const built = await createApp({ config, connection, log, clock });
  const { jobs } = options;
  const app = jobs ? { ...built, scheduler: createScheduler({ connection, clock, log, jobs, pollMs: 50 }) } : built;
  const { access, identity } = app;
  const { routes, http } = createAdministration({
    app,
    config,
    connection,
    log,
    version: '0.0.0',
    guard: createGuard(app),
    doors: options.doors ?? [],
    extraRoutes: options.extraRoutes ?? [],
    loginsPerMinute: options.perMinute ?? 10_000,
    ...(options.health ? { health: options.health } : {}),
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
    ...app,
    url,
    database,
    routes,
    http,
    signer: app.documents,
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
      await app.scheduler.drain(1_000);
      await app.stop();
      await database.drop();
    },
  };
}
