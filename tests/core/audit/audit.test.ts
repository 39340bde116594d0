import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { auditJobs, createAuditService } from '../../../core/audit/index.ts';
import type { AuditEntry, AuditLog } from '../../../core/audit/index.ts';
import { toCanonical } from '../../../core/audit/chain.ts';
import { testDatabase } from '../../support/mongo.ts';
import type { TestDatabase } from '../../support/mongo.ts';

let database: TestDatabase;
let audit: AuditLog;
const now = new Date('2026-03-01T10:00:00.123Z');

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.connection.collection('audit_entries').deleteMany({});
  audit = createAuditService({ connection: database.connection, clock: () => now });
});
afterAll(() => database.drop());

const anEntry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  actor: { kind: 'person', id: 'p1' },
  action: 'people.update',
  subject: { kind: 'people', id: 'p2' },
  before: { roles: ['support'], $odd: { 'dotted.key': 1 } },
  after: { roles: ['admin'], at: now },
  from: 'admin-api 127.0.0.1',
  traceId: 'trace',
  ...more,
});
const stored = () => database.connection.collection('audit_entries');

describe('the audit log', () => {
  it('keeps who, what, before and after, and gives them back as they were', async () => {
    await audit.record(anEntry());
    const { items, total } = await audit.list({ skip: 0, limit: 10 });
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({
      ...anEntry(),
      after: { roles: ['admin'], at: now.toISOString() },
      seq: 1,
      at: now,
    });
  });

  it('numbers entries recorded at once by two processes without gap or twin', async () => {
    const other = createAuditService({ connection: database.connection, clock: () => now });
    await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        (index % 2 ? audit : other).record(anEntry({ subject: { kind: 'x', id: `${index}` } })),
      ),
    );
    const { items } = await audit.list({ skip: 0, limit: 500, oldestFirst: true });
    expect(items.map((item) => item.seq)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    expect(new Set(items.map((item) => item.subject.id)).size).toBe(300);
    expect(await audit.verify()).toMatchObject({ ok: true, head: { seq: 300 } });
  });

  it('filters by actor, action, subject and time', async () => {
    await audit.record(anEntry());
    await audit.record(
      anEntry({ actor: { kind: 'system', id: 'job' }, action: 'jobs.run', subject: { kind: 'jobs', id: 'j' } }),
    );
    const count = async (query: object) => (await audit.list({ skip: 0, limit: 10, ...query })).total;
    expect(await count({ actorId: 'job' })).toBe(1);
    expect(await count({ action: 'people.update' })).toBe(1);
    expect(await count({ subjectKind: 'jobs', subjectId: 'j' })).toBe(1);
    expect(await count({ after: new Date(now.getTime() + 1) })).toBe(0);
    expect(await count({ before: new Date(now.getTime() + 1) })).toBe(2);
  });

  const tamperings: [string, () => Promise<unknown>, number][] = [
    ['a changed actor', () => stored().updateOne({ seq: 3 }, { $set: { 'actor.id': 'someone else' } }), 3],
    ['a changed value', () => stored().updateOne({ seq: 2 }, { $set: { after: '{"roles":[]}' } }), 2],
    ['a field taken away', () => stored().updateOne({ seq: 2 }, { $unset: { before: 1 } }), 2],
    ['a moved time', () => stored().updateOne({ seq: 4 }, { $set: { at: new Date(0) } }), 4],
    ['a removed entry', () => stored().deleteOne({ seq: 2 }), 3],
    ['a removed first entry', () => stored().deleteOne({ seq: 1 }), 2],
    ['a rewritten hash', () => stored().updateOne({ seq: 3 }, { $set: { hash: 'f'.repeat(64) } }), 3],
  ];
  it.each(tamperings)('finds %s', async (_what, tamper, seq) => {
    for (let index = 0; index < 5; index += 1) await audit.record(anEntry({ subject: { kind: 'x', id: `${index}` } }));
    expect((await audit.verify()).ok).toBe(true);
    await tamper();
    expect(await audit.verify()).toMatchObject({ ok: false, fault: { seq } });
    await expect(auditJobs({ audit })[0]?.run(now)).rejects.toThrow(/audit entry/);
  });

  it('finds a tail that was cut off when the head had been noted', async () => {
    await audit.record(anEntry());
    await audit.record(anEntry());
    const { head } = await audit.verify();
    await stored().deleteOne({ seq: 2 });
    expect((await audit.verify()).ok).toBe(true);
    expect(await audit.verify(head)).toMatchObject({ ok: false, fault: { seq: 2 } });
  });

  it('goes on from where the chain stands when another process has cut in between', async () => {
    await audit.record(anEntry());
    await createAuditService({ connection: database.connection, clock: () => now }).record(anEntry());
    await audit.record(anEntry());
    expect(await audit.verify()).toMatchObject({ ok: true, head: { seq: 3 } });
  });

  it('writes the same data as the same text whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        const turned = Object.fromEntries(Object.entries(data).reverse());
        expect(toCanonical(turned)).toBe(toCanonical(data));
      }),
    );
  });
});
