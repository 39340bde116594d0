import { createAuditService, type AuditLog } from '../../../core/audit/index.ts';
import type { Caller, CountryCode, Reply } from '../../../core/dialog/index.ts';
import { createFileService, type FileService } from '../../../core/files/index.ts';
import { createIdentityService, type IdentityService, type Person } from '../../../core/identity/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createOfficeFinder, type OfficeFinder } from '../../../core/organisations/index.ts';
import { createNotificationService, type NotificationService, type Route } from '../../../core/notifications/index.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';
import { strictSpeak } from '../../support/talk.ts';
import { createTestOffice, type OfficeWish, type TestOffice } from './test-office.ts';

export type { OfficeWish, TestOffice } from './test-office.ts';

export interface Delivered {
  readonly route: Route;
  readonly address: string;
  /** As it was said, in the person's language. */
  readonly text: string;
  readonly reply: Reply;
}

/** A Monday on which offices are open: 10:30 in Kinshasa, 11:30 in Lubumbashi, 9:30 in Dakar. */
export const openMonday = new Date('2026-11-23T09:30:00Z');
export const staffPin = '482915';

export interface OfficeWorld {
  readonly database: TestDatabase;
  readonly connection: TestDatabase['connection'];
  readonly identity: IdentityService;
  readonly notifications: NotificationService;
  readonly audit: AuditLog;
  readonly files: FileService;
  readonly offices: OfficeFinder;
  /** Every message that went out. */
  readonly delivered: Delivered[];
  clock(): Date;
  setNow(at: Date): void;
  pass(minutes: number): void;
  /** Sends all messages that are due. */
  settle(): Promise<void>;
  office(wish?: OfficeWish): Promise<TestOffice>;
  /** Somebody with a telephone who has agreed; the same phone is the same person. */
  citizen(
    phone?: string,
    of?: { readonly country?: CountryCode; readonly channel?: Caller['channel'] },
  ): Promise<Caller>;
  /** How staff speak in the bot. */
  asCaller(person: Person, channel?: Caller['channel']): Caller;
}

/** Offices on a database of their own, with a clock that stands still. */
export async function officeWorld(): Promise<OfficeWorld> {
  const database = await testDatabase();
  const { connection } = database;
  let now = openMonday;
  const clock = (): Date => now;
  const delivered: Delivered[] = [];
  let phones = 0;

  const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
  const audit = createAuditService({ connection, clock });
  const files = createFileService({
    connection,
    clock,
    publicUrl: 'https://lisolo.example',
    secret: 'x'.repeat(32),
  });
  const notifications = createNotificationService({
    connection,
    identity,
    files,
    speak: strictSpeak,
    clock,
    log: silentLog,
  });
  for (const route of ['simulator', 'telegram', 'whatsapp', 'sms', 'email'] as const)
    notifications.registerRoute(route, async (address, reply) => {
      const text = reply.body.map((words) => strictSpeak(words, reply.language)).join('\n');
      delivered.push({ route, address, reply, text });
      return {};
    });

  const asCaller = (person: Person, channel: Caller['channel'] = 'simulator'): Caller => ({
    channel,
    address: person.phone ?? person.id,
    ...(person.phone ? { phone: person.phone } : {}),
    personId: person.id,
    language: person.language,
    country: person.country,
    roles: [...person.roles],
    consent: 'given',
  });

  return {
    database,
    connection,
    identity,
    notifications,
    audit,
    files,
    offices: createOfficeFinder({ connection }),
    delivered,
    clock,
    setNow: (at) => void (now = at),
    pass: (minutes) => void (now = new Date(now.getTime() + minutes * 60_000)),
    async settle() {
      await notifications.settled();
      await notifications.sendDue();
    },
    office: (wish) => createTestOffice({ connection, identity }, wish),
    async citizen(phone, { country = 'CD', channel = 'simulator' } = {}) {
      const number = phone ?? `${country === 'CD' ? '+24381' : '+22177'}${String(1_000_000 + (phones += 1))}`;
      const contact = { channel, address: number, phone: number };
      const { id } = await identity.consent(await identity.callerFor(contact), 'fr');
      const person = await identity.byId(id);
      if (!person) throw new Error('somebody who has just agreed is known');
      return asCaller(person, channel);
    },
    asCaller,
  };
}
