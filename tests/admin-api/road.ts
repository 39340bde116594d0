import { newId } from '../../core/database/index.ts';
import { infractionTypeModel, type Fine } from '../../core/fines/index.ts';
import type { TestServer } from './start-server.ts';

/** Lets a kind of infraction be recorded in the Congo: `amount` centimes of its francs. */
export async function addType(server: TestServer, code: string, amount: number): Promise<void> {
  await infractionTypeModel(server.database.connection).create({
    _id: newId(), country: 'CD', code, version: 1, labels: { fr: `Infraction ${code}` }, article: 'art. 1',
    tariff: { kind: 'fixed', amount, currency: 'CDF' }, activeFrom: new Date(0), createdAt: new Date(0),
  }); // prettier-ignore
}

/** A fine on 1234AB01, recorded just now. */
export const recordFine = (server: TestServer, typeCode: string, over: object = {}): Promise<Fine> =>
  server.fines.record({
    country: 'CD', plate: '1234AB01', typeCode, place: { text: 'Gombe' }, at: new Date(), agentId: newId(), ...over,
  }); // prettier-ignore
