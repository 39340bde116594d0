import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isLisoloError } from '../../../../core/errors.ts';
import {
  mayMove, requestStates, requestTransitions, type RequestState,
} from '../../../../core/vehicles/requests/request.states.ts'; // prettier-ignore
import { askedBy, corolla, requestWorld, type RequestWorld } from './request-world.ts';

let world: RequestWorld;
let patrick: Awaited<ReturnType<RequestWorld['citizen']>>;
beforeAll(async () => {
  world = await requestWorld();
  patrick = await world.citizen('Patrick Ilunga', '+243810000001');
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const { country, plate, ...declared } = corolla;
const admins = ['a'.repeat(24), 'b'.repeat(24)] as const;
const requests = () => world.part.vehicleRequests;
const declare = (key = 'd1') =>
  requests().open({ key, kind: 'declare', by: askedBy(patrick), country, plate, wish: declared });

it('moves out of pending only, and only by whom it is for', () => {
  for (const from of requestStates)
    for (const to of requestStates)
      for (const mover of ['author', 'office'] as const)
        expect(mayMove(from, to, mover)).toBe(
          from === 'pending' && to !== 'pending' && (to === 'withdrawn') === (mover === 'author'),
        );
  expect(Object.keys(requestTransitions)).toEqual([...requestStates]);
});

const act = fc.constantFrom('accept0', 'accept1', 'reject0', 'reject1', 'withdraw', 'job', 'crashBefore', 'crashAfter');

async function play(id: string, what: string): Promise<void> {
  const by = admins[what.endsWith('1') ? 1 : 0];
  if (what === 'job') {
    world.pass(2);
    await world.part.carryingOver.carryLate();
  } else if (what.startsWith('crash')) world.crash(what === 'crashBefore' ? 'before' : 'after');
  else if (what === 'withdraw') await requests().withdraw(id, patrick.personId);
  else if (what.startsWith('accept')) await requests().decide(id, { to: 'accepted', by });
  else await requests().decide(id, { to: 'rejected', by, reason: 'not_proven' });
}

describe('in any order, with crashes in between', () => {
  it('ends in one state, with one entry for it, and the register agrees', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), async (acts) => {
        await world.clear();
        const { id } = await declare();
        for (const what of acts)
          await play(id, what).catch((error: unknown) => {
            if (!isLisoloError(error) && !/dies here/.test(String(error))) throw error;
          });
        world.crash('before', 0);
        // What has failed again and again is put off for long.
        world.pass(24 * 60);
        await play(id, 'job');
        const { state, history, carrying } = await world.record(id);
        const states: RequestState[] = history.map(({ to }) => to);
        expect(carrying).toBeUndefined();
        expect(states).toEqual(state === 'pending' ? ['pending'] : ['pending', state]);
        expect((await world.stored())?.revision).toBe(state === 'accepted' ? 1 : undefined);
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  it('lets one of many win who decide and withdraw at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      await world.clear();
      const { id } = await declare();
      const all = ['accept0', 'reject1', 'withdraw', 'accept1', 'reject0'].map((what) => play(id, what));
      const won = (await Promise.allSettled(all)).filter(({ status }) => status === 'fulfilled');
      expect(won).toHaveLength(1);
      const { state, history } = await world.record(id);
      expect(history.map(({ to }) => to)).toEqual(['pending', state]);
      expect((await world.stored()) !== undefined).toBe(state === 'accepted');
    }
  });

  it('puts off what cannot be carried over, so that it keeps no other one from its turn', async () => {
    const { id } = await declare();
    world.crash('before', 2);
    const by = admins[0];
    await expect(requests().decide(id, { to: 'accepted', by })).rejects.toThrow('dies here');
    const taken: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      taken.push(await world.part.carryingOver.carryLate());
      if (round < 2) world.pass(round + 1);
    }
    expect(taken).toEqual([0, 1, 1]);
    expect((await world.record(id)).state).toBe('accepted');
  });

  it('tells the author once, even where telling fails at first', async () => {
    const { id } = await declare();
    await requests().decide(id, { to: 'accepted', by: admins[0] });
    world.part.requestNotices.soon(id);
    world.part.requestNotices.soon(id);
    await world.part.requestNotices.tellDue();
    expect(await world.heardBy(patrick.phone)).toHaveLength(1);
    expect((await world.record(id)).tellAt).toBeUndefined();
  });
});
