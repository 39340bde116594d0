import { expect, it } from 'vitest';
import { startProgram } from '../../support/program.ts';
import { anEvent, forEachTest, ownSecret, status, type Receiver, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;
let receiver: Receiver;
forEachTest((both) => ({ world, receiver } = both));

const subjects = ['a', 'b', 'c'];
const told = [1, 2, 3, 4];
const events = told.flatMap((sequence) => subjects.map((subject) => anEvent(subject, sequence)));
const command = [process.execPath, '--import', 'tsx', 'tests/core/webhooks/sending-program.ts'];

it('killed between sending and writing down, they bring each event, in order, what comes twice under the same name', async () => {
  const { id } = await world.subscribe(receiver);
  const start = () => {
    const now = world.clock().toISOString();
    return startProgram(
      { DATABASE_URI: world.uri, NOW: now, SECRET: ownSecret, EVENTS: JSON.stringify(events) },
      command,
    );
  };
  const { received } = receiver;
  // Each time it is dead before it can know of an answer; the second time one has gone out.
  for (const death of [{ at: 2 }, { at: 7, answered: true }]) {
    const program = start();
    const kill = (): void => void program.process.kill('SIGKILL');
    receiver.answers((one, response) => {
      if (received.length < death.at) status(200)(one, response);
      else if (death.answered) response.writeHead(200).end(kill);
      else kill();
    });
    await program.ended;
    expect(program.process.signalCode, program.output()).toBe('SIGKILL');
    expect(received.length).toBeGreaterThanOrEqual(death.at);
    // Until whoever had begun is held for dead.
    world.later(61);
  }
  receiver.answers(status(200));
  const last = start();
  expect([await last.ended, last.output()]).toEqual([0, '']);

  expect(await world.states(id)).toEqual(events.map((one) => `${one.subject}${one.sequence} delivered`).sort());
  for (const subject of subjects) {
    const came = received.filter((one) => one.subject === subject).map(({ sequence }) => sequence);
    expect(came).toEqual(came.toSorted((one, other) => one - other));
    expect([...new Set(came)]).toEqual(told);
  }
  expect(received.length).toBeGreaterThan(events.length);
  // Of each report no more than what was under way is sent again.
  expect(received.length).toBeLessThanOrEqual(events.length + 2 * subjects.length);
  for (const { subject, sequence, delivery } of received) expect(delivery).toBe(`${id}:${subject}:${sequence}`);
  expect(new Set(received.map(({ body }) => body)).size).toBe(events.length);
});
