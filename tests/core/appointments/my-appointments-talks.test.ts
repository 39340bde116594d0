import { beforeEach, describe, expect, it } from 'vitest';
import { appointmentModel, type Appointment } from '../../../core/appointments/index.ts';
import type { Caller, Surface } from '../../../core/dialog/index.ts';
import { pagePhone, strictSpeak, type Talk } from '../../support/talk.ts';
import { openMonday, type TestOffice } from '../queues/office-world.ts';
import { forEachTalk, hoursOn, type AppointmentTalks } from './appointment-talks.ts';
import { aKey, somebody } from './appointment-world.ts';

let world: AppointmentTalks;
let office: TestOffice;
/** One place a day, on Tuesdays. */
let narrow: TestOffice;
let who: Caller;

forEachTalk(async (opened) => {
  world = opened;
  office = await world.office({
    branch: hoursOn([1], '09:00', '13:00'),
    services: [{ name: 'Passeport', documents: ['Photo'] }],
  });
  narrow = await world.office({
    branch: hoursOn([2], '09:00', '09:30'),
    services: [{ name: 'Mariage', appointmentsAtOnce: 1 }],
  });
});
beforeEach(async () => {
  who = await world.citizen();
});

const booked = (at: string, serviceId = office.service.id): Promise<Appointment> =>
  world.appointments.book({
    key: aKey(), serviceId, startsAt: new Date(at), ...somebody(who.personId ?? ''), channel: 'simulator',
  }); // prettier-ignore

const mine = (data?: Record<string, unknown>, surface?: Surface): Promise<Talk> =>
  world.play({ flow: 'my-appointments', who, ...(data ? { data } : {}), ...(surface ? { surface } : {}) });

const labels = (talk: Talk): string[] => talk.reply().options.map(({ label }) => strictSpeak(label, 'fr'));

/** On a phone a choice may be on a later page. */
async function picks(talk: Talk, label: string): Promise<string> {
  while (!labels(talk).includes(label)) await talk.says('98');
  return talk.presses(label);
}

describe('my appointments', () => {
  it('are none at first, and lead to the first one', async () => {
    const talk = await mine();
    expect(talk.screen()).toContain("Vous n'avez pas de rendez-vous.");
    await talk.presses('Prendre un rendez-vous');
    expect(talk.session().frames.at(-1)?.flow).toBe('book-appointment');
  });

  it('are listed with what is to come, what is waited for and what is past', async () => {
    const past = await booked('2026-11-23T10:00:00Z');
    await world.appointments.cancel({ id: past.id, personId: who.personId ?? '', key: aKey() });
    await booked('2026-11-23T11:00:00Z');
    await world.booked(narrow.service.id, 'first', '2026-11-24T08:00:00Z');
    await world.appointments.wait({
      key: aKey(), serviceId: narrow.service.id, ...somebody(who.personId ?? ''), from: '2026-11-24', to: '2026-11-24',
    }); // prettier-ignore
    const talk = await mine(undefined, pagePhone);
    expect(labels(talk)).toEqual([
      '23/11/2026 12h00 Passeport',
      "Liste d'attente : Mariage",
      'Prendre un rendez-vous',
      'Rendez-vous passés',
    ]);
    await talk.says('4');
    await talk.says('1');
    expect(talk.screen()).toContain(`${past.code} : Annulé`);
    await talk.says('0');
    await talk.says('0');
    await talk.says('2');
    expect(talk.screen()).toContain('du 24/11/2026 au 24/11/2026');
    await talk.presses('Quitter la liste');
    expect(talk.screen()).toContain("Vous n'êtes plus sur la liste d'attente");
    expect(await world.appointments.waitingOf(who.personId ?? '')).toEqual([]);
  });

  it('show what, where and when, and give the file for the calendar again', async () => {
    const { id, code } = await booked('2026-11-30T08:00:00Z');
    const talk = await mine({ appointmentId: id });
    expect(talk.screen()).toContain('lundi 30/11/2026 à 09h00');
    expect(talk.screen()).toContain('Photo');
    expect(talk.screen()).toContain('Annoncez ici votre arrivée à partir de 08h30');
    expect(talk.reply().link?.url).toContain('openstreetmap');
    await talk.presses('Mettre dans mon agenda');
    expect(talk.reply().attachments).toMatchObject([{ kind: 'document', name: `${code}.ics` }]);
    await talk.presses('Retour');
    expect(labels(talk)).toEqual(["Changer l'heure", 'Annuler le rendez-vous', 'Mettre dans mon agenda']);
  });

  it("are opened by their code from anywhere, where they are one's own", async () => {
    const { code } = await booked('2026-11-30T08:00:00Z');
    const talk = await world.play({ flow: 'book-appointment', who });
    expect(await talk.says(code.toLowerCase().replace('-', ' '))).toContain(`${code} : Confirmé`);
    const other = await world.play({ flow: 'book-appointment', who: await world.citizen() });
    expect(await other.says(code)).not.toContain('Confirmé');
  });

  it('say so when the office is closed by now at that time', async () => {
    const { id } = await booked('2026-11-30T08:00:00Z');
    await appointmentModel(world.connection).updateOne({ _id: id }, { outsideSince: openMonday });
    expect((await mine({ appointmentId: id })).screen()).toContain('Le bureau est fermé à cette heure.');
  });

  it('are moved to another day and time, which gives the old one back', async () => {
    const { id } = await booked('2026-11-23T10:00:00Z');
    const talk = await mine({ appointmentId: id });
    await talk.presses("Changer l'heure");
    await talk.presses('lundi 07/12/2026');
    await talk.presses('Matin');
    const asked = await talk.presses('09h30');
    expect(asked).toContain('Passeport : lundi 23/11/2026 à 11h00. Nouvelle heure : lundi 07/12/2026 à 09h30 ?');
    expect(await talk.presses('Je confirme')).toContain('Nouvelle heure : lundi 07/12/2026 à 09h30.');
    expect(await world.appointments.get(id)).toMatchObject({
      state: 'rescheduled',
      startsAt: new Date('2026-12-07T08:30:00Z'),
    });
  });

  it('stay as they are when the new time is taken or the same', async () => {
    const { id } = await booked('2026-11-23T10:00:00Z');
    const talk = await mine({ appointmentId: id });
    await talk.presses("Changer l'heure");
    await talk.says('1');
    await talk.presses('11h30');
    for (const name of ['one', 'other']) await world.booked(office.service.id, name, '2026-11-23T10:30:00Z');
    expect(await talk.presses('Je confirme')).toContain("Cette heure vient d'être prise");
    await talk.presses('11h00');
    expect(await talk.presses('Je confirme')).toContain('déjà à cette heure');
    expect(await world.appointments.get(id)).toMatchObject({ state: 'confirmed', revision: 1 });
  });

  it('are called off once that was asked twice', async () => {
    const { id } = await booked('2026-11-23T10:00:00Z');
    const talk = await mine({ appointmentId: id });
    await talk.presses('Annuler le rendez-vous');
    await talk.presses('Non, je le garde');
    await talk.presses('Annuler le rendez-vous');
    expect(await talk.presses('Oui, annuler')).toContain('Rendez-vous annulé.');
    expect(await world.appointments.get(id)).toMatchObject({ state: 'cancelled' });
    expect(talk.screen()).toContain("Vous n'avez pas de rendez-vous.");
  });

  it('say how they stand when somebody else has moved them meanwhile', async () => {
    const { id } = await booked('2026-11-23T10:00:00Z');
    const talk = await mine({ appointmentId: id });
    await talk.presses('Annuler le rendez-vous');
    await world.appointments.cancelByBranch({ id, staffId: office.agent.id, reason: 'Grève' });
    const said = await talk.presses('Oui, annuler');
    expect(said).toContain('a changé entre-temps');
    expect(said).toContain('Motif : Grève');
    await talk.presses('Reprendre rendez-vous');
    expect(talk.screen()).toContain('Passeport : quel jour ?');
  });

  it('are not shown to anybody else', async () => {
    const { id } = await booked('2026-11-23T10:00:00Z');
    who = await world.citizen();
    const talk = await mine({ appointmentId: id });
    expect(talk.screen()).toContain("Ce rendez-vous n'existe plus.");
    expect(talk.screen()).not.toContain('Passeport');
  });
});

describe('somebody who arrives', () => {
  it('gets a ticket with its number and place, and from there the ticket itself', async () => {
    const { id } = await booked('2026-11-23T10:00:00Z');
    const talk = await mine({ appointmentId: id }, pagePhone);
    await picks(talk, 'Je suis sur place');
    expect(talk.screen()).toMatch(/Votre ticket : A001\. *\n?Avant vous : 0/);
    expect(await world.appointments.get(id)).toMatchObject({ state: 'checked_in' });
    await talk.presses('Voir mon ticket');
    expect(talk.session().frames.at(-1)?.flow).toBe('my-tickets');
    const later = await mine({ appointmentId: id });
    expect(labels(later)).toEqual(['Voir mon ticket']);
  });

  it('cannot say so before half an hour before the time, or when it is long past', async () => {
    const { id } = await booked('2026-11-23T11:00:00Z');
    const talk = await mine({ appointmentId: id });
    expect(labels(talk)).not.toContain('Je suis sur place');
    world.pass(60);
    const [inTime, late] = [await mine({ appointmentId: id }), await mine({ appointmentId: id })];
    expect(labels(inTime)).toContain('Je suis sur place');
    world.pass(46);
    expect(await late.presses('Je suis sur place')).toContain('Il est trop tard');
  });

  it('goes on with the ticket that was taken without the appointment', async () => {
    const { id } = await booked('2026-11-23T10:00:00Z');
    const { number } = await world.queues.tickets.join({
      key: aKey(), queueId: office.queue.id, serviceId: office.service.id, by: who.personId ?? '',
      holder: { personId: who.personId ?? '', channel: 'simulator', country: 'CD' },
    }); // prettier-ignore
    const talk = await mine({ appointmentId: id });
    const said = await talk.presses('Je suis sur place');
    expect(said).toContain(`Bienvenue. Votre ticket : ${number}.`);
    expect(await world.appointments.get(id)).toMatchObject({ state: 'checked_in' });
  });
});

describe('a place that is offered', () => {
  /** Somebody waits for the only place, and whoever has it gives it back. */
  async function offered(): Promise<string> {
    const { id } = await world.booked(narrow.service.id, 'first', '2026-11-24T08:00:00Z');
    await world.appointments.wait({
      key: aKey(), serviceId: narrow.service.id, ...somebody(who.personId ?? ''), from: '2026-11-24', to: '2026-11-24',
    }); // prettier-ignore
    await world.appointments.cancel({ id, personId: 'first', key: aKey() });
    await world.tick();
    const [offer] = await world.appointments.ofPerson(who.personId ?? '');
    return offer?.id ?? '';
  }

  it('is taken in time', async () => {
    const id = await offered();
    const talk = await mine(undefined, pagePhone);
    expect(labels(talk)[0]).toBe('À répondre : 24/11/2026 09h00 Mariage');
    await talk.says('1');
    expect(await picks(talk, 'Je prends cette place')).toContain('La place est à vous : mardi 24/11/2026 à 09h00.');
    expect(await world.appointments.get(id)).toMatchObject({ state: 'confirmed' });
  });

  it('is let go, and the wait goes on', async () => {
    const id = await offered();
    const talk = await mine({ appointmentId: id });
    expect(talk.screen()).toContain("Elle est gardée pour vous jusqu'à 10h50.");
    await talk.presses("Je n'en veux pas");
    await talk.presses('Oui, je la laisse');
    expect(talk.screen()).toContain("Vous restez sur la liste d'attente");
    expect(labels(talk)[0]).toBe("Liste d'attente : Mariage");
  });

  it('is gone when the answer comes too late', async () => {
    const id = await offered();
    const talk = await mine({ appointmentId: id });
    world.pass(21);
    await world.tick();
    expect(await talk.presses('Je prends cette place')).toContain("Cette place n'est plus gardée pour vous");
  });
});
