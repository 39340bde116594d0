import { newId } from '../../../core/database/index.ts';
import type { Caller } from '../../../core/dialog/index.ts';
import type { Position } from '../../../core/geo/index.ts';
import type { Role } from '../../../core/identity/index.ts';
import { silentLog } from '../../../core/log.ts';
import {
  actorOf,
  createReportsPart,
  type Actor,
  type Body,
  type BodyRecord,
  type NewReport,
  type Report,
  type ReportChange,
  type ReportListener,
  type ReportRecord,
  type ReportsPart,
} from '../../../core/reports/index.ts';
import { bodyModel, toBody } from '../../../core/reports/body.model.ts';
import { commentModel } from '../../../core/reports/comment.model.ts';
import { flagModel } from '../../../core/reports/flag.model.ts';
import { reportModel } from '../../../core/reports/report.model.ts';
import { supportModel } from '../../../core/reports/support.model.ts';
import { aPicture } from '../../support/pictures.ts';
import { strictSpeak } from '../../support/talk.ts';
import { officeWorld, type OfficeWorld } from '../queues/office-world.ts';

/** On the avenue Kasa-Vubu in Lemba. */
export const inLemba = { latitude: -4.393, longitude: 15.327 } as const;
/** So many metres north of a place. */
export const north = (metres: number, { latitude, longitude }: Position = inLemba): Position => ({
  latitude: latitude + metres / 111_195,
  longitude,
});

export interface StaffMember {
  readonly caller: Caller;
  readonly actor: Actor;
}

export interface ReportWorld extends Omit<OfficeWorld, 'office'> {
  readonly part: ReportsPart;
  readonly reports: ReportsPart['reports'];
  readonly work: ReportsPart['reportWork'];
  /** Every event that the listener has heard, in order. */
  readonly heard: (ReportChange & { readonly reportId: string })[];
  /** The next so many times, the listener fails. */
  failListeners(times: number): void;
  /** Told of every event before it is heard; may throw. */
  listen(listener: ReportListener): void;
  record(id: string): Promise<ReportRecord>;
  /** A key that was not used before. */
  key(): string;
  /** Somebody of the staff, with a PIN only where one is given. */
  staff(role: Role, pin?: string): Promise<StaffMember>;
  /** A citizen as one who acts. */
  neighbour(): Promise<StaffMember>;
  /** For all of Kinshasa and everything, where nothing else is said. */
  body(wish?: Partial<BodyRecord>): Promise<Body>;
  /** Rubbish in Lemba, told anonymously, where nothing else is said. */
  tell(wish?: Partial<NewReport>): Promise<Report>;
  /** A photo as a door has kept it. */
  photo(): Promise<string>;
  /** Moderators and operators use these names for what they do with a report. */
  act(report: Pick<Report, 'id'>, who: StaffMember): { key: string; reportId: string; actor: Actor };
}

/** How an act ended: done, or the code of its refusal with the reason. */
export const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code: string; details: { reason?: string } }) =>
      [error.code, error.details.reason].filter((one) => one !== undefined).join(' '),
  );

/** Reports on a database of their own, with a clock that stands still. */
export async function reportWorld(): Promise<ReportWorld> {
  const { office: _office, ...world } = await officeWorld();
  const { connection, clock, files, identity } = world;
  const models = [reportModel, supportModel, commentModel, flagModel, bodyModel] as const;
  await Promise.all(models.map((model) => model(connection).init()));
  const heard: ReportWorld['heard'] = [];
  const listeners: ReportListener[] = [];
  let failures = 0;
  const part = createReportsPart({
    ...world,
    connection,
    clock,
    files,
    people: identity,
    log: silentLog,
    speak: strictSpeak,
    secret: 'y'.repeat(32),
  });
  part.onReport({
    tests: async (report, change, inHaste) => {
      for (const listener of listeners) await listener(report, change, inHaste);
      failures -= 1;
      if (failures >= 0) throw new Error('nobody listens');
      heard.push({ ...change, reportId: report.id });
    },
  });
  let keys = 0;
  let names = 0;
  const key = (): string => `simulator:+243810000001:${(keys += 1)}`;

  return {
    ...world,
    part,
    reports: part.reports,
    work: part.reportWork,
    heard,
    failListeners: (times) => void (failures = times),
    listen: (listener) => void listeners.push(listener),
    async record(id) {
      const found = await reportModel(connection).findById(id).lean<ReportRecord>();
      if (!found) throw new Error('there is no such report');
      return found;
    },
    key,
    async staff(role, pin) {
      const phone = `+24389${String(1_000_000 + (names += 1))}`;
      const person = await identity.create({
        phone,
        name: `${role} ${names}`,
        country: 'CD',
        roles: [role],
        ...(pin !== undefined && { pin }),
      });
      const caller = world.asCaller(person);
      return { caller, actor: actorOf(caller) };
    },
    async neighbour() {
      const caller = await world.citizen();
      return { caller, actor: actorOf(caller) };
    },
    async body(wish = {}) {
      const record: BodyRecord = {
        _id: newId(),
        name: `Service ${(names += 1)}`,
        country: 'CD',
        areas: ['kinshasa.cd'],
        categories: [],
        operators: [],
        active: true,
        revision: 1,
        createdAt: clock(),
        ...wish,
      };
      await bodyModel(connection).create(record);
      return toBody(record);
    },
    tell: (wish = {}) =>
      part.reports.report({
        key: key(),
        country: 'CD',
        category: 'garbage',
        words: 'Un tas d’immondices bouche la rue',
        place: { commune: 'Lemba', street: 'Avenue Kasa-Vubu' },
        photos: [],
        source: 'simulator',
        ...wish,
      }),
    async photo() {
      const bytes = await aPicture();
      return (await files.put({ bytes, name: 'door', owner: 'door', key: key() })).id;
    },
    act: (report, { actor }) => ({ key: key(), reportId: report.id, actor }),
  };
}
