import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../core/log.ts';
import { createTestOffice } from './core/queues/test-office.ts';
import { arrive, enter } from './support/doorways.ts';
import { startProduct } from './support/product.ts';
import type { Product } from './support/product.ts';

const citizenPhone = '+243820000004';
const staffPin = '482915';
/** A Monday, 10:30 in Kinshasa: offices are open. */
const morning = Date.parse('2026-11-23T09:30:00Z');

let product: Product | undefined;
afterEach(async () => {
  await product?.stop();
  product = undefined;
});

describe('a day at an office, on every door', () => {
  it('somebody takes a ticket by USSD, is late on WhatsApp, is called and sent on by an agent, and rates it on Telegram', async () => {
    const start = Date.now();
    const world = await startProduct({}, silentLog, () => new Date(morning + Date.now() - start));
    product = world;
    const office = await createTestOffice(
      { connection: world.connection, identity: world.app.identity },
      {
        organisation: { name: 'Mairie de Zongo' },
        branch: { name: 'Annexe' },
        services: [{ name: 'Acte de naissance' }, { name: 'Paiement' }],
        queues: [{ name: 'Actes' }, { name: 'Caisse' }],
        pin: staffPin,
      },
    );
    const [acts, cash] = [office.services[0].id, office.services[1]?.id];
    for (const [index, serviceId] of [acts, cash].entries())
      await world.connection.collection('queues').updateOne({ _id: office.queues[index]?.id as never }, { $set: { serviceIds: [serviceId] } }); // prettier-ignore

    const phone = enter('a USSD phone', world, citizenPhone);
    await arrive(phone);
    await phone.picks('Prendre un ticket');
    await phone.says('zongo');
    await phone.picks('Acte de naissance');
    await phone.picks('Choisir');
    const taken = await phone.picks('Prendre un ticket');
    expect(taken).toMatch(/^END/);
    expect(taken).toContain('A001');
    expect(await phone.hears('Ticket A001')).toMatch(/Acte de naissance[^]*prochain/);

    const chat = enter('WhatsApp', world, citizenPhone);
    await arrive(chat);
    expect(await chat.says('mes tickets')).toContain('A001');
    await chat.picks('Je suis en route');
    expect(await chat.picks('10 minutes')).toContain('Je suis là');

    const agent = enter('the simulator', world, office.agent.phone ?? '');
    await arrive(agent);
    await agent.picks('Travailler au guichet');
    await agent.says(staffPin);
    await agent.picks('Guichet 1');
    expect(await agent.picks('Appeler le suivant')).toContain('en route');
    expect(await chat.picks('Je suis là')).toContain('prochain');
    expect(await agent.picks('Appeler le suivant')).toContain('A001');
    expect(await phone.hears("c'est votre tour")).toContain('guichet 1');
    await agent.picks('Envoyer');
    expect(await agent.picks('Paiement')).toContain('A001');
    expect(await phone.hears('continue dans une autre file')).toContain('Paiement');
    expect(await chat.picks('Actualiser')).toContain('autre file');
    expect(await chat.picks('Voir le nouveau ticket')).toContain('Paiement');

    expect(await agent.picks('Appeler le suivant')).toContain('Paiement');
    await agent.picks('Commencer');
    await agent.picks('Terminer, sans');
    expect(await phone.hears('Merci de votre visite')).toContain('Paiement');

    const rater = enter('Telegram', world, citizenPhone);
    await arrive(rater);
    await rater.says('mes tickets');
    await rater.picks('Donner mon avis');
    expect(await rater.picks('Très bon')).toContain('ajouter un mot');
    expect(await rater.says('Accueil très aimable')).toContain('Merci');

    const person = await world.app.identity.byPhone(citizenPhone);
    const tickets = await world.app.tickets.ofPerson(person?.id ?? '');
    expect(tickets.map(({ state }) => state).sort()).toEqual(['served', 'transferred']);
    const served = tickets.find(({ state }) => state === 'served');
    expect(served).toMatchObject({ number: 'A001', rating: { stars: 5, comment: 'Accueil très aimable' } });
  }, 240_000);
});
