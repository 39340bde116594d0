import express, { urlencoded } from 'express';
import UssdMenu from 'ussd-menu-builder';
import { connectDatabase } from '../../../core/database/index.ts';
import { silentLog } from '../../../core/log.ts';
import { askCups, askTea, back, ordered, teas } from './dialogue.ts';

/**
 * The peer: Express 5 and ussd-menu-builder with its sessions in the same journalled MongoDB. Its menu is built for
 * each request, because one shared instance, as its README shows, gives callers each other's screens.
 */
const connection = await connectDatabase({ uri: process.argv[2] ?? '', log: silentLog });
const sessions = connection.collection<{ _id: string; tea?: string; at?: Date }>('peer_sessions');

function buildMenu(): UssdMenu {
  const menu = new UssdMenu();
  menu.sessionConfig({
    // The package calls it at every request, not only at the first.
    start: async (sessionId) =>
      void (await sessions.updateOne({ _id: sessionId }, { $setOnInsert: { at: new Date() } }, { upsert: true })),
    set: async (sessionId, key, value) =>
      void (await sessions.updateOne({ _id: sessionId }, { $set: { [key]: value } })),
    get: async (sessionId, key) => (await sessions.findOne({ _id: sessionId }))?.[key as 'tea'],
    end: () => Promise.resolve(),
  });
  menu.startState({
    run: () => menu.con(askTea),
    next: { '*^[1-3]$': 'cups' },
  });
  menu.state('cups', {
    run: () => {
      const tea = teas[Number(menu.val) - 1] ?? '';
      void menu.session.set('tea', tea).then(() => menu.con(askCups(tea) + back));
    },
    next: { '*^[1-9]$': 'done' },
  });
  menu.state('done', {
    run: () => void menu.session.get('tea').then((tea) => menu.end(ordered(String(tea), menu.val))),
  });
  return menu;
}

const http = express().disable('x-powered-by');
http.post('/ussd', urlencoded({ extended: false }), (request, response) => {
  void buildMenu().run(request.body as never, (answer: string) => response.type('text/plain').send(answer));
});
const server = http.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
