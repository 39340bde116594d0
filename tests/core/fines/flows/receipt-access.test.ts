import { beforeEach, describe, expect, it } from 'vitest';

import type { Caller } from '../../../../core/dialog/index.ts';
import type { Fine } from '../../../../core/fines/index.ts';
import { infractionModel } from '../../../../core/fines/index.ts';
import { pagePhone } from '../../../support/talk.ts';
import { payerPhone, type MoneyWorld } from '../../payments/money-world.ts';
import { approveOn, finesChat, forEachFine } from './fines-chat.ts';

let world: MoneyWorld;
let fine: Fine;
forEachFine((scene) => ({ world, fine } = scene));
beforeEach(async () => {
  const requester = { channel: 'telegram' as const, address: '7', personId: 'payer' };
  await world.payments.request(world.wish([fine], 50_000, { requester }), 'turn');
  await approveOn(world, payerPhone);
});

const stranger: Partial<Caller> = { phone: '+243820000009', address: '+243820000009', personId: 'stranger' };
const byPlate = async (caller: Partial<Caller>) => {
  const person = await finesChat(world, { caller: { ...stranger, ...caller }, from: 'fines' });
  await person.says('1234AB01');
  return person;
};

describe('the receipt of a fine', () => {
  it.each<[string, Partial<Caller>]>([
    ['who asked for the payment', { personId: 'payer' }],
    ['the phone that paid', { phone: payerPhone }],
    ['an officer', { roles: ['pcr_agent'] }],
    ['the judicial police', { roles: ['opj'] }],
  ])('is shown again to %s, found by the plate', async (_who, caller) => {
    const person = await byPlate(caller);
    await person.presses('Revoir la quittance');
    expect(person.reply().attachments).toMatchObject([{ kind: 'document', mimeType: 'application/pdf' }]);
  });

  it('is shown to whose fine it is', async () => {
    await infractionModel(world.database.connection).updateOne({ _id: fine.id }, { $set: { ownerId: 'owner' } });
    expect((await byPlate({ personId: 'owner' })).screen()).toContain('Revoir la quittance');
    const mine = await finesChat(world, { from: 'mine', caller: { ...stranger, personId: 'owner' } });
    await mine.presses('Revoir la quittance');
    expect(await mine.presses('Revoir la quittance')).toContain('Voici votre quittance');
  });

  it('is not for whoever knows the plate alone: they learn that it is paid', async () => {
    const person = await byPlate({});
    expect(person.screen()).not.toContain('Revoir la quittance');
    expect(await person.presses(`Payée : ${fine.reference}`)).toContain('Cette amende est payée : 50 000 FC');
    expect(person.screen()).not.toContain('quittance');
    expect(person.reply().attachments).toEqual([]);
  });

  it('is not for whoever has only contested the fine', async () => {
    const { connection } = world.database;
    const one = { id: 'c', key: 'k', personId: 'stranger', ground: 'sold', photos: [], at: world.now(), history: [] };
    await infractionModel(connection).updateOne(
      { _id: fine.id },
      { $push: { contestations: { ...one, state: 'withdrawn' } } },
    );
    const mine = await finesChat(world, { from: 'mine', caller: stranger });
    await mine.presses(fine.reference);
    expect(mine.screen()).toContain('Cette amende est payée');
    expect(mine.screen()).not.toContain('quittance');
  });

  it.each([
    ['the reference', () => fine.reference],
    ['the short code', () => fine.shortCode],
  ])('is for whoever types %s that stands on the paper', async (_what, typed) => {
    const person = await finesChat(world, { caller: stranger });
    await person.says(typed());
    await person.presses('Revoir la quittance');
    expect(person.reply().attachments).toHaveLength(1);
  });

  it('keeps to the same by USSD', async () => {
    const asked = { surface: pagePhone, caller: { ...stranger, channel: 'ussd' as const }, from: 'fines' as const };
    const person = await finesChat(world, asked);
    await person.says('1');
    await person.says('1234AB01');
    expect(person.screen()).toContain('Payée CD-');
    await person.says('1');
    expect(person.screen()).not.toMatch(/quittance/i);
  });
});
