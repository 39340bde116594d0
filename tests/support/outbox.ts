import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { newId } from '../../core/database/index.ts';
import type { Reply } from '../../core/dialog/types.ts';
import { t } from '../../core/dialog/words.ts';
import { LisoloError } from '../../core/errors.ts';
import type { IdentityService, Person } from '../../core/identity/index.ts';
import { silentLog } from '../../core/log.ts';
import { createNotificationService } from '../../core/notifications/index.ts';
import type { Notice, NoticeRecord, NotificationService, Route } from '../../core/notifications/index.ts';
import { testDatabase } from './mongo.ts';
import type { TestDatabase } from './mongo.ts';
import { plainSpeech } from './plain-speech.ts';

export const secondMs = 1000;
export const hourMs = 3600 * secondMs;
export const start = new Date('2026-11-21T08:00:00Z');
export const phone = '+243810000001';

export let database: TestDatabase;
export let now = start;
export let people: Map<string, Person>;
export let blocked: string[];
let services: NotificationService[] = [];

/** Gives the test file an outbox of its own, empty before each test. */
export function useOutbox(): void {
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(startOver);
  afterEach(async () => {
    await Promise.all(services.map((service) => service.drain()));
    services = [];
  });
}

export async function startOver(): Promise<void> {
  now = start;
  people = new Map();
  blocked = [];
  await database.connection.collection('outbox').deleteMany({});
}

/** A service that hangs for good is not waited for. */
export const leaveHanging = (service: NotificationService): void => {
  services = services.filter((other) => other !== service);
};
export const moveTo = (at: Date): void => {
  now = at;
};

export const later = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};

const identity: Pick<IdentityService, 'byId' | 'byPhone' | 'phonesOf' | 'markBlocked'> = {
  byId: (id) => Promise.resolve(people.get(id)),
  byPhone: (number) => Promise.resolve([...people.values()].find((person) => person.phone === number)),
  phonesOf: (id) => Promise.resolve([people.get(id)?.phone ?? []].flat()),
  markBlocked: (channel, address) => {
    blocked.push(`${channel}:${address}`);
    return Promise.resolve();
  },
};

export function aPerson(over: Partial<Person> = {}): Person {
  const person: Person = {
    id: newId(),
    phone,
    country: 'CD',
    language: 'fr',
    addresses: [],
    roles: [],
    hasPin: false,
    createdAt: start,
    ...over,
  };
  people.set(person.id, person);
  return person;
}
export const onTelegram = { channel: 'telegram', address: '42', lastSeenAt: start } as const;
export const onWhatsapp = {
  channel: 'whatsapp',
  address: phone,
  lastSeenAt: new Date(start.getTime() - hourMs),
} as const;

export function aService(over: { defaultSmsOn?: boolean; deliveryLimitMs?: number } = {}): NotificationService {
  const service = createNotificationService({
    connection: database.connection,
    identity,
    files: { link: (id, minutes) => `https://l.example/f/${id}?${minutes}` },
    speak: plainSpeech,
    clock: () => now,
    log: silentLog,
    random: () => 1,
    ...over,
  });
  services.push(service);
  return service;
}

export interface Delivery {
  readonly route: Route;
  readonly address: string;
  readonly reply: Reply;
  readonly key: string;
}
/** A door that does what the next plan says, and keeps what reached it. */
export function aDoor(service: NotificationService, route: Route, plan: (Error | 'ok')[] = []): Delivery[] {
  const got: Delivery[] = [];
  service.registerRoute(route, (address, reply, key) => {
    const next = plan.shift();
    if (next instanceof Error) return Promise.reject(next);
    got.push({ route, address, reply, key });
    return Promise.resolve({ providerId: `${route}-${got.length}` });
  });
  return got;
}
export const down = (details = {}): LisoloError => new LisoloError('unavailable', { reason: 'down', ...details });

export async function only(service: NotificationService): Promise<NoticeRecord> {
  const { items } = await service.list({ page: { offset: 0, limit: 10 } });
  if (items.length !== 1 || !items[0]) throw new Error(`${items.length} notices`);
  return items[0];
}
export const notice = (to: Notice['to'], over: Partial<Notice> = {}): Notice => ({
  key: 'k',
  to,
  body: [t('fines:paid')],
  ...over,
});
