import type { Connection } from 'mongoose';
import type { App } from '../core/app.ts';
import type { Config } from '../core/config.ts';
import { isAnswering } from '../core/database/index.ts';
import type { Door } from '../core/door.ts';
import type { Log } from '../core/log.ts';
import { createLoginLimit, type Guard } from './auth.ts';
import { createCallLimits } from './open311/index.ts';
import type { Route } from './route.ts';
import { apiRoutes } from './routes/index.ts';
import { createHttpServer, type Health } from './server.ts';

export interface AdministrationDeps {
  readonly app: App;
  readonly config: Pick<Config, 'publicUrl' | 'trustProxy' | 'isProduction'>;
  readonly connection: Connection;
  readonly log: Log;
  readonly version: string;
  readonly guard: Guard;
  /** Each mounts what it needs beside the API. */
  readonly doors: readonly Door[];
  readonly extraRoutes?: readonly Route[];
  readonly health?: Health;
  /** Log-ins that one address may try in a minute. */
  readonly loginsPerMinute?: number;
}

/** Files of open data are long, and kept by whoever has them. */
const openDataPerMinute = 30;

/** The REST API with all its routes, the public pages and what doors mount, over the services of the product. */
export function createAdministration({
  app,
  extraRoutes = [],
  health,
  loginsPerMinute = 30,
  ...deps
}: AdministrationDeps) {
  const { connection } = deps;
  const loginLimit = createLoginLimit({ connection, perMinute: loginsPerMinute });
  const openDataLimit = createLoginLimit({ connection, perMinute: openDataPerMinute, table: 'open_data_limits' });
  const routes = [
    ...apiRoutes({ ...app, connection, people: app.identity, loginLimit, openDataLimit }),
    ...extraRoutes,
  ];
  const http = createHttpServer({
    ...app,
    ...deps,
    routes,
    open311Limits: createCallLimits(deps),
    health: health ?? { ready: async () => ({ database: await isAnswering(connection) }) },
  });
  return { routes, http };
}
