import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindFlow, defineFlow, type Surface } from '../../../core/dialog/index.ts';
import { findOffice, offices, type OfficeFound } from '../../../core/organisations/flows/find-office.ts';
import { officeWorld, type OfficeWorld, type TestOffice } from '../queues/office-world.ts';
import { chatSurface, pagePhone, talk, type Talk } from '../../support/talk.ts';

let world: OfficeWorld;
let hospital: TestOffice;
let hall: TestOffice;

beforeAll(async () => {
  world = await officeWorld();
  hospital = await world.office({
    organisation: { name: 'Hôpital Général de Référence' },
    branch: { name: 'Urgences', commune: 'Gombe' },
    services: [
      {
        name: 'Consultation',
        minutes: 20,
        cost: { amount: 2_500_000, currency: 'CDF' },
        documents: ["Carte d'identité", 'Carnet de santé'],
      },
      { name: 'Vaccination', appointmentsAtOnce: 0 },
    ],
  });
  hall = await world.office({
    organisation: { name: 'Mairie de Lubumbashi', kind: 'government' },
    branch: {
      name: 'État civil', region: 'haut-katanga', commune: 'Kampemba', timeZone: 'Africa/Lubumbashi',
      location: { type: 'Point', coordinates: [27.508, -11.655] },
      hours: { week: { 2: [{ from: '08:00', to: '12:30' }, { from: '13:30', to: '15:00' }] }, closedOnHolidays: true, exceptions: [] },
    },
    services: [{ name: 'Passeport' }],
  }); // prettier-ignore
  await world.office({ organisation: { kind: 'hospital' }, branch: { region: 'haut-katanga', commune: 'Ruashi', location: undefined }, services: [{ name: 'Pédiatrie' }] }); // prettier-ignore
});
afterAll(() => world.database.drop());

/** Dialogs that offices lead to, which say what they were given. */
const told = (id: string) =>
  bindFlow(
    defineFlow<'told', { serviceId: string }, undefined>({
      id,
      version: 1,
      start: 'told',
      screens: { told: { show: ({ data }) => ({ text: `${id} ${data.serviceId ?? ''}` }), on: { text: () => ({ leave: true }) } } },
    }),
    undefined,
  ); // prettier-ignore

/** A dialog that needs an office. */
const asking = bindFlow(
  defineFlow<'ask', { found: OfficeFound }, undefined>({
    id: 'asking',
    version: 1,
    start: 'ask',
    screens: {
      ask: {
        show: ({ data }) => ({ text: data.found ? `${data.found.branchId} ${data.found.serviceId}` : 'nothing yet' }),
        on: {
          text: () => ({ run: 'find-office', then: 'ask' }),
          returned: (_turn, found) => ({ go: 'ask', set: { found: found as OfficeFound } }),
        },
      },
    },
  }),
  undefined,
);

const open = async (surface: Surface = chatSurface, data?: Record<string, unknown>): Promise<Talk> => {
  const deps = { offices: world.offices };
  return talk({
    flows: [bindFlow(offices, deps), bindFlow(findOffice, deps), told('take-ticket'), told('book-appointment')],
    caller: { ...(await world.citizen()), channel: surface.channel },
    surface,
    now: world.clock,
    ...(data ? { data } : {}),
  });
};

describe('in a chat', () => {
  it('a service is found by a word that is typed at once, with all that is to be known before going there', async () => {
    const chat = await open();
    expect(await chat.says('consultation')).toContain('Hôpital Général de Référence - Urgences');
    expect(chat.screen()).toContain('12, avenue de la Justice, Gombe, Kinshasa');
    expect(chat.screen()).toContain("Ouvert jusqu'à 17h00");
    expect(chat.screen()).toContain("Aujourd'hui : 09h00-17h00");
    await chat.presses('Consultation');
    expect(chat.screen()).toContain('Durée : environ 20 minutes');
    expect(chat.screen()).toContain('Coût : 25 000 FC');
    expect(chat.screen()).toContain("À apporter : Carte d'identité, Carnet de santé");
    expect(await chat.presses('Prendre un ticket')).toContain(`take-ticket ${hospital.service.id}`);
  });

  it('leads to an appointment only where some are given', async () => {
    const chat = await open();
    await chat.says('urgences');
    await chat.presses('Vaccination');
    expect(chat.screen()).not.toContain('Prendre rendez-vous');
    await chat.presses('Retour');
    await chat.presses('Consultation');
    expect(await chat.presses('Prendre rendez-vous')).toContain(`book-appointment ${hospital.service.id}`);
  });

  it('says when a closed office opens, by the clock where it is', async () => {
    const chat = await open();
    await chat.says('passeport lubumbashi');
    expect(chat.screen()).toContain('Fermé. Ouvre le 24/11/2026 08h00');
    expect(chat.screen()).not.toContain("Aujourd'hui");
  });

  it('shows the nearest first from a shared location', async () => {
    const chat = await open();
    await chat.gives({ kind: 'location', latitude: -11.66, longitude: 27.5 });
    const [first, second] = chat.reply().options.map(({ label }) => label);
    expect(first).toBe('Mairie de Lubumbashi - État civil (1,0 km)');
    expect(second).toMatch(/^Hôpital Général de Référence - Urgences \(1\d{3},\d km\)$/);
  });

  it('starts from a location that was shared at any moment', async () => {
    const [shortcut] = (offices.shortcuts ?? []).filter(({ location }) => location);
    expect(shortcut?.location?.({ latitude: 1, longitude: 2 })).toEqual({
      query: { near: { latitude: 1, longitude: 2 } },
    });
    expect(shortcut?.screen).toBe('branches');
  });

  it('offers to tell a problem at the very place that was shared unasked, also far from any office', async () => {
    const near = { latitude: -11.66012, longitude: 27.50034 };
    const problem = bindFlow(
      defineFlow<'told', { position: object }, undefined>({
        id: 'report-problem',
        version: 1,
        start: 'told',
        screens: {
          told: {
            show: ({ data }) => ({ text: JSON.stringify(data.position) }),
            on: { text: () => ({ leave: true }) },
          },
        },
      }),
      undefined,
    );
    for (const country of ['CD', 'SN'] as const) {
      const flow = bindFlow({ ...offices, start: 'branches' as const }, { offices: world.offices });
      const caller = await world.citizen(undefined, { country });
      const chat = await talk({ flows: [flow, problem], caller, data: { query: { near } }, now: world.clock });
      expect(await chat.presses('Signaler un problème ici')).toContain(JSON.stringify(near));
    }
  });

  it('asks anew where nothing is called so, and takes the next word', async () => {
    const chat = await open();
    expect(await chat.says('xyzzy')).toContain('Rien ne porte ce nom');
    expect(await chat.says('x'.repeat(200))).toContain('au plus 80');
    expect(await chat.says('mairie')).toContain('Mairie de Lubumbashi');
  });

  it('gives the branch and the service to a dialog that asks for them', async () => {
    const deps = { offices: world.offices };
    const chat = await talk({
      flows: [asking, bindFlow(findOffice, deps)],
      caller: await world.citizen(),
      now: world.clock,
    });
    await chat.says('go');
    await chat.says('mairie');
    await chat.presses('Passeport');
    expect(await chat.presses('Choisir ce service')).toContain(`${hall.branch.id} ${hall.service.id}`);
  });

  it('tells that an office was closed meanwhile', async () => {
    const gone = await world.office({ branch: { listed: false } });
    const deps = { offices: world.offices };
    const chat = await talk({ flows: [bindFlow(findOffice, deps)], now: world.clock, caller: await world.citizen() });
    await chat.says('mairie');
    await world.connection
      .collection('branches')
      .updateOne({ _id: hall.branch.id as never }, { $set: { listed: false } });
    expect(await chat.presses('Passeport')).toContain("n'est plus ouvert au public");
    await world.connection
      .collection('branches')
      .updateOne({ _id: hall.branch.id as never }, { $set: { listed: true } });
    expect(gone.branch.listed).toBe(false);
  });
});

describe('by USSD', () => {
  it('a service is found by digits: kind, region, office, service', async () => {
    const phone = await open(pagePhone);
    expect(phone.screen()).toContain('1. Par nom');
    expect(await phone.says('2')).toContain('1. Hôpital (2)');
    expect(await phone.says('1')).toContain('Kinshasa (1)');
    await phone.says('3');
    expect(phone.screen()).toContain('2 bureaux');
    await phone.says('1');
    expect(phone.screen()).toContain('Urgences');
  });

  it('a commune stands for the location', async () => {
    const phone = await open(pagePhone);
    await phone.says('3');
    expect(await phone.says('kampenba')).toContain('Mairie de Lubumbashi');
    expect(phone.screen()).toContain('km)');
  });

  it('a long list goes on page by page', async () => {
    await Promise.all(
      Array.from({ length: 23 }, (_one, index) =>
        world.office({
          country: 'SN',
          organisation: { name: `Boutique ${String(index).padStart(2, '0')}`, kind: 'retail' },
        }),
      ),
    );
    const deps = { offices: world.offices };
    const chat = await talk({
      flows: [bindFlow(offices, deps)],
      caller: await world.citizen(undefined, { country: 'SN' }),
      now: world.clock,
      surface: { ...chatSurface, optionsPerPage: 30 },
    });
    expect(await chat.says('boutique')).toContain('23 bureaux trouvés');
    expect(chat.screen()).toContain('Boutique 19 - Siège');
    await chat.presses('Suite de la liste');
    expect(chat.screen()).toContain('Boutique 22 - Siège');
    expect(chat.screen()).not.toContain('Suite de la liste');
  });
});
