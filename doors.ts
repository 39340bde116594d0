import path from 'node:path';
import type { RequestHandler } from 'express';
import type { Connection } from 'mongoose';
import { createSimulatorDoor, simulatorSurface, type SandboxPayments } from './bots/simulator/index.ts';
import { createTelegramDoor, telegramSurface } from './bots/telegram/index.ts';
import type { Clock } from './core/clock.ts';
import type { Config } from './core/config.ts';
import type { Conversation, Speak } from './core/dialog/index.ts';
import { demoPeople } from './core/demo/index.ts';
import type { Door } from './core/door.ts';
import type { FileService } from './core/files/index.ts';
import type { IdentityService } from './core/identity/index.ts';
import type { Log } from './core/log.ts';
import type { NotificationService } from './core/notifications/index.ts';
import { createUssdDoor, ussdSurface } from './ussd/index.ts';

/** What the doors share of the house. */
export interface DoorDeps {
  readonly config: Config;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly conversation: Conversation;
  readonly speak: Speak;
  readonly files: FileService;
  readonly notifications: NotificationService;
  readonly identity: IdentityService;
  readonly sandbox: SandboxPayments;
  /** Lets through only who may link the WhatsApp line. */
  readonly protectPairing: RequestHandler;
}

/** Every door, open or not, in the order of the start-up banner. A new one is one line here. */
export async function createDoors(deps: DoorDeps): Promise<readonly Door[]> {
  const { config, conversation } = deps;
  const ussd = createUssdDoor({
    ...deps,
    ...config.ussd,
    receive: conversation.at(ussdSurface(config.ussd.pageSeptets)),
  });
  const telegram = createTelegramDoor({
    ...deps,
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
  return [simulator, ussd, telegram, whatsapp];
}

/** The library and its browser driver are heavy, so they are loaded only when asked for. */
async function createWhatsapp(deps: DoorDeps): Promise<Door> {
  const { config } = deps;
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
      receive: deps.conversation.at(whatsappCloudSurface),
      config: { on: true, ...config.whatsapp.cloud },
    });
  }
  const { createWhatsappWebDoor, whatsappSurface } = await import('./bots/whatsapp-web/index.ts');
  return createWhatsappWebDoor({
    ...deps,
    receive: deps.conversation.at(whatsappSurface),
    protect: deps.protectPairing,
    config: {
      on: true,
      folder: path.join(config.dataDirectory, 'whatsapp'),
      browserPath: config.whatsapp.browser,
      dailyCap: config.whatsapp.dailyCap,
    },
    onTrouble: (trouble) => deps.log.error({ trouble }, 'the WhatsApp line needs a person'),
  });
}
