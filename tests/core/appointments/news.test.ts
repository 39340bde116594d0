import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { calendarOf } from '../../../core/appointments/calendar-file.ts';
import { appointmentModel, appointmentsPersonalData, type Appointment } from '../../../core/appointments/index.ts';
import { refusals } from '../../../core/appointments/refused.ts';
import { languages, septets, toGsm } from '../../../core/dialog/index.ts';
import { moment, t } from '../../../core/dialog/words.ts';
import { loadLocales } from '../../../core/language/index.ts';
import { strictSpeak } from '../../support/talk.ts';
import { watchQueries } from '../../support/query-watch.ts';
import { openMonday, type TestOffice } from '../queues/office-world.ts';
import { aKey, appointmentWorld, somebody, withAppointments, type AppointmentWorld } from './appointment-world.ts';

let world: AppointmentWorld;
let office: TestOffice;
beforeAll(async () => {
  world = await appointmentWorld();
  office = await world.office({ services: [{ documents: ['Acte de naissance'] }] });
});
beforeEach(async () => {
  await world.clear();
  world.setNow(openMonday);
});
afterAll(() => world.database.drop());

const appointments = () => world.appointments;
const staffId = 'a'.repeat(24);
const wednesday = new Date('2026-11-25T08:00:00Z');
const later = new Date('2026-11-25T09:00:00Z');

async function bookFor(channel: 'ussd' | 'telegram', staff?: string) {
  const { personId, phone } = await world.citizen(undefined, { channel });
  const wish = { key: aKey(), serviceId: office.service.id, startsAt: wednesday, channel, country: 'CD' } as const;
  const booked = await appointments().book({ ...wish, personId: personId!, ...(staff ? { staffId: staff } : {}) });
  return { ...booked, phone };
}

describe('news of an appointment', () => {
  it('repeat by SMS what was done by USSD, where the screen is gone at once', async () => {
    const { id, personId, phone, code } = await bookFor('ussd');
    expect(await world.heardBy(phone)).toEqual([expect.stringMatching(`Rendez-vous pris.*25/11/2026 09h00.*${code}`)]);
    await appointments().reschedule({ id, personId, key: aKey(), startsAt: later });
    expect(await world.heardBy(phone)).toEqual([expect.stringMatching(`Nouvelle heure.*25/11/2026 10h00.*${code}`)]);
    await appointments().cancel({ id, personId, key: aKey() });
    expect(await world.heardBy(phone)).toEqual([expect.stringContaining('Rendez-vous annulé')]);
  });

  it('say in a chat only what somebody else has done, with a file for the calendar', async () => {
    const { id, phone, code } = await bookFor('telegram');
    expect(await world.heardBy(phone)).toEqual([]);
    await appointments().moveByBranch({ id, staffId, startsAt: later });
    await world.idle();
    await world.settle();
    const [moved] = world.delivered.filter(({ address }) => address === phone);
    expect(moved?.text).toMatch(
      /a déplacé votre rendez-vous.*Avant : 25\/11\/2026 09h00.*Maintenant : 25\/11\/2026 10h00/,
    );
    expect(moved?.reply.attachments).toEqual([
      expect.objectContaining({ name: `${code}.ics`, mimeType: 'text/calendar' }),
    ]);
    expect(await world.heardBy(phone)).toHaveLength(1);
    await appointments().cancelByBranch({ id, staffId, reason: 'Panne' });
    expect(await world.heardBy(phone)).toEqual([expect.stringMatching(/a annulé[^]*Motif : Panne/)]);
    const other = await bookFor('telegram', staffId);
    expect(await world.heardBy(other.phone)).toEqual([expect.stringContaining('Rendez-vous pris')]);
  });

  it('tell whoever leads a branch that appointments are asked for, once a day', async () => {
    const own = await world.office({ services: [{ confirmsAppointments: true }, {}] });
    const manager = (await world.identity.byId(own.manager.id))?.phone;
    const [asks, books] = own.services.map(({ id }) => id);
    await world.booked(books!, 'a', wednesday);
    expect(await world.heardBy(manager)).toEqual([]);
    world.fail(1);
    await world.booked(asks!, 'a', wednesday);
    world.pass(6);
    await world.booked(asks!, 'b', wednesday);
    expect(await world.heardBy(manager)).toEqual([
      expect.stringMatching(/Siège : quelqu'un demande un rendez-vous.*rendez-vous du bureau/),
    ]);
    world.pass(24 * 60);
    await world.booked(asks!, 'c', new Date('2026-11-26T08:00:00Z'));
    expect(await world.heardBy(manager)).toHaveLength(1);
  });

  it('are told after a crash, once', async () => {
    const { id, phone } = await bookFor('telegram');
    await world.idle();
    world.fail(1);
    await appointments().cancelByBranch({ id, staffId });
    await world.idle();
    await world.settle();
    expect(world.delivered.filter(({ address }) => address === phone)).toEqual([]);
    world.pass(6);
    await Promise.all([world.appointmentNotices.tellDue(), world.createPart().appointmentNotices.tellDue()]);
    expect(await world.heardBy(phone)).toHaveLength(1);
    expect(await world.record(id)).not.toHaveProperty('tellAt');
  });

  it('speak of an offer with its end, and of its end when it was not answered', async () => {
    const own = await world.office({ services: [{ appointmentsAtOnce: 1 }] });
    const hours = { serviceId: own.service.id, from: '2026-11-23', to: '2026-12-31' };
    const taken: Appointment[] = [];
    for (const { day } of await appointments().days(own.service.id))
      for (const { startsAt } of await appointments().slots(own.service.id, day))
        if (taken.length < 2 || day === '2026-11-23')
          taken.push(await world.booked(own.service.id, `p${taken.length}`, startsAt));
    await appointments().wait({ key: aKey(), ...hours, to: '2026-11-23', ...somebody('x') });
    const { personId, phone } = await world.citizen();
    await appointments().wait({
      key: aKey(),
      ...hours,
      to: '2026-11-23',
      channel: 'simulator',
      country: 'CD',
      personId: personId!,
    });
    await appointments().stopWaiting({ waitId: (await appointments().waitingOf('x'))[0]!.id, personId: 'x' });
    await appointments().cancel({ id: taken[5]!.id, personId: 'p5', key: aKey() });
    await world.tick();
    expect(await world.heardBy(phone)).toEqual([expect.stringMatching(/Une place s'est libérée.*avant 10h50/)]);
    world.pass(21);
    await world.tick();
    expect(await world.heardBy(phone)).toEqual([expect.stringContaining("Vous restez sur la liste d'attente")]);
  });

  it('and refusals are there in every language, and fit into three SMS with long names', () => {
    const long = {
      service: "Retrait du passeport biométrique et de la carte d'identité",
      branch: 'Direction générale des migrations, Antenne de Lubumbashi-Kampemba',
    };
    const at = moment(wednesday, 'Africa/Kinshasa', 'datetime');
    const facts = {
      ...long,
      date: at,
      was: at,
      until: at,
      ref: 'RDV-7K3F2M',
      way: t('appointments:mine.reach', { code: '*384*123#' }),
      reason: 'x'.repeat(60),
      documents: 'x',
    };
    const told = Object.keys((loadLocales().fr as any).appointments.told); // eslint-disable-line @typescript-eslint/no-explicit-any
    expect(told).toHaveLength(19);
    for (const language of languages) {
      for (const kind of told)
        for (const short of [false, true]) {
          const said = strictSpeak(t(`appointments:told.${kind}`, facts), language, { short });
          expect(septets(toGsm(said)), `${kind} in ${language}`).toBeLessThanOrEqual(3 * 153);
          // A chat is written to where it is; a phone that has none dials.
          if (short) expect(said).not.toContain(strictSpeak(facts.way, language));
          else expect(said).not.toContain('*384*123#');
        }
      for (const reason of refusals)
        expect(
          septets(toGsm(strictSpeak(t(`appointments:refused.${reason}`), language))),
          `${reason} in ${language}`,
        ).toBeLessThanOrEqual(120);
    }
  });
});

describe('the file for a calendar', () => {
  it('says when and where in UTC, what to bring, and rings an hour before', async () => {
    const { id, code } = await world.booked(office.service.id, 'a', wednesday);
    const { name, text } = await appointments().calendarFile(id);
    expect(name).toBe(`${code}.ics`);
    expect(text.replaceAll('\r\n ', '').split('\r\n')).toEqual(
      expect.arrayContaining([
        'METHOD:PUBLISH', `UID:${id}@lisolo`, 'SEQUENCE:0', 'DTSTAMP:20261123T093000Z', 'DTSTART:20261125T080000Z',
        'DTEND:20261125T083000Z', `SUMMARY:Consultation - ${office.organisation.name}`,
        'LOCATION:Siège\\, 12\\, avenue de la Justice\\, Gombe', 'GEO:-4.305;15.3',
        `DESCRIPTION:${code}\\n- Acte de naissance`, 'STATUS:CONFIRMED', 'TRIGGER:-PT1H', 'END:VCALENDAR',
      ]),
    ); // prettier-ignore
    await appointments().cancel({ id, personId: 'a', key: aKey() });
    const over = await appointments().calendarFile(id);
    expect(over.text).toContain('STATUS:CANCELLED');
    expect(over.text).not.toContain('VALARM');
    expect(over.text).toContain('SEQUENCE:1');
  });

  it('is well formed whatever the names are', async () => {
    const booked = await world.booked(office.service.id, 'a', wednesday);
    const sign = fc.constantFrom('é', '😀', ',', ';', '\\', '\n', 'a', ' ', '\u0007');
    const word = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ unit: sign, maxLength: 200 }));
    fc.assert(
      fc.property(word, word, (serviceName, branchName) => {
        const { text } = calendarOf({ ...booked, serviceName, branchName }, {});
        expect(text.endsWith('\r\n')).toBe(true);
        const lines = text.split('\r\n');
        for (const line of lines) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line).not.toMatch(/[\n\u0000-\u0008]/);
          expect(Buffer.from(line).toString()).toBe(line);
        }
        const whole = text.replaceAll('\r\n ', '').split('\r\n');
        expect(whole).toHaveLength(24);
        const plain = (value: string) =>
          value.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ');
        const unescaped = (whole.find((line) => line.startsWith('LOCATION:')) ?? '')
          .slice('LOCATION:'.length)
          .replace(/\\(.)/g, (_all, one: string) => (one === 'n' ? '\n' : one));
        expect(unescaped).toBe(plain(branchName));
      }),
      { numRuns: 100 },
    );
  });
});

describe('what is held of a person', () => {
  const data = () => appointmentsPersonalData(world);

  it('is given to them, and forgotten with them, while their place is free again', async () => {
    const { id } = await world.booked(office.service.id, 'a', wednesday);
    const past = await world.booked(office.services[0].id, 'b', wednesday);
    await appointments()
      .wait({ key: aKey(), serviceId: office.service.id, from: '2026-11-24', to: '2026-11-24', ...somebody('c') })
      .catch(() => undefined);
    expect(await data().collect('a')).toMatchObject({
      booked: [{ serviceName: 'Consultation', state: 'confirmed' }],
      waits: [],
    });
    await data().erase('a');
    expect(await world.record(id)).toMatchObject({
      state: 'cancelled',
      personId: '',
      history: [{ by: '' }, { by: '' }],
    });
    expect(JSON.stringify(await world.record(id))).not.toContain('"a"');
    expect((await world.record(past.id)).personId).toBe('b');
    expect(await data().collect('a')).toEqual({ booked: [], waits: [] });
    expect((await appointments().slots(office.service.id, '2026-11-25'))[0]).toMatchObject({ free: 1 });
    await world.appointmentNotices.tellDue();
  });

  it('holds no telephone number, neither before nor after it is forgotten, though turns are named by it', async () => {
    const phone = '+243810000999';
    const turn = (revision: number) => `ussd:${phone}:${revision}`;
    const wish = { serviceId: office.service.id, ...somebody('a') };
    const { id } = await appointments().book({ ...wish, key: turn(1), startsAt: wednesday });
    const move = { id, personId: 'a', key: turn(2), startsAt: later };
    await appointments().reschedule(move);
    expect(await appointments().reschedule(move)).toMatchObject({ revision: 2 });
    const other = await world.office();
    const waits = { ...wish, serviceId: other.service.id, key: turn(3), from: '2026-11-24', to: '2026-11-24' };
    await appointments().wait(waits);
    const held = async () =>
      JSON.stringify(
        await Promise.all(
          ['appointments', 'appointment_waiting'].map((name) => world.connection.collection(name).find().toArray()),
        ),
      );
    expect(await held()).not.toContain(phone.slice(1));
    const { collection } = appointmentModel(world.connection);
    await collection.updateOne({ _id: id as never }, { $set: { key: turn(1), 'history.$[].key': turn(2) } });
    await data().erase('a');
    expect(await held()).not.toContain(phone.slice(1));
    expect(await held()).toContain(`forgotten:${id}`);
  });

  it('goes on with the survivor when two turn out to be one, who keeps one appointment of each service', async () => {
    const other = await world.office();
    const mine = await world.booked(office.service.id, 'a', wednesday);
    const theirs = await world.booked(office.service.id, 'b', wednesday);
    const alone = await world.booked(other.service.id, 'b', wednesday);
    await data().merge!('b', 'a');
    expect((await appointments().ofPerson('a')).map(({ id, state }) => [id, state])).toEqual(
      expect.arrayContaining([[mine.id, 'confirmed'], [theirs.id, 'cancelled'], [alone.id, 'confirmed']]),
    ); // prettier-ignore
    expect(await appointments().ofPerson('b')).toEqual([]);
    await appointments().cancel({ id: alone.id, personId: 'a', key: aKey() });
  });
});

it('whatever is asked of hundreds of appointments is answered by an index', async () => {
  const watch = await watchQueries(world.database.uri, ['appointments', 'appointment_waiting']);
  const watched = await withAppointments({ ...world, connection: watch.connection });
  const models = ['a', 'b'].map((name) => world.booked(office.service.id, name, wednesday));
  const [model] = await Promise.all(models);
  const { collection } = watch.connection.model('Appointment');
  const pattern = await collection.findOne({});
  const copies = Array.from({ length: 300 }, (_one, nth) => {
    const startsAt = new Date(wednesday.getTime() + ((nth % 400) - 200) * 3_600_000);
    const state = nth % 3 === 0 ? 'cancelled' : startsAt < openMonday ? 'completed' : 'confirmed';
    const { open: _open, tellAt: _tellAt, remindAt: _remindAt, ...rest } = pattern as Record<string, unknown>;
    const own = {
      _id: `copy ${nth}`,
      key: `copy ${nth}`,
      code: `RDV-${nth}`,
      seat: `seat ${nth}`,
      personId: `p${nth % 500}`,
    };
    return {
      ...rest,
      ...own,
      serviceId: `s${nth % 100}`,
      branchId: `b${nth % 50}`,
      startsAt,
      endsAt: new Date(startsAt.getTime() + 1_800_000),
      state,
    };
  });
  await collection.insertMany(copies as never[]);
  const waits = Array.from({ length: 1_000 }, (_one, nth) => ({
    _id: `wait ${nth}`, key: `wait ${nth}`, serviceId: `s${nth % 100}`, branchId: 'b', personId: `w${nth}`, channel: 'ussd', country: 'CD',
    from: '2026-11-24', to: '2026-11-27', until: new Date('2026-11-27T23:00:00Z'), offered: [], createdAt: openMonday,
  })); // prettier-ignore
  await watch.connection.collection('appointment_waiting').insertMany(waits as never[]);

  const serviceId = office.service.id;
  const now = openMonday;
  const uses: Record<string, () => Promise<unknown>> = {
    days: () => watched.appointments.days(serviceId),
    slots: () => watched.appointments.slots(serviceId, '2026-11-25'),
    book: () => watched.booked(serviceId, 'z', later),
    reschedule: () =>
      watched.appointments.reschedule({ id: model!.id, personId: model!.personId, key: aKey(), startsAt: later }),
    cancel: () => watched.appointments.cancel({ id: model!.id, personId: model!.personId, key: aKey() }),
    ofPerson: () => watched.appointments.ofPerson('p1'),
    wait: () =>
      watched.appointments.wait({ key: aKey(), serviceId, from: '2026-11-24', to: '2026-11-25', ...somebody('y') }),
    today: () => watched.branchAppointments.between('b1', openMonday, later),
    asked: () => watched.branchAppointments.asked('b1'),
    byCode: () => watched.branchAppointments.byCode('b1', 'RDV-7K3F2M'),
    waitingOf: () => watched.appointments.waitingOf('w1'),
    offers: () => watched.appointmentOffers.offerBetween(serviceId, '2026-11-24', '2026-11-25'),
    offerAll: () => watched.appointmentOffers.offerAll(),
    tick: () => watched.tick(),
    sweep: () => watched.appointmentWaiting.sweep(now),
    outside: () => watched.appointmentsOutside.find(now),
    collect: () => appointmentsPersonalData({ ...world, connection: watch.connection }).collect('p1'),
    merge: () => appointmentsPersonalData({ ...world, connection: watch.connection }).merge!('p2', 'p3'),
    erase: () => appointmentsPersonalData({ ...world, connection: watch.connection }).erase('p1'),
  };
  const faults: string[] = [];
  for (const [what, work] of Object.entries(uses)) faults.push(...(await watch.faults(what, work)));
  await watch.close();
  expect(faults).toEqual([]);
}, 60_000);
