import { createServer } from 'node:http';
import express from 'express';
import { connectDatabase } from '../../../core/database/index.ts';
import {
  bindFlow,
  createConversation,
  createEngine,
  createFlowRegistry,
  createTurnStore,
  defineFlow,
  resume,
} from '../../../core/dialog/index.ts';
import { inFrontOf } from '../../../core/door.ts';
import { createIdentityService } from '../../../core/identity/index.ts';
import { createSpeak } from '../../../core/language/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createUssdDoor, ussdSurface } from '../../../ussd/index.ts';
import { askCups, ordered, teas } from './dialogue.ts';

/** The product's own door, engine, identity and store; only the dialogue is the bench's. */
const connection = await connectDatabase({ uri: process.argv[2] ?? '', log: silentLog });
const speak = createSpeak();
const store = createTurnStore({ connection });
await store.ready();

const orderTea = defineFlow<'tea' | 'cups', { tea: string }, undefined>({
  id: 'order-tea',
  version: 1,
  start: 'tea',
  screens: {
    tea: {
      show: () => ({ text: 'Which tea?', options: teas.map((tea) => ({ value: tea, label: tea })) }),
      on: { choice: (_turn, tea) => ({ go: 'cups', set: { tea } }) },
    },
    cups: {
      show: ({ data }) => ({ text: askCups(data.tea ?? '') }),
      on: {
        text: ({ data }, cups) => (/^[1-9]$/.test(cups) ? { end: ordered(data.tea ?? '', cups) } : { retry: '1 to 9' }),
      },
    },
  },
});

const registry = createFlowRegistry({
  flows: [bindFlow(orderTea, undefined), bindFlow(resume, undefined)],
  gates: {},
  home: orderTea.id,
});
const conversation = createConversation({
  engine: createEngine({ registry, speak, log: silentLog }),
  store,
  identity: createIdentityService({ connection, clock: () => new Date(), defaultCountry: 'CD' }),
  clock: () => new Date(),
  sendLater: () => Promise.resolve(),
});
const door = createUssdDoor({
  receive: conversation.at(ussdSurface(160)),
  languageOf: (address) => conversation.languageOf({ channel: 'ussd', address }),
  speak,
  log: silentLog,
  serviceCode: '*384*123#',
  allow: [],
  trustProxy: 0,
});
const server = createServer(inFrontOf([door], express())).listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
