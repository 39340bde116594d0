import { mongo } from 'mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTurnStore } from '../../../core/dialog/index.ts';
import type { NewTurn } from '../../../core/dialog/turn-store.ts';
import { testDatabase } from '../../support/mongo.ts';

let connection: Connection;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ connection, drop } = await testDatabase());
  await createTurnStore({ connection }).ready();
});
afterAll(() => drop());

const aTurn = (dialogId: string, rev: number, inbound: string): NewTurn =>
  ({
    session: { dialogId, rev, caller: { channel: 'ussd' } },
    reply: { dialogId, rev },
    inbound,
    where: 'home/menu',
    at: new Date(),
    expiresAt: new Date(Date.now() + 60_000),
  }) as unknown as NewTurn;

/** The line breaks around the next write: before the server has read it, or after it has been carried out. */
function breakLine(when: 'before' | 'after'): void {
  const { prototype } = mongo.Collection;
  const real = prototype.insertMany;
  const spy = vi.spyOn(prototype, 'insertMany').mockImplementationOnce(async function (
    this: mongo.Collection,
    ...values: Parameters<typeof real>
  ) {
    if (when === 'after') await real.apply(this, values);
    throw new mongo.MongoNetworkError('the line broke');
  } as never);
  cleanUp = () => spy.mockRestore();
}
let cleanUp = (): void => undefined;

describe('a turn whose acknowledgement was lost', () => {
  it('is stored once when it had not arrived', async () => {
    breakLine('before');
    const store = createTurnStore({ connection });
    expect(await store.append(aTurn('ussd:+1', 1, 'lost before'))).toBe('stored');
    cleanUp();
    expect((await store.byInbound('lost before'))?.session.rev).toBe(1);
  });

  it('is found, not stored again, when it had arrived', async () => {
    breakLine('after');
    const store = createTurnStore({ connection });
    expect(await store.append(aTurn('ussd:+2', 1, 'lost after'))).not.toBe('stored');
    cleanUp();
    expect((await store.latest('ussd:+2'))?.inbound).toBe('lost after');
    expect(await connection.collection('turns').countDocuments({ inbound: 'lost after' })).toBe(1);
  });

  it('leaves nothing old behind when it is given up', async () => {
    const store = createTurnStore({ connection });
    await store.append(aTurn('ussd:+3', 1, 'first'));
    const spy = vi.spyOn(mongo.Collection.prototype, 'insertMany').mockRejectedValueOnce(new Error('refused'));
    await expect(store.append(aTurn('ussd:+3', 2, 'second'))).rejects.toThrow('refused');
    spy.mockRestore();
    const other = createTurnStore({ connection });
    await other.append(aTurn('ussd:+3', 2, 'by another process'));
    expect((await store.latest('ussd:+3'))?.inbound).toBe('by another process');
  });
});

it('finds the newest turn of everybody, though one of them has written thousands of messages', async () => {
  const { channel, where, at, expiresAt } = {
    channel: 'ussd',
    where: 'home/menu',
    at: new Date(),
    expiresAt: new Date(),
  };
  const session = JSON.stringify({ rev: 1 });
  const many = Array.from({ length: 2_500 }, (_, index) => ({
    _id: `ussd:+243810000777:${1_790_000_000_000 + index}`, inbound: `much-${index}`, channel, where, at, expiresAt, session, reply: JSON.stringify({ rev: index }),
  })); // prettier-ignore
  const few = {
    ...many[0],
    _id: 'ussd:+243810000778:1790000000000',
    inbound: 'little',
    reply: JSON.stringify({ rev: 7 }),
  };
  await connection.collection('turns').insertMany([...many, few] as never);
  const store = createTurnStore({ connection });
  const found = await Promise.all(
    ['ussd:+243810000777', 'ussd:+243810000778', 'ussd:+243810000779'].map((id) => store.latest(id)),
  );
  expect(found.map((turn) => turn?.reply.rev)).toEqual([2_499, 7, undefined]);
});
