import express from 'express';
import { createSimulatorDoor } from '../../../bots/simulator/index.ts';
import {
  createConversation,
  createEngine,
  createTurnStore,
  type Caller,
  type Inbound,
} from '../../../core/dialog/index.ts';
import { createFileService, type FileService } from '../../../core/files/index.ts';
import { listen } from '../../../core/listen.ts';
import { silentLog } from '../../../core/log.ts';
import type { Deliver, Route } from '../../../core/notifications/types.ts';
import { createSandboxProvider, type SandboxProvider } from '../../../core/payments/index.ts';
import { createUssdDoor } from '../../../ussd/index.ts';
import { createSimulatorClient, type SimulatorClient } from '../../support/local-simulator.ts';
import { testDatabase } from '../../support/mongo.ts';
import { chatSurface, pagePhone, strictSpeak } from '../../support/talk.ts';
import { openTeaHouse, type TeaHouse } from '../../support/tea-house.ts';

export const mado = { name: 'Mado Ilunga', phone: '+243810000001', country: 'CD', role: 'citizen' } as const;
export const aissatou = { name: 'Aïssatou Ndiaye', phone: '+221770000003', country: 'SN', role: 'citizen' } as const;

export interface Stage {
  readonly url: string;
  readonly client: SimulatorClient;
  readonly house: TeaHouse;
  readonly sandbox: SandboxProvider;
  readonly files: FileService;
  /** The door's own ways out, as the notifications would call them. */
  deliver(route: Route): Deliver;
  /** Asks a phone to approve a payment; resolves to its reference. */
  asksForMoney(phone: string): Promise<string>;
  close(): Promise<void>;
}

const identity = {
  callerFor: ({ channel, address }: Pick<Inbound, 'channel' | 'address'>): Promise<Caller> =>
    Promise.resolve({ channel, address, phone: address, country: 'CD', language: 'en', roles: [], consent: 'given' }),
};
const unlogged = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The simulator on a free port with the real dialog engine, database, files, USSD door and sandbox, and a small dialog. */
export async function setTheStage({ on = true }: { on?: boolean } = {}): Promise<Stage> {
  const { connection, drop } = await testDatabase();
  const clock = () => new Date();
  const house = openTeaHouse();
  const engine = createEngine({ registry: house.registry, speak: strictSpeak, log: unlogged, now: clock });
  const store = createTurnStore({ connection });
  const conversation = createConversation({ engine, store, identity, clock, sendLater: () => Promise.resolve() });
  const sandbox = createSandboxProvider({ connection, clock, log: silentLog });
  const secret = 'a secret of at least thirty-two characters';
  const files = createFileService({ connection, publicUrl: 'https://lisolo.example', secret, clock });
  const serviceCode = '*384*123#';
  const ussd = createUssdDoor({
    receive: conversation.at(pagePhone),
    languageOf: (address) => conversation.languageOf({ channel: 'ussd', address }),
    speak: strictSpeak,
    log: unlogged,
    serviceCode,
    allow: [],
    trustProxy: 0,
  });
  const routes = new Map<Route, Deliver>();
  const door = createSimulatorDoor({
    config: { simulator: on, publicUrl: 'https://lisolo.example', ussd: { serviceCode, pageSeptets: 160 } },
    connection,
    receive: conversation.at(chatSurface),
    dial: ussd.dial,
    speak: strictSpeak,
    files,
    notifications: { registerRoute: (route, deliver) => void routes.set(route, deliver) },
    ownsSms: true,
    sandbox,
    people: () => Promise.resolve([mado, aissatou]),
    doors: () => [{ name: 'telegram', on: true, why: 'polling as @lisolo_bot' }],
    log: silentLog,
    clock,
  });
  const app = express();
  door.mount?.(app);
  await door.start();
  const server = await listen({ handler: app, port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${server.port}`;

  return {
    url,
    client: createSimulatorClient(url),
    house,
    sandbox,
    files,
    deliver(route) {
      const deliver = routes.get(route);
      if (!deliver) throw new Error(`the simulator did not register ${route}`);
      return deliver;
    },
    async asksForMoney(phone) {
      const ref = crypto.randomUUID();
      await sandbox.initiate({
        ref,
        phone,
        operator: 'vodacom-cd',
        country: 'CD',
        money: { amount: 5_000_000, currency: 'CDF' },
        label: 'AM7F3K2',
        expiresAt: new Date(Date.now() + 60_000),
      });
      return ref;
    },
    async close() {
      await door.stop();
      await server.stop();
      await drop();
    },
  };
}
