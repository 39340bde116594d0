import type { Connection, Model } from 'mongoose';

import { appointmentModel } from '../appointments/index.ts';
import { isDuplicateKey, nextNumber } from '../database/index.ts';
import type { CountryCode } from '../dialog/types.ts';
import { LisoloError, isLisoloError } from '../errors.ts';
import type { FileService } from '../files/index.ts';
import { infractionModel, infractionTypeModel } from '../fines/index.ts';
import type { IdentityService, Person } from '../identity/index.ts';
import { branchModel, officeServiceModel, organisationModel } from '../organisations/index.ts';
import { ledgerModel, paymentModel } from '../payments/index.ts';
import { counterModel, queueModel, type TicketService } from '../queues/index.ts';
import {
  bodyModel, commentModel, flagModel, reportModel, speakerModel, supportModel, type Vocabulary,
} from '../reports/index.ts'; // prettier-ignore
import { lookupModel, paperModel, requestModel, vehicleModel } from '../vehicles/index.ts';
import { appointmentRecords } from './appointments.ts';
import { lookRecords } from './looks.ts';
import { officeRecords } from './office-records.ts';
import { paperRecords } from './papers.ts';
import { demoActors, type DemoActor } from './people.ts';
import { bodyRecords } from './report-bodies.ts';
import { reportRecords } from './reports.ts';
import { requestRecords } from './requests.ts';
import { cases, firstNumber, typeRecords, vehicleRecord, type Case } from './records.ts';
import { createDemoSecrets, type DemoSecrets } from './secrets.ts';
import { takeTickets } from './tickets.ts';
import { demoVehicles } from './vehicles.ts';

/** How to log in as a demo person; told once. */
export interface DemoAccount {
  readonly who: string;
  /** E-mail for the admin API, phone for the PIN. */
  readonly login: string;
  readonly secret: string;
}

export interface DemoDeps {
  readonly connection: Connection;
  readonly identity: Pick<IdentityService, 'create' | 'byPhone' | 'setPin' | 'setPassword'>;
  readonly files: Pick<FileService, 'put' | 'byKey'>;
  readonly tickets: Pick<TicketService, 'join'>;
  readonly reportVocabulary: Pick<Vocabulary, 'learn'>;
  readonly isProduction: boolean;
  /** DEMO_SECRET. */
  readonly secret?: string | undefined;
  readonly now: Date;
}

async function insert<T>(model: Model<T>, records: readonly T[]): Promise<void> {
  await model.init();
  try {
    await model.insertMany(records, { ordered: false });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

/** True for the one who may load: the database was empty, or an earlier loading did not come to its end. */
async function claim(connection: Connection, now: Date): Promise<boolean> {
  const marks = connection.collection<{ _id: string; state: 'loading' | 'done'; at: Date }>('demo');
  const mark = await marks.findOne({ _id: 'demo' });
  if (mark) return mark.state === 'loading';
  const models = [vehicleModel, infractionModel, infractionTypeModel, paymentModel].map(
    (model) => model(connection).collection,
  );
  const filled = await Promise.all(
    [...models, connection.collection('people')].map((collection) =>
      collection.findOne({}, { projection: { _id: 1 } }),
    ),
  );
  if (filled.some((found) => found !== null)) return false;
  try {
    await marks.insertOne({ _id: 'demo', state: 'loading', at: now });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

const isStaff = ({ role }: DemoActor): boolean => role !== 'citizen';

async function enter(
  actor: DemoActor,
  secrets: DemoSecrets,
  identity: DemoDeps['identity'],
): Promise<{ person: Person; accounts: DemoAccount[] }> {
  const { key, name, phone, country, role, email } = actor;
  const pin = isStaff(actor) ? secrets.pin(key) : undefined;
  const password = email ? secrets.password(key) : undefined;
  const who = `${name} (${role}, ${country})`;
  const accounts = [
    ...(password && email ? [{ who, login: email, secret: password }] : []),
    ...(pin ? [{ who, login: phone, secret: `PIN ${pin}` }] : []),
  ];
  const secretsOf = { ...(pin ? { pin } : {}), ...(password ? { password } : {}) };
  try {
    const roles = role === 'citizen' ? [] : [role];
    const person = await identity.create({
      name,
      phone,
      country,
      roles,
      ...(email ? { email } : {}),
      ...secretsOf,
      drawn: true,
    });
    return { person, accounts };
  } catch (error) {
    const person = isLisoloError(error, 'conflict') ? await identity.byPhone(phone) : undefined;
    if (!person) throw error;
    if (pin) await identity.setPin(person.id, pin);
    if (password) await identity.setPassword(person.id, password);
    return { person, accounts };
  }
}

/** The next real numbers come after those of the demo. */
async function advanceCounters(connection: Connection, all: readonly Case[]): Promise<void> {
  await nextNumber(connection, 'fines', firstNumber + all.length);
  const years = new Set(
    all.flatMap(({ payment }) => (payment?.receiptNumber ? [payment.receiptNumber.slice(2, 9)] : [])),
  );
  for (const series of years) {
    const [country, year] = series.split('-') as [CountryCode, string];
    await nextNumber(
      connection,
      `receipts:${country}:${year}`,
      all.filter(({ payment }) => payment?.receiptNumber?.startsWith(`Q-${series}`)).length,
    );
  }
}

/**
 * Fills an empty database with people, vehicles and their papers, fines, payments, offices and reports of both countries, and returns how to log in.
 * Returns nothing, and does nothing, where there is data already. Safe to run again after an interruption.
 * Throws `forbidden` in production.
 */
export async function loadDemo({
  connection,
  identity,
  files,
  tickets,
  reportVocabulary,
  isProduction,
  secret,
  now,
}: DemoDeps): Promise<DemoAccount[]> {
  if (isProduction) throw new LisoloError('forbidden', { reason: 'no demo data in production' });
  if (!(await claim(connection, now))) return [];
  const secrets = createDemoSecrets(secret);
  const entered = await Promise.all(demoActors.map((actor) => enter(actor, secrets, identity)));
  const people = new Map(
    demoActors
      .map(({ key }, index) => [key, entered[index]?.person])
      .filter((pair): pair is [string, Person] => pair[1] !== undefined),
  );
  const types = typeRecords(now);
  const all = cases(types, people, now);
  const offices = officeRecords(people, now);
  const [papers, told] = await Promise.all([paperRecords(people, files, now), reportRecords(people, files, now)]);
  await Promise.all([
    insert(infractionTypeModel(connection), types),
    insert(
      vehicleModel(connection),
      demoVehicles.map((vehicle) => vehicleRecord(vehicle, people, now)),
    ),
    insert(
      infractionModel(connection),
      all.map(({ fine }) => fine),
    ),
    insert(
      ledgerModel(connection),
      all.flatMap(({ entry }) => (entry ? [entry] : [])),
    ),
    insert(
      paymentModel(connection),
      all.flatMap(({ payment }) => (payment ? [payment] : [])),
    ),
    insert(paperModel(connection), papers),
    insert(requestModel(connection), requestRecords(people, now)),
    insert(lookupModel(connection), lookRecords(people, now)),
    insert(organisationModel(connection), offices.organisations),
    insert(branchModel(connection), offices.branches),
    insert(officeServiceModel(connection), offices.services),
    insert(queueModel(connection), offices.queues),
    insert(counterModel(connection), offices.counters),
    insert(appointmentModel(connection), appointmentRecords(offices, people, now)),
    insert(bodyModel(connection), bodyRecords(people, now)),
    insert(reportModel(connection), told.reports),
    insert(commentModel(connection), told.comments),
    insert(speakerModel(connection), told.speakers),
    insert(supportModel(connection), told.supports),
    insert(flagModel(connection), told.flags),
    advanceCounters(connection, all),
  ]);
  for (const report of told.reports) await reportVocabulary.learn(report);
  await takeTickets(offices, tickets);
  await connection
    .collection<{ _id: string; state: string }>('demo')
    .updateOne({ _id: 'demo' }, { $set: { state: 'done' } });
  return entered.flatMap(({ accounts }) => accounts);
}
