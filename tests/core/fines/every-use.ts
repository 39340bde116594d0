import type { App } from '../../../core/app.ts';
import type { Caller } from '../../../core/dialog/index.ts';
import { toBankReference, type Fine } from '../../../core/fines/index.ts';
import { end, fineAt } from '../../bench/fines/fine-records.ts';
import type { Most } from '../../support/query-watch.ts';
import { manyFines, type BusyWorld } from './busy-world.ts';

export type Use = readonly [what: string, work: () => Promise<unknown>, most?: Most];

const phone = '+243810000001';
const officer = { id: 'officer', country: 'CD' } as const;
const opj = { by: 'officer', role: 'opj' } as const;
const some = (nth: number) => fineAt(manyFines.from + nth, manyFines);

/** Refusals are answers too. */
const orRefused = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

/** A use of everything that fines can be asked, on the services as they are given. */
export function everyUseOfFines(app: App, { connection }: BusyWorld): Use[] {
  const { fines, agentRecords, contestations, workList, identity } = app;
  const [one, other] = [some(1), some(2)];
  const place = { text: 'Gombe', commune: 'Gombe' };
  const sighting = { country: one.country, plate: one.plate, place, at: one.at, typeCode: one.type.code };
  const caller: Caller = {
    channel: 'telegram', address: '77', language: 'fr', country: 'CD', roles: [], consent: 'asked' as never,
  }; // prettier-ignore
  let fine: Fine;

  const change = (which: object, set: object) => connection.collection('infractions').updateMany(which, { $set: set });
  const record = (key: string): Promise<Fine> =>
    fines.record({ country: 'CD', plate: '1234AB01', typeCode: 'belt', place, at: end, agentId: one.agentId, key });

  return [
    ['fines.record', async () => (fine = await record('use:1'))],
    ['fines.byId', () => fines.byId(one._id)],
    ['fines.byIds', () => fines.byIds([one._id, other._id])],
    ['fines.byReference', () => fines.byReference(one.reference)],
    ['fines.byReference of a bank', () => fines.byReference(toBankReference(one.reference))],
    ['fines.list', () => fines.list(one.country, one.plate)],
    ['fines.listUnpaid', () => fines.listUnpaid(one.country, one.plate)],
    ['fines.platesStartingWith', () => fines.platesStartingWith(one.plate.slice(0, 6))],
    ['fines.platesStartingWith many', () => fines.platesStartingWith('1')],
    ['fines.forPerson', () => fines.forPerson({ personId: one.ownerId ?? 'x', phone, plates: [one, other] })],
    ['fines.types', () => fines.types('CD')],
    ['fines.reserve', () => fines.reserve({ fineId: fine.id, paymentId: 'p', until: end, now: end, anyway: false })],
    ['fines.release', () => fines.release({ fineId: fine.id, paymentId: 'p' })],
    ['contestations.open', async () => contestations.open({ fineId: fine.id, personId: 'q', ground: 'sold', key: 'use' })],
    ['contestations.addEvidence', () => contestations.addEvidence({ fineId: fine.id, personId: 'q', text: 'x', key: 'e' })],
    ['contestations.withdraw', () => contestations.withdraw(fine.id, 'q')],
    ['contestations.decide', () => orRefused(contestations.decide(fine.id, { to: 'rejected', reason: 'proven', ...opj }))],
    ['documentCheck.find a receipt', () => app.documentCheck.find({ by: 'receipt', number: 'Q-CD-2026-0000001' })],
    ['documentCheck.find a plate', () => app.documentCheck.find({ by: 'plate', country: 'CD', plate: one.plate })],
    ['documentCheck.claimIn', async () => app.documentCheck.claimIn(one.reference)],
    ['documentCheck.proofOf', async () => app.documentCheck.proofOf({ by: 'token', token: 'x' })],
    ['documentCheck.claimOfPhoto', () => orRefused(app.documentCheck.claimOfPhoto('x'))],
    ['workList.counts', () => workList.counts(officer)],
    ['workList.next', () => workList.next(officer, [])],
    ['workList.next but one', () => workList.next(officer, [one._id])],
    ['workList.hold', () => workList.hold(one._id, officer.id)],
    ['workList.release', () => workList.release(one._id, officer.id)],
    // All that are contested, one fine in twenty.
    ['contestationList.page', () => app.contestationList.page({}, { skip: 0, limit: 50 }), { docs: 500 }],
    ['contestationList.byId', () => app.contestationList.byId('x')],
    ['contestationNotices.tellDue', () => app.contestationNotices.tellDue()],
    ['contestationNotices.soon', async () => app.contestationNotices.soon(fine.id)],
    ['contestationNotices.idle', () => app.contestationNotices.idle()],
    [
      'deadlines.runDue',
      async () => {
        await change({ country: 'CD', plate: { $lt: '1000' } }, { 'schedule.nextAt': end });
        await app.deadlines.runDue();
      },
      // Of a batch those are read again of which there is news.
      { docs: 500 },
    ],
    ['surpluses.toGiveBack', () => app.surpluses.toGiveBack()],
    ['fines.decide', async () => fines.decide((await record('use:2')).id, { to: 'dismissed', reason: 'x', ...opj })],
    ['fines.applyPayment', () => fines.applyPayment({ fineId: one._id, paymentId: 'z', money: one.due, at: end })],
    ['agentRecords.usualTypes', () => agentRecords.usualTypes(one.agentId, { country: 'CD', commune: 'Gombe' })],
    ['agentRecords.usualTypes of a place', () => agentRecords.usualTypes('nobody', { country: 'CD', commune: 'Gombe' })],
    ['agentRecords.similar', () => agentRecords.similar(sighting)],
    ['agentRecords.since', () => agentRecords.since(one.agentId, new Date(end.getTime() - 86_400_000))],
    ['agentRecords.latest', () => agentRecords.latest(one.agentId, 10)],
    ['agentRecords.void', async () => {
      const { id } = await record('use:3');
      await agentRecords.void(id, { agentId: one.agentId, reason: 'x', channel: 'telegram' });
    }],
    ['agentRecords.keepProof', () => orRefused(agentRecords.keepProof('x', 'x'))],
    ['agentRecords.addProof', () => orRefused(agentRecords.addProof(one._id, { agentId: 'x', photoId: 'x', key: 'x' }))],
    ['ownerNotices.tell', () => app.ownerNotices.tell(fine.id)],
    ['ownerNotices.soon', async () => app.ownerNotices.soon(fine.id)],
    ['ownerNotices.idle', () => app.ownerNotices.idle()],
    ['ownerNotices.tellDue', async () => {
      await change({ country: 'CD', plate: { $lt: '1000' } }, { 'told.state': 'due' });
      await app.ownerNotices.tellDue();
    }],
    ['ownerNotices.tellDriver', () => app.ownerNotices.tellDriver({ ...fine, driverPhone: phone })],
    ['ownerNotices.ownerKnown', async () => {
      const vehicle = await app.vehicles.byPlate('CD', '1234AB01');
      if (vehicle) await app.ownerNotices.ownerKnown({ ...vehicle, plate: one.plate });
    }],
    ['plates.startingWith', () => app.plates.startingWith(one.plate.slice(0, 6))],
    ['plates.exact', () => app.plates.exact({ canonical: 'X1', candidates: ['X1', one.plate] } as never, 'CD')],
    ['vehicles.byId', () => app.vehicles.byId('x')],
    ['vehicles.pageOfOwner', () => app.vehicles.pageOfOwner(one.ownerId ?? 'x')],
    ['vehicles.byPlatePrefix', () => app.vehicles.byPlatePrefix('1')],
    ['vehicles.byOwner', () => app.vehicles.byOwner(one.ownerId ?? 'x')],
    ['identity.copyOf', async () => {
      const person = await identity.consent(caller, 'fr');
      await change({ country: one.country, plate: one.plate }, { ownerId: person.id });
      await identity.copyOf(person.id);
    }],
    ['identity.linkPhone, two people become one', async () => identity.linkPhone(await identity.callerFor(caller), phone)],
    ['identity.erase', async () => {
      const person = await identity.byPhone(phone);
      if (person) await identity.erase(person.id);
      await identity.finishPending();
    }],
  ]; // prettier-ignore
}
