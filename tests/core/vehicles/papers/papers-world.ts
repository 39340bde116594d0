import type { Caller, Surface } from '../../../../core/dialog/index.ts';
import { createFileService } from '../../../../core/files/index.ts';
import { createIdentityService, gates, identityDialogs, type Role } from '../../../../core/identity/index.ts';
import { silentLog } from '../../../../core/log.ts';
import { createNotificationService, type Route } from '../../../../core/notifications/index.ts';
import {
  createLookups, createOwnerNews, createVehicleOwners, createVehicleRegistry, createVehicles, type Vehicle,
} from '../../../../core/vehicles/index.ts'; // prettier-ignore
import { paperDialogs } from '../../../../core/vehicles/papers/dialogs.ts';
import {
  createPapersPart,
  paperModel,
  type Page,
  type PaperDrafts,
  type PageReader,
} from '../../../../core/vehicles/papers/index.ts';
import type { Sending } from '../../../../core/vehicles/papers/sending.ts';
import { testDatabase } from '../../../support/mongo.ts';
import { aPicture } from '../../../support/pictures.ts';
import { strictSpeak, talk, type Talk } from '../../../support/talk.ts';
import { pageOfText } from './page-of-text.ts';

export const pin = '482915';
export const day = (iso: string): Date => new Date(`${iso}T00:00:00Z`);
const start = new Date('2026-11-21T09:00:00Z');

export interface Told {
  readonly route: Route;
  readonly address: string;
  readonly text: string;
}

export type PapersWorld = Awaited<ReturnType<typeof papersWorld>>;

/** The services of papers on the real engine; the text of each photo is known beforehand, so that no page is recognised. */
export async function papersWorld() {
  const database = await testDatabase();
  const { connection } = database;
  let now = start;
  let pictures = 0;
  let plays = 0;
  const clock = (): Date => now;
  const told: Told[] = [];
  const texts = new Map<string, string>();

  const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
  const files = createFileService({ connection, publicUrl: 'https://lisolo.example', secret: 'x'.repeat(32), clock });
  const notifications = createNotificationService({ connection, identity, files, speak: strictSpeak, clock, log: silentLog });
  for (const route of ['simulator', 'sms', 'email'] as const)
    notifications.registerRoute(route, async (address, reply) => {
      told.push({ route, address, text: reply.body.map((words) => strictSpeak(words, reply.language)).join('\n') });
      return {};
    });
  const vehicles = createVehicles({ connection });
  const owners = createVehicleOwners({ connection, people: identity });
  const ownerNews = createOwnerNews({ connection, log: silentLog });
  const vehicleRegistry = createVehicleRegistry({ connection, clock, people: identity, news: ownerNews });
  const lookups = createLookups({ connection, clock, log: silentLog });
  let busy = false;
  const pageReader: PageReader = {
    async read(bytes): Promise<Page> {
      if (busy) throw new (await import('../../../../core/errors.ts')).LisoloError('unavailable');
      return pageOfText(texts.get(Buffer.from(bytes).toString('base64')) ?? '');
    },
    close: () => Promise.resolve(),
  };
  const deps = { connection, clock, log: silentLog, files, notifications, vehicles, owners, vehicleRegistry };
  const part = createPapersPart({ ...deps, pageReader });

  async function person(phone: string, name: string, roles: Role[] = []) {
    const known = await identity.byPhone(phone);
    if (known) return known;
    const made = await identity.create({ name, phone, country: 'CD', roles, ...(roles.length > 0 ? { pin } : {}) });
    const caller: Caller = { channel: 'simulator', address: phone, phone, country: 'CD', roles, consent: 'unasked' };
    await identity.consent(caller, 'fr');
    return made;
  }
  const owner = await person('+243810000001', 'Patrick Mukendi Kabasele');
  const agent = await person('+243810000002', 'Didier Mukendi', ['pcr_agent']);
  const admin = await person('+243810000003', 'Béatrice Lumbala', ['admin']);
  const second = await person('+243810000004', 'Alain Admin', ['admin']);
  const stranger = await person('+243810000005', 'Ruth Mavungu');
  await paperModel(connection).init();

  const callerOf = ({ phone = '', id, roles }: typeof owner): Caller => ({
    channel: 'simulator', address: phone, phone, personId: id, language: 'fr', country: 'CD', roles, consent: 'given',
  }); // prettier-ignore

  return {
    ...part, ...deps, database, identity, lookups, told, clock, owner, agent, admin, second, stranger, callerOf,
    ownerNews,
    setBusy: (is: boolean) => void (busy = is),
    pass: (days: number) => void (now = new Date(now.getTime() + days * 86_400_000)),
    /** A vehicle of the owner, or of nobody who is known. */
    async vehicle(more: Partial<Vehicle> = {}): Promise<Vehicle> {
      return vehicleRegistry.create({
        country: 'CD', plate: '1234AB01', make: 'Toyota', model: 'Corolla', category: 'car', vin: 'JTDKB20U183123401',
        ownerId: owner.id, ...more,
      }); // prettier-ignore
    },
    /** A photo as a door has stored it, with this text on it; each one is another picture. */
    async photo(text = ''): Promise<string> {
      pictures += 1;
      const { id } = await files.put({ bytes: await aPicture('png', 40 + pictures, 30), name: 'photo', owner: 'simulator' });
      texts.set((await files.read(id)).bytes.toString('base64'), text);
      return id;
    },
    async send(vehicle: Vehicle, more: Partial<Sending> = {}) {
      return part.vehiclePapers.send({
        key: `key ${(pictures += 1)}`,
        vehicleId: vehicle.id,
        kind: 'insurance',
        by: { personId: owner.id, roles: [], onDuty: false, channel: 'simulator' },
        photo: more.photo ?? (await this.photo()),
        said: { until: day('2027-03-12') },
        ...more,
      });
    },
    async settle(): Promise<void> {
      await part.paperNotices.idle();
      await notifications.settled();
      await notifications.sendDue();
    },
    async play(who: typeof owner, dialog: string, { data, surface, language }: { data?: Record<string, unknown>; surface?: Surface; language?: Caller['language'] } = {}): Promise<Talk> {
      plays += 1;
      // Every play counts its turns from the same number; in the product the conversation's name keeps them apart.
      const own = `play ${plays} `;
      const services = {
        ...part, vehicles, owners, lookups, files,
        paperDrafts: {
          ...part.paperDrafts,
          keep: (fields, personId, key) => part.paperDrafts.keep(fields, personId, own + key),
        } satisfies PaperDrafts,
        vehiclePapers: {
          ...part.vehiclePapers,
          send: (sending: Sending) => part.vehiclePapers.send({ ...sending, key: own + sending.key }),
        },
      }; // prettier-ignore
      const flows = paperDialogs(services);
      const first = flows.find(({ flow }) => flow.id === dialog);
      if (!first) throw new Error(`no dialog is called ${dialog}`);
      return talk({
        flows: [first, ...flows.filter((flow) => flow !== first), ...identityDialogs({ identity, files })],
        gates,
        caller: { ...callerOf(who), ...(surface ? { channel: surface.channel } : {}), ...(language ? { language } : {}) },
        now: clock,
        ...(surface ? { surface } : {}),
        ...(data ? { data } : {}),
      });
    },
    async clear(): Promise<void> {
      await this.settle();
      now = start;
      told.length = 0;
      busy = false;
      for (const name of ['vehicle_papers', 'vehicles', 'vehicle_lookups', 'vehicle_lookup_days', 'outbox', 'files']) await connection.collection(name).deleteMany({});
    },
  };
} // prettier-ignore
