import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { createTestOffice, type OfficeWish, type TestOffice } from '../core/queues/test-office.ts';
import { startServer, type Answer, type TestServer } from './start-server.ts';

type Member = Awaited<ReturnType<TestServer['member']>>;

let api: TestServer;
let office: TestOffice;
let elsewhere: TestOffice;
let admin: Member;
let agent: Member;
let colleague: Member;
let manager: Member;
let stranger: Member;

/** Open at whatever hour this is run. */
const always = {
  week: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [{ from: '00:00', to: '24:00' }]])),
  closedOnHolidays: false,
  exceptions: [],
};
const anOffice = (wish: OfficeWish, ...agents: Member[]): Promise<TestOffice> =>
  createTestOffice(
    { connection: api.database.connection, identity: api.identity },
    {
      ...wish,
      branch: { agents: agents.map(({ personId }) => personId), managers: [manager.personId], hours: always },
    },
  );

beforeAll(async () => {
  api = await startServer();
  [admin, agent, colleague, manager, stranger] = await Promise.all([
    api.member('admin'), api.member('counter_agent'), api.member('counter_agent'), api.member('counter_agent'), api.member('counter_agent'),
  ]); // prettier-ignore
  const services = [{ name: 'Consultation' }, { name: 'Caisse' }];
  office = await anOffice({ counters: 2, queues: [{}, { name: 'Caisse' }], services }, agent, colleague);
  elsewhere = await anOffice({}, stranger);
});
afterAll(() => api.stop());

const post = (who: Member, path: string, body: unknown = {}, key?: string): Promise<Answer> =>
  api.call('POST', path, { token: who.token, body, ...(key ? { headers: { 'Idempotency-Key': key } } : {}) });
const get = (who: Member, path: string): Promise<Answer> => api.call('GET', path, { token: who.token });

const sit = async (who: Member, index = 0): Promise<string> => {
  const { id } = office.counters[index]!;
  expect((await post(who, `/counters/${id}/open`)).json).toMatchObject({ state: 'open', agentId: who.personId });
  return id;
};
async function citizen(queue = 0): Promise<{ personId: string; ticketId: string }> {
  const { id: personId } = await api.identity.create({ country: 'CD', roles: [] });
  const { id: ticketId } = await api.tickets.join({
    key: newId(),
    queueId: office.queues[queue]!.id,
    serviceId: office.service.id,
    holder: { personId, channel: 'ussd', country: 'CD' },
    by: personId,
  });
  return { personId, ticketId };
}
/** Serves whoever is left over, and closes the counters. */
async function cleared(): Promise<void> {
  for (const [index, who] of [agent, colleague].entries()) {
    const { id } = office.counters[index]!;
    await post(who, `/counters/${id}/open`);
    for (;;) {
      const current = (await api.counters.current(id)) ?? (await post(who, `/counters/${id}/next`)).json.ticket;
      if (!current) break;
      if (current.state === 'called') await post(who, `/tickets/${current.id}/start`);
      await post(who, `/tickets/${current.id}/finish`);
    }
    expect((await post(who, `/counters/${id}/close`)).json.state).toBe('closed');
  }
}

describe('an agent with a program of his own', () => {
  it('opens a counter, calls, recalls, serves and finishes, and all of it is in the audit log', async () => {
    const counterId = await sit(agent);
    expect((await post(agent, `/counters/${counterId}/next`)).json).toEqual({ ticket: null });
    const { ticketId } = await citizen();
    expect((await post(agent, `/counters/${counterId}/next`)).json.ticket).toMatchObject({ id: ticketId, state: 'called', counterId }); // prettier-ignore
    expect((await post(agent, `/tickets/${ticketId}/recall`)).json).toMatchObject({ calls: 2 });
    expect((await post(agent, `/tickets/${ticketId}/put-back`)).json).toMatchObject({ state: 'waiting' });
    expect((await post(agent, `/counters/${counterId}/pause`)).json.state).toBe('paused');
    expect((await post(agent, `/counters/${counterId}/next`)).json).toMatchObject({ status: 409, detail: 'paused' });
    expect((await post(agent, `/counters/${counterId}/resume`)).json.state).toBe('open');
    await post(agent, `/counters/${counterId}/next`);
    const busy = await post(agent, `/counters/${counterId}/next`);
    expect(busy.json).toMatchObject({ status: 409, detail: 'counter_busy', ticketId });
    expect((await post(agent, `/tickets/${ticketId}/start`)).json).toMatchObject({ state: 'serving' });
    expect((await post(agent, `/counters/${counterId}/close`)).json).toMatchObject({ detail: 'still_serving' });
    const { json } = await post(agent, `/tickets/${ticketId}/finish`);
    expect(json).toMatchObject({ state: 'served', calls: 3 });
    expect(json).not.toHaveProperty('counterId');
    const { items } = (await get(admin, `/audit?actorId=${agent.personId}&limit=50`)).json;
    const actions = items.map(({ action }: { action: string }) => action);
    for (const action of ['counters.open', 'counters.next', 'counters.pause', 'tickets.recall', 'tickets.finish'])
      expect(actions).toContain(action);
    await cleared();
  });

  it('does nothing twice under one Idempotency-Key', async () => {
    const counterId = await sit(agent);
    const [first, second] = [await citizen(), await citizen()];
    const key = newId();
    const calls = await Promise.all([1, 2, 3].map(() => post(agent, `/counters/${counterId}/next`, {}, key)));
    expect(calls.map(({ json }) => json.ticket.id)).toEqual([first.ticketId, first.ticketId, first.ticketId]);
    expect((await api.tickets.get(second.ticketId))?.state).toBe('waiting');
    const give = { queueId: office.queue.id, serviceId: office.service.id, priority: 'high' };
    const given = await Promise.all([1, 2].map(() => post(agent, '/tickets', give, 'give-it-once')));
    expect(given.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(given.map(({ json }) => json.number)).size).toBe(1);
    expect(given[0]!.json).toMatchObject({ state: 'waiting', priority: 'high' });
    expect((await post(agent, '/tickets', { ...give, priority: 'now' })).status).toBe(400);
    await cleared();
  });

  it('is told from where to where a move is not possible', async () => {
    const { ticketId } = await citizen();
    for (const [move, to] of [
      ['start', 'serving'],
      ['finish', 'served'],
      ['no-show', 'no_show'],
    ])
      expect((await post(agent, `/tickets/${ticketId}/${move}`)).json).toMatchObject({
        status: 409, code: 'illegal_transition', from: 'waiting', to,
      }); // prettier-ignore
    const counterId = await sit(agent);
    const gone = await citizen();
    expect((await post(agent, `/tickets/${gone.ticketId}/cancel`)).json.state).toBe('cancelled');
    await post(agent, `/counters/${counterId}/next`);
    expect((await post(agent, `/tickets/${ticketId}/no-show`)).json.state).toBe('no_show');
    expect((await post(agent, `/tickets/${ticketId}/finish`)).json).toMatchObject({ from: 'no_show', to: 'served' });
    expect((await post(agent, `/tickets/${newId()}/start`)).status).toBe(404);
    expect((await post(agent, `/tickets/${ticketId}/start`, { now: true })).status).toBe(400);
    await cleared();
  });

  it('lets somebody who waits go before others, once, which the audit log and the history say', async () => {
    const { ticketId } = await citizen();
    const raise = (priority: string, who = agent) => post(who, `/tickets/${ticketId}/prioritise`, { priority });
    expect((await raise('high', stranger)).status).toBe(403);
    expect((await raise('low')).status).toBe(400);
    const raised = await raise('high');
    expect(raised.json).toMatchObject({ state: 'waiting', priority: 'high' });
    expect(raised.json.history.at(-1)).toMatchObject({ from: 'waiting', to: 'waiting', reason: 'prioritised' });
    expect((await raise('urgent')).json).toMatchObject({ status: 409, detail: 'raised_before' });
    const [entry] = (await get(admin, '/audit?action=tickets.prioritise')).json.items;
    expect(entry).toMatchObject({ before: { priority: 'medium' }, after: { priority: 'high' } });
    await post(agent, `/tickets/${ticketId}/cancel`);
  });

  it('sends somebody on to another queue of the branch only', async () => {
    const counterId = await sit(agent);
    const { ticketId } = await citizen();
    await post(agent, `/counters/${counterId}/next`);
    const [serviceId, queueId] = [office.services[1]!.id, office.queues[1]!.id];
    const send = (body: object) => post(agent, `/tickets/${ticketId}/transfer`, body);
    expect((await send({ queueId: office.queue.id, serviceId })).json).toMatchObject({ detail: 'same_queue' });
    const away = { queueId: elsewhere.queue.id, serviceId: elsewhere.service.id };
    expect((await send(away)).json).toMatchObject({ status: 409, detail: 'other_branch' });
    const { json } = await send({ queueId, serviceId });
    expect(json).toMatchObject({ state: 'waiting', queueId, serviceId, cameFrom: ticketId });
    const old = (await get(agent, `/tickets/${ticketId}`)).json;
    expect(old).toMatchObject({ state: 'transferred', number: json.number, sentOn: { ticketId: json.id } });
    await cleared();
  });
});

describe('what belongs to whom', () => {
  it('lets agents act at counters of their own branches only, where nobody else sits', async () => {
    const counterId = await sit(agent);
    const { ticketId } = await citizen();
    for (const who of [stranger, colleague]) {
      expect((await post(who, `/counters/${counterId}/next`)).status).toBe(403);
      expect((await post(who, `/counters/${counterId}/close`)).status).toBe(403);
    }
    expect((await post(colleague, `/counters/${counterId}/open`)).json).toMatchObject({ detail: 'counter_taken' });
    expect((await post(agent, `/counters/${office.counters[1]!.id}/open`)).json.detail).toBe('sits_elsewhere');
    await post(agent, `/counters/${counterId}/next`);
    expect((await post(colleague, `/tickets/${ticketId}/start`)).status).toBe(403);
    expect((await post(stranger, `/tickets/${ticketId}/start`)).status).toBe(403);
    const give = { queueId: office.queue.id, serviceId: office.service.id };
    expect((await post(stranger, '/tickets', give)).status).toBe(403);
    // Whoever leads the branch helps out; administrators look on.
    expect((await post(manager, `/tickets/${ticketId}/start`)).json.state).toBe('serving');
    expect((await post(admin, `/tickets/${ticketId}/finish`)).status).toBe(403);
    expect((await get(admin, `/tickets/${ticketId}`)).status).toBe(200);
    await cleared();
  });

  it('lists tickets by branch, queue, day, state and number, page after page', async () => {
    const { ticketId } = await citizen(1);
    const { number, day } = (await api.tickets.get(ticketId))!;
    const { id: branchId } = office.branch;
    const queueId = office.queues[1]!.id;
    const ids = async (query: string, who = agent): Promise<string[]> =>
      (await get(who, `/tickets?${query}`)).json.items.map(({ id }: { id: string }) => id);
    for (const query of [`queueId=${queueId}&state=waiting`, `branchId=${branchId}&number=${number.toLowerCase()}&day=${day}`])
      for (const who of [agent, admin]) expect(await ids(query, who)).toEqual([ticketId]);
    expect(await ids('state=waiting')).toEqual([ticketId]);
    expect(await ids(`queueId=${newId()}`)).toEqual([]);
    const pages = [await ids('limit=1&page=1'), await ids('limit=1&page=2')];
    expect(new Set(pages.flat()).size).toBe(2);
    expect(await ids('limit=200', stranger)).toEqual([]);
    expect((await get(stranger, `/tickets?branchId=${branchId}`)).status).toBe(403);
    expect((await get(stranger, `/tickets/${ticketId}`)).status).toBe(404);
    expect((await get(admin, '/tickets?state=waiting')).json).toMatchObject({ status: 400, field: 'state' });
    expect((await get(agent, '/tickets?state=asleep')).status).toBe(400);
    await cleared();
  }); // prettier-ignore

  it('shows whose tickets are to those who may see people, and to agents nobody', async () => {
    const { ticketId, personId } = await citizen();
    const own = (await get(agent, `/tickets/${ticketId}`)).json;
    expect(JSON.stringify(own)).not.toContain(personId);
    expect((await get(admin, `/tickets/${ticketId}`)).json).toMatchObject({ personId, history: [{ by: personId }] });
    expect((await get(admin, `/tickets?personId=${personId}`)).json.total).toBe(1);
    expect((await get(agent, `/tickets?personId=${personId}`)).status).toBe(403);
    const csv = async (who: Member) => {
      const { text } = await get(who, `/tickets.csv?branchId=${office.branch.id}`);
      const rows: Record<string, string>[] = parse(text, { columns: true, bom: true });
      return rows.find(({ id }) => id === ticketId);
    };
    expect(await csv(admin)).toMatchObject({ state: 'waiting', channel: 'ussd', personId });
    expect(await csv(agent)).toMatchObject({ state: 'waiting', personId: '' });
    const hr = await api.member('hr');
    for (const path of ['/tickets', '/tickets.csv', `/tickets/${ticketId}`])
      expect((await get(hr, path)).status).toBe(403);
    await cleared();
  });
});
