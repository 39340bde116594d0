import { describe, expect, it } from 'vitest';
import { branchModel } from '../../../core/organisations/index.ts';
import type { Person } from '../../../core/identity/index.ts';
import type { Surface } from '../../../core/dialog/index.ts';
import { pagePhone, strictSpeak, type Talk } from '../../support/talk.ts';
import { staffPin, type TestOffice } from '../queues/office-world.ts';
import { forEachTalk, type AppointmentTalks } from './appointment-talks.ts';
import { aKey, somebody } from './appointment-world.ts';

let world: AppointmentTalks;
let office: TestOffice;
let other: TestOffice;
let led: TestOffice;

forEachTalk(async (opened) => {
  world = opened;
  office = await world.office({
    pin: staffPin,
    agents: 1,
    managers: 0,
    services: [{ name: 'Passeport' }, { name: 'Visa', confirmsAppointments: true }],
  });
  other = await world.office({ pin: staffPin, agents: 1, managers: 0 });
  led = await world.office({ pin: staffPin, agents: 1, managers: 1 });
});

async function works(agent: Person = office.agent, surface?: Surface): Promise<Talk> {
  const talk = await world.play({ flow: 'branch-appointments', who: world.asCaller(agent), ...(surface ? { surface } : {}) }); // prettier-ignore
  await talk.says(staffPin);
  return talk;
}

const booked = (personId: string, at: string, serviceId = office.service.id) =>
  world.appointments.book({ key: aKey(), serviceId, startsAt: new Date(at), ...somebody(personId) });

const labels = (talk: Talk): string[] => talk.reply().options.map(({ label }) => strictSpeak(label, 'fr'));

describe('whoever works at a branch', () => {
  it('sees who comes today, after the PIN, and not what was called off or is for tomorrow', async () => {
    await booked('second', '2026-11-23T11:00:00Z');
    await booked('first', '2026-11-23T10:00:00Z');
    const { id } = await booked('gone', '2026-11-23T12:00:00Z');
    await world.appointments.cancel({ id, personId: 'gone', key: aKey() });
    await booked('tomorrow', '2026-11-24T10:00:00Z');
    await booked('elsewhere', '2026-11-23T10:00:00Z', other.service.id);
    const talk = await works(undefined, pagePhone);
    expect(talk.screen()).toContain("Siège. Aujourd'hui : 2.");
    expect(labels(talk)).toEqual(['11h00 Passeport, Confirmé', '12h00 Passeport, Confirmé', 'Actualiser']);
  });

  it('lets in somebody who stands there, and tells the number of the ticket', async () => {
    const { personId = '' } = await world.citizen('+243811112222');
    await world.identity.setName(personId, 'Marie Ilunga');
    const { id } = await booked(personId, '2026-11-23T10:00:00Z');
    const talk = await works();
    await talk.presses('11h00 Passeport');
    expect(talk.screen()).toContain('Marie Ilunga');
    expect(talk.screen()).toContain('lundi 23/11/2026 à 11h00');
    expect(await talk.presses('La personne est là')).toContain('Ticket A001');
    expect(await world.appointments.get(id)).toMatchObject({ state: 'checked_in' });
    await talk.presses('Retour à la liste');
    expect(labels(talk)[0]).toBe('11h00 Passeport, Arrivée annoncée');
  });

  it('opens one by the code that somebody shows, however it is written', async () => {
    const { code } = await booked('somebody', '2026-11-23T10:00:00Z');
    for (const typed of [code, code.slice(4).toLowerCase(), code.replace('-', ' ')])
      expect(await (await works()).says(typed)).toContain(`${code} : Confirmé`);
    expect(await (await works()).says('RDV-XXXXXX')).toContain("n'a ce code");
  });

  it('agrees to what was asked, or declines with a reason, once', async () => {
    const visa = office.services[1]?.id ?? '';
    const [yes, no] = [await booked('yes', '2026-11-24T10:00:00Z', visa), await booked('no', '2026-11-25T10:00:00Z', visa)]; // prettier-ignore
    const [talk, late] = [await works(), await works()];
    await talk.presses('Demandes à traiter : 2');
    await talk.presses('24/11/2026 11h00 Visa');
    expect(await talk.presses('Accepter')).toContain(`${yes.code} : accepté`);
    await talk.presses('Demandes à traiter : 1');
    await talk.presses('25/11/2026 11h00 Visa');
    await talk.presses('Refuser');
    expect(await talk.says('ab')).toContain('Écrivez de 3 à 120 caractères');
    expect(await talk.says('Le service est en panne')).toContain(`${no.code} : refusé`);
    expect(await world.appointments.get(yes.id)).toMatchObject({ state: 'confirmed' });
    const declined = await world.appointments.get(no.id);
    expect(declined).toMatchObject({ state: 'cancelled' });
    expect(declined?.history.at(-1)).toMatchObject({ as: 'branch', reason: 'Le service est en panne' });
    expect(labels(talk)).not.toContain('Demandes à traiter : 1');
    // A colleague had the list open.
    expect(await late.presses('Demandes à traiter : 2')).toContain('Demandes à traiter : 0');
  });

  it('moves or cancels what was agreed, on any day, if they lead the branch', async () => {
    const { manager, service } = led;
    const [first, second] = [await booked('first', '2026-11-25T10:00:00Z', service.id), await booked('second', '2026-11-26T10:00:00Z', service.id)]; // prettier-ignore
    const talk = await works(manager, pagePhone);
    expect(await talk.says(first.code)).toContain(`${first.code} : Confirmé`);
    await talk.presses("Changer l'heure");
    await talk.presses('jeudi 26/11/2026');
    await talk.presses('Matin');
    // Two at once: the other place of that time is taken, and then both are.
    await booked('third', '2026-11-26T10:00:00Z', service.id);
    await talk.presses('11h30');
    expect(talk.screen()).toContain('mercredi 25/11/2026 à 11h00. Nouvelle heure : jeudi 26/11/2026 à 11h30 ?');
    expect(await talk.presses('Je confirme')).toContain(`${first.code} : déplacé au jeudi 26/11/2026 à 11h30`);
    const moved = await world.appointments.get(first.id);
    expect(moved).toMatchObject({ state: 'rescheduled', startsAt: new Date('2026-11-26T10:30:00Z') });
    expect(moved?.history.at(-1)).toMatchObject({ as: 'branch', by: manager.id });

    await talk.says(second.code);
    await talk.presses('Annuler le rendez-vous');
    expect(await talk.says('Panne de courant')).toContain(`${second.code} : annulé. La personne est prévenue.`);
    const gone = await world.appointments.get(second.id);
    expect(gone).toMatchObject({ state: 'cancelled' });
    expect(gone?.history.at(-1)).toMatchObject({ as: 'branch', reason: 'Panne de courant' });

    const colleague = await works(led.agent);
    await colleague.says(first.code);
    expect(labels(colleague)).toEqual(['Retour à la liste']);
    await colleague.presses('Retour');
    expect(await colleague.says((await booked('x', '2026-11-25T10:00:00Z', other.service.id)).code)).toContain(
      "n'a ce code",
    );
  });

  it('sees nothing of a branch that does not name them any more', async () => {
    await booked('somebody', '2026-11-23T10:00:00Z', other.service.id);
    const talk = await works(other.agent);
    await branchModel(world.connection).updateOne({ _id: other.branch.id }, { agents: [] });
    await talk.presses('Actualiser');
    expect(talk.screen()).toContain('Aucun bureau ne vous compte parmi ses agents');
  });

  it('chooses the branch where there are several, and cannot reach those of others', async () => {
    const third = await world.office({ pin: staffPin, branch: { agents: office.agents.map(({ id }) => id) } });
    const { id } = await booked('somebody', '2026-11-23T10:00:00Z', third.service.id);
    const talk = await works();
    expect(labels(talk)).toEqual([`${office.organisation.name}, Siège`, `${third.organisation.name}, Siège`]);
    await talk.presses(third.organisation.name);
    await talk.presses('11h00');
    await branchModel(world.connection).updateOne({ _id: third.branch.id }, { agents: [] });
    await talk.says('1');
    expect(await world.appointments.get(id)).toMatchObject({ state: 'confirmed' });
    expect(talk.screen()).not.toContain('Ticket');
  });
});
