import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'express';
import type { Connection } from 'mongoose';
import { createAdministration } from './admin-api/administration.ts';
import { createGuard } from './admin-api/auth.ts';
import { createDisplayDoor } from './admin-api/display/index.ts';
import { createPaymentWebhooks } from './admin-api/payment-webhooks.ts';
import { createSimulatorDoor, simulatorSurface } from './bots/simulator/index.ts';
import { createTelegramDoor, telegramSurface, type TelegramDoorOptions } from './bots/telegram/index.ts';
import type { WhatsappWebDeps } from './bots/whatsapp-web/index.ts';
import { createApp, type App } from './core/app.ts';
import type { Clock } from './core/clock.ts';
import type { Config } from './core/config.ts';
import { demoPeople } from './core/demo/index.ts';
import { inFrontOf, type Door } from './core/door.ts';
import type { Log } from './core/log.ts';
import { runProgram } from './core/program.ts';
import { projectRoot } from './core/project-root.ts';
import { createUssdDoor, ussdSurface, type UssdDoorOptions } from './ussd/index.ts';

export interface ProductDeps {
  readonly config: Config;
  readonly connection: Connection;
  readonly log: Log;
  readonly clock?: Clock;
  /** For tests: vendors that live on this machine, and mind neither haste nor waiting. */
  readonly vendors?: Partial<
    Pick<TelegramDoorOptions, 'pace'> & Pick<UssdDoorOptions, 'patienceMs'> & Pick<WhatsappWebDeps, 'vendor' | 'timers'>
  >;
}

interface DoorDeps extends Omit<ProductDeps, 'clock'>, App {
  /** Lets through only who may link the WhatsApp line. */
  readonly protect: RequestHandler;
}

const { version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string };

/** Every door, open or not, in the order of the start-up banner. A new one is a few lines here. */
async function createDoors(deps: DoorDeps): Promise<readonly Door[]> {
  const { config, conversation } = deps;
  const ussd = createUssdDoor({
    ...deps,
    ...config,
    ...config.ussd,
    ...deps.vendors,
    receive: conversation.at(ussdSurface(config.ussd.pageSeptets)),
    languageOf: (address) => conversation.languageOf({ channel: 'ussd', address }),
  });
  const telegram = createTelegramDoor({
    ...deps,
    ...deps.vendors,
    receive: conversation.at(telegramSurface),
    config: { ...config.telegram, publicUrl: config.isReachable ? config.publicUrl : undefined },
  });
  const whatsapp = await createWhatsapp(deps);
  const simulator = createSimulatorDoor({
    ...deps,
    receive: conversation.at(simulatorSurface),
    people: () => Promise.resolve(config.demo.on ? demoPeople() : []),
    dial: (form) => ussd.dial(form),
    ownsSms: config.africasTalking === undefined,
    doors: () => [ussd, telegram, whatsapp].map((door) => ({ name: door.name, ...door.status() })),
  });
  return [simulator, ussd, telegram, whatsapp, createPaymentWebhooks(deps), createDisplayDoor(deps)];
}

/** The library and its browser driver are heavy, so they are loaded only when asked for. */
async function createWhatsapp(deps: DoorDeps): Promise<Door> {
  const { config, conversation } = deps;
  if (config.whatsapp.mode === 'off') {
    return {
      name: 'whatsapp',
      status: () => ({ on: false, why: 'WHATSAPP is not set; cloud or web opens it' }),
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    };
  }
  if (config.whatsapp.mode === 'cloud') {
    const { createWhatsappCloudDoor, whatsappCloudSurface } = await import('./bots/whatsapp-cloud/index.ts');
    return createWhatsappCloudDoor({
      ...deps,
      receive: conversation.at(whatsappCloudSurface),
      config: { on: true, ...config.whatsapp.cloud },
    });
  }
  const { createWhatsappWebDoor, whatsappSurface } = await import('./bots/whatsapp-web/index.ts');
  return createWhatsappWebDoor({
    ...deps,
    ...deps.vendors,
    receive: conversation.at(whatsappSurface),
    config: {
      on: true,
      folder: path.join(config.dataDirectory, 'whatsapp'),
      browserPath: config.whatsapp.browser,
      dailyCap: config.whatsapp.dailyCap,
    },
    onTrouble: (trouble) => deps.log.error({ trouble }, 'the WhatsApp line needs a person'),
  });
}

/** Services, doors and the web server, put together and not yet started. */
export async function createProduct(deps: ProductDeps) {
  const app = await createApp(deps);
  const guard = createGuard(app);
  const doors = await createDoors({ ...deps, ...app, protect: guard.requirePermission('channels.pair') });
  const { http } = createAdministration({ ...deps, app, version, guard, doors });
  return { ...app, version, doors, handler: inFrontOf(doors, http) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runProgram(createProduct);
