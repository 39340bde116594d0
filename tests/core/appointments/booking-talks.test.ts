import { describe, expect, it } from 'vitest';
import { languages, type Caller, type Surface } from '../../../core/dialog/index.ts';
import { officeServiceModel } from '../../../core/organisations/index.ts';
import { expectToFit, pagePhone, strictSpeak, type Talk } from '../../support/talk.ts';
import { pageOf } from '../../../ussd/index.ts';
import type { TestOffice } from '../queues/office-world.ts';
import { forEachTalk, hoursOn, type AppointmentTalks } from './appointment-talks.ts';
import { somebody } from './appointment-world.ts';

let world: AppointmentTalks;
let office: TestOffice;
/** One place a day, on Tuesdays and Wednesdays. */
let narrow: TestOffice;
let east: TestOffice;

forEachTalk(async (opened) => {
  world = opened;
  office = await world.office({
    branch: hoursOn([1, 2], '09:00', '17:00'),
    services: [
      { name: 'Passeport', documents: ["Carte d'identité", 'Photo'], cost: { amount: 9_900, currency: 'USD' } },
      { name: 'Urgences', appointmentsAtOnce: 0 },
      { name: 'Visa', confirmsAppointments: true },
    ],
  });
  narrow = await world.office({
    branch: hoursOn([2, 3], '09:00', '09:30'),
    services: [{ name: 'Mariage', appointmentsAtOnce: 1 }],
  });
  east = await world.office({
    branch: { region: 'haut-katanga', timeZone: 'Africa/Lubumbashi', ...hoursOn([1, 2, 4, 5], '09:00', '17:00') },
    services: [{ name: 'Permis' }],
  });
});

const books = async (serviceId: string, options: { who?: Caller; surface?: Surface; language?: Caller['language'] } = {}) =>
  world.play({ flow: 'book-appointment', who: options.who ?? (await world.citizen()), data: { serviceId }, ...options }); // prettier-ignore

/** Takes the first choice until it is booked. */
async function firstOfAll(talk: Talk): Promise<string> {
  for (let screen = 0; screen < 8 && !talk.reply().end; screen += 1) await talk.says('1');
  return talk.screen();
}

/** Takes every place of the next weeks. */
async function fill(serviceId: string): Promise<void> {
  for (const [index, { day }] of (await world.appointments.days(serviceId)).entries()) {
    const [slot] = await world.appointments.slots(serviceId, day);
    if (slot) await world.booked(serviceId, `filler ${index}`, slot.startsAt);
  }
}

/** No page follows the end of a dialog on a phone. */
function expectEndToFit(talk: Talk): void {
  expect(talk.reply().end).toBe(true);
  for (const language of languages)
    expectToFit(pageOf({ ...talk.reply(), language }, strictSpeak), `the end in ${language}`);
}

describe('booking an appointment', () => {
  it('leads from the menu through an office and a day to the booked time, with what to bring and a file for the calendar', async () => {
    const who = await world.citizen();
    const talk = await world.play({ flow: 'book-appointment', who });
    await talk.presses('Prendre un rendez-vous');
    await talk.says(office.organisation.name);
    while (talk.session().frames.at(-1)?.flow === 'find-office') {
      const next = talk.reply().options.find(({ label }) => strictSpeak(label, 'fr').includes('Passeport'));
      await talk.says(String(next?.number ?? 1));
    }
    expect(talk.screen()).toContain('Passeport : quel jour ?');
    await talk.presses('mardi 24/11/2026');
    await talk.presses('Après-midi (10)');
    const confirm = await talk.presses('14h30');
    expect(confirm).toContain('Passeport');
    expect(confirm).toContain(`${office.organisation.name}, Siège`);
    expect(confirm).toContain('mardi 24/11/2026 à 14h30');
    expect(confirm).toContain("Carte d'identité");
    expect(confirm).toContain('99,00 USD');
    expect(confirm).not.toContain('Heure de');
    await talk.presses('Je confirme');
    const [booked] = await world.appointments.ofPerson(who.personId ?? '');
    expect(booked).toMatchObject({ state: 'confirmed', startsAt: new Date('2026-11-24T13:30:00Z') });
    const { attachments, link } = talk.reply();
    expect(talk.screen()).toContain(booked?.code);
    expect(attachments).toHaveLength(1);
    expect(attachments[0]?.name).toBe(`${booked?.code}.ics`);
    const { bytes, file } = await world.files.read(attachments[0]?.fileId ?? '');
    expect(file.mimeType).toBe('text/calendar');
    expect(bytes.toString()).toContain('DTSTART:20261124T133000Z');
    expect(link?.url).toContain('-4.305');
    expect(await world.heardBy(who.phone)).toEqual([]);
  });

  it.each(languages)('is held in %s to the end', async (language) => {
    const who = await world.citizen();
    const talk = await books(narrow.service.id, { who, language });
    const said = await firstOfAll(talk);
    const [booked] = await world.appointments.ofPerson(who.personId ?? '');
    expect(said).toContain(booked?.code);
    expect(said).toContain('24/11/2026');
    expect(said).toContain('09h00');
  });

  it('ends on a phone without pictures with the code, and the rest comes by SMS, also to who chats elsewhere', async () => {
    const { phone } = await world.citizen();
    const who = await world.citizen(phone, { channel: 'ussd' });
    const talk = await books(office.service.id, { who, surface: pagePhone });
    const said = await firstOfAll(talk);
    const [booked] = await world.appointments.ofPerson(who.personId ?? '');
    expect(said).toBe(
      `Rendez-vous pris : lundi 23/11/2026 à 11h00. Code ${booked?.code}. Les détails arrivent par SMS.`,
    );
    expectEndToFit(talk);
    await world.idle();
    await world.settle();
    expect(world.delivered.map(({ route }) => route)).toEqual(['sms']);
    const [sms, ...more] = await world.heardBy(who.phone);
    expect(more).toEqual([]);
    expect(sms).toContain('Passeport');
    expect(sms).toContain(booked?.code);
  });

  it('turns the pages of the days, and the second page counts on', async () => {
    const talk = await books(office.service.id, { surface: pagePhone });
    await talk.says('98');
    const [first] = talk.reply().options;
    expect(talk.reply().page).toMatchObject({ number: 2 });
    await talk.says(String(first?.number));
    expect(talk.screen()).toContain(strictSpeak(first?.label ?? '', 'fr'));
    await talk.says('0');
    await talk.says('77');
    expect(talk.screen()).toContain('quel jour ?');
  });

  it('tells the time of Lubumbashi to somebody in Kinshasa, and says whose it is', async () => {
    const who = await world.citizen();
    const talk = await books(east.service.id, { who });
    await talk.presses('mardi 24/11/2026');
    await talk.presses('Matin (6)');
    const confirm = await talk.presses('09h00');
    expect(confirm).toContain('mardi 24/11/2026 à 09h00');
    expect(confirm).toContain('Heure de Lubumbashi');
    await talk.presses('Je confirme');
    const [booked] = await world.appointments.ofPerson(who.personId ?? '');
    expect(booked?.startsAt).toEqual(new Date('2026-11-24T07:00:00Z'));
    expect(talk.screen()).toContain('Heure de Lubumbashi');
  });

  it('goes over the end of a month and of a year without the days on which the office is closed', async () => {
    world.setNow(new Date('2026-12-30T22:30:00Z'));
    const talk = await books(east.service.id);
    const days = talk.reply().options.map(({ label }) => strictSpeak(label, 'fr'));
    expect(days[0]).toBe('jeudi 31/12/2026');
    // New Year's Day is a holiday, and so is the fourth of January.
    expect(days[1]).toBe('mardi 05/01/2027');
    await talk.presses('mardi 05/01/2027');
    await talk.presses('Après-midi');
    expect(await talk.presses('14h00')).toContain('mardi 05/01/2027 à 14h00');
  });

  it('gives the last place to one of two who confirm at once, and shows the other what is free', async () => {
    const [first, second] = await Promise.all([books(narrow.service.id), books(narrow.service.id)]);
    for (const talk of [first, second]) {
      await talk.says('1');
      await talk.says('1');
    }
    await Promise.all([first.presses('Je confirme'), second.presses('Je confirme')]);
    const [winner, loser] = first.reply().end ? [first, second] : [second, first];
    expect(winner.screen()).toContain('Rendez-vous pris : mardi 24/11/2026 à 09h00');
    expect(loser.screen()).toContain("Cette heure vient d'être prise");
    expect(strictSpeak(loser.reply().options[0]?.label ?? '', 'fr')).toBe('mercredi 25/11/2026');
    await firstOfAll(loser);
    expect((await world.all()).map(({ day }) => day)).toEqual(['2026-11-24', '2026-11-25']);
  });

  it('shows what else is free on the same day when one time was taken meanwhile', async () => {
    const talk = await books(office.service.id);
    for (let step = 0; step < 3; step += 1) await talk.says('1');
    const at = '2026-11-23T10:00:00Z';
    await world.booked(office.service.id, 'quick', at);
    await world.booked(office.service.id, 'quicker', at);
    await talk.presses('Je confirme');
    expect(talk.screen()).toContain("Cette heure vient d'être prise");
    expect(strictSpeak(talk.reply().options[0]?.label ?? '', 'fr')).toBe('11h30');
  });

  it('does nothing more when the button is pressed a second time', async () => {
    const who = await world.citizen();
    const talk = await books(office.service.id, { who });
    for (let step = 0; step < 3; step += 1) await talk.says('1');
    const token = talk.reply().options[0]?.token ?? '';
    await talk.gives({ kind: 'press', token });
    await talk.gives({ kind: 'press', token });
    expect(await world.all()).toHaveLength(1);
  });

  it('leads to the appointment that somebody has already for that service', async () => {
    const who = await world.citizen();
    const late = await books(office.service.id, { who });
    await firstOfAll(await books(office.service.id, { who }));
    const again = await books(office.service.id, { who });
    expect(again.screen()).toContain('Vous avez déjà un rendez-vous pour ce service');
    expect(again.screen()).toContain('lundi 23/11/2026 à 11h00');
    // And whoever was already choosing learns it at the end.
    for (let step = 0; step < 4; step += 1) await late.says('1');
    expect(late.screen()).toContain('Vous avez déjà un rendez-vous pour ce service');
    await late.presses('Retour');
    expect(late.screen()).toContain('Vos rendez-vous :');
    expect(await world.all()).toHaveLength(1);
  });

  it('offers a ticket where no appointments are given', async () => {
    const talk = await books(office.services[1]?.id ?? '');
    expect(talk.screen()).toContain('Urgences : pas de rendez-vous ici');
    await talk.presses('Prendre un ticket');
    expect(talk.session().frames.at(-1)?.flow).toBe('take-ticket');
  });

  it('says that the office has still to accept where it does so', async () => {
    const who = await world.citizen();
    const talk = await books(office.services[2]?.id ?? '', { who });
    for (let step = 0; step < 3; step += 1) await talk.says('1');
    expect(talk.screen()).toContain('Le bureau doit encore accepter');
    await talk.presses('Je confirme');
    expect(talk.screen()).toContain('Demande envoyée');
    expect(await world.all()).toMatchObject([{ state: 'pending' }]);
  });

  it('says it when the service is closed while somebody chooses', async () => {
    const closing = await world.office({ services: [{ name: 'Fermeture' }] });
    const talk = await books(closing.service.id);
    for (let step = 0; step < 3; step += 1) await talk.says('1');
    await officeServiceModel(world.connection).updateOne({ _id: closing.service.id }, { active: false });
    await talk.says('1');
    expect(talk.screen()).toContain("Ce service n'est plus ouvert");
    const anew = await books(closing.service.id);
    expect(anew.screen()).toContain("Ce service n'est plus ouvert");
  });

  it('forgets a time that has passed while somebody was thinking', async () => {
    const talk = await books(office.service.id);
    for (let step = 0; step < 3; step += 1) await talk.says('1');
    world.pass(45);
    await talk.presses('Je confirme');
    expect(talk.screen()).toContain('Il est trop tard pour cette heure');
    expect(strictSpeak(talk.reply().options[0]?.label ?? '', 'fr')).toBe('11h30');
  });
});

describe('the waiting list', () => {
  it('is offered when nothing is free, for days that are chosen or written', async () => {
    await fill(narrow.service.id);
    const who = await world.citizen();
    const talk = await books(narrow.service.id, { who });
    expect(talk.screen()).toContain('tout est pris pour quatre semaines');
    expect(await talk.presses("Liste d'attente")).toContain('gardée 20 minutes');
    expect(talk.reply().options.map(({ label }) => strictSpeak(label, 'fr'))).toEqual([
      '23/11/2026 - 29/11/2026',
      '23/11/2026 - 06/12/2026',
      '23/11/2026 - 20/12/2026',
    ]);
    for (const wrong of ['demain', '31/02 01/03', '30/11 25/11', '01/01/2027 02/01/2027'])
      expect(await talk.says(wrong)).toContain('par exemple : 24/11/2026 30/11/2026');
    await talk.says('du 25/11 au 2/12/2026');
    expect(talk.screen()).toContain('du 25/11/2026 au 02/12/2026');
    expect(await world.appointments.waitingOf(who.personId ?? '')).toMatchObject([
      { from: '2026-11-25', to: '2026-12-02' },
    ]);
    // Once is enough.
    const again = await books(narrow.service.id, { who });
    await again.presses("Liste d'attente");
    await again.says('1');
    expect(again.screen()).toContain("Vous êtes déjà sur la liste d'attente");
    expect(again.screen()).toContain("Liste d'attente : Mariage");
  });

  it('ends within a page on a phone', async () => {
    await fill(narrow.service.id);
    const talk = await books(narrow.service.id, { surface: pagePhone });
    await talk.says('1');
    await talk.says('1');
    expect(talk.screen()).toContain("Liste d'attente : 23/11/2026 - 29/11/2026");
    expectEndToFit(talk);
  });

  it('is offered for the full days before the first free one', async () => {
    const talk = await books(narrow.service.id);
    expect(talk.screen()).not.toContain('Plus tôt');
    await world.appointments.book({
      key: 'first day', serviceId: narrow.service.id, startsAt: new Date('2026-11-24T08:00:00Z'), ...somebody('early'),
    }); // prettier-ignore
    const full = await books(narrow.service.id);
    await full.presses('Plus tôt');
    expect(full.reply().options.map(({ label }) => strictSpeak(label, 'fr'))).toEqual(['23/11/2026 - 24/11/2026']);
  });
});
