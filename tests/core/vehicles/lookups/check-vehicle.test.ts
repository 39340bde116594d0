import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../../../core/dialog/index.ts';
import type { Caller } from '../../../../core/dialog/index.ts';
import { ussdSurface } from '../../../../ussd/index.ts';
import { chatSurface, type Talk } from '../../../support/talk.ts';
import { lookupWorld, pin, type LookupWorld } from './lookup-world.ts';

let world: LookupWorld;
let patrick: Caller;
let didier: Caller;
let beatrice: Caller;
let stranger: Partial<Caller>;
beforeAll(async () => {
  world = await lookupWorld({ citizen: 3, staff: 5 });
  patrick = await world.person('Patrick Ilunga', '+243810000001');
  didier = await world.person('Didier Mukendi', '+243810000011', 'pcr_agent');
  beatrice = await world.person('Béatrice Lumbala', '+243830000014', 'super_admin');
  stranger = { address: '+243890000099', language: 'fr' };
});
afterAll(() => world.database.drop());
beforeEach(() => world.clear());

/** Everything that a phone shows of a screen, page after page. */
async function allPages(played: Talk): Promise<string> {
  let text = played.screen();
  while (played.reply().page.number < played.reply().page.of) text += `\n${await played.says('98')}`;
  return text;
}

const secrets = ['JTDKB20U093123456', '84 321', 'Patrick Ilunga', 'Bandalungwa', 'A1234567B', '+243810000001'];
const onlyOnDuty = secrets.slice(0, 4);

describe.each([
  ['in a chat', chatSurface],
  ['by USSD', ussdSurface(160)],
])('the card of a vehicle, %s', (_name, surface) => {
  beforeEach(async () => void (await world.vehicle({ ownerId: patrick.personId! })));
  const cardFor = async (who: Partial<Caller>, staffPin = false): Promise<string> => {
    const played = await world.play(who, { surface });
    await played.says('1234 ab 01');
    if (!staffPin) return allPages(played);
    await allPages(played);
    await played.says('1');
    await played.says(pin);
    return allPages(played);
  };

  it('shows a stranger what is public, and nothing of the owner', async () => {
    const card = await cardFor(stranger);
    expect(card).toContain('Toyota Corolla 2018');
    expect(card).toMatch(/Assurance.*21\/03\/2027/);
    expect(card).toMatch(/EXPIR.*20\/11\/2026/);
    expect(card).toContain('Vignette : inconnue');
    expect(card).toContain('9 CV');
    for (const secret of secrets) expect(card).not.toContain(secret);
  });

  it('shows an officer on duty the chassis number, the mileage, the owner and where they live, and no more', async () => {
    const card = await cardFor(didier, true);
    for (const shown of onlyOnDuty) expect(card).toContain(shown);
    for (const secret of secrets.slice(4)) expect(card).not.toContain(secret);
    expect(await world.noted()).toMatchObject([
      { viewer: 'public', personId: didier.personId },
      { viewer: 'agent', role: 'pcr_agent', found: true, what: 'card', plate: '1234AB01' },
    ]);
  });

  it('shows an officer who has not shown that it is they what everybody sees', async () => {
    const card = await cardFor(didier);
    for (const secret of secrets) expect(card).not.toContain(secret);
  });

  it('shows the owner their own vehicle without a PIN', async () => {
    const card = await cardFor(patrick);
    for (const shown of onlyOnDuty) expect(card).toContain(shown);
    expect(card).toContain('Qui a consulté');
  });

  it('shows the administration on duty as much, and who looked', async () => {
    const card = await cardFor(beatrice, true);
    for (const shown of onlyOnDuty) expect(card).toContain(shown);
    expect(card).toContain('Qui a consulté');
  });
});

describe('a vehicle that is reported stolen', () => {
  it.each(languages)('is said to be so before anything else, in %s', async (language) => {
    await world.vehicle({ stolen: true });
    const played = await world.play({ ...stranger, language }, { surface: ussdSurface(160) });
    const [first = ''] = (await played.says('1234AB01')).split('\n');
    expect(first).toMatch(/[A-Z]{4,}.*!/);
    expect(first).not.toContain('1234');
  });
});

describe('what was typed', () => {
  it('is found by the chassis number, whole or by its last signs', async () => {
    await world.vehicle();
    for (const typed of ['JTDKB20U093123456', 'jtdkb2ou-093 123456', '123456', '93123456'])
      expect(await (await world.play(stranger)).says(typed), typed).toContain('Toyota Corolla');
  });

  it('is offered nearly, where no vehicle is called so', async () => {
    await world.vehicle();
    await world.vehicle({ plate: '9999ZZ09', vin: 'JTDKB20U093199999' });
    const played = await world.play(stranger);
    const offer = await played.says('1243AB01');
    expect(offer).toContain('Voulez-vous dire');
    expect(offer).not.toContain('9999ZZ/09');
    expect(await played.presses('1234AB/01')).toContain('2027');
    expect(await world.noted()).toMatchObject([
      { plate: '1243AB01', found: false },
      { plate: '1234AB01', found: true },
    ]);
  });

  it('is chosen from where the code of the province was left out, or two countries have it', async () => {
    await world.vehicle();
    await world.vehicle({ plate: '1234AB10', model: 'Hilux', vin: 'JTDKB20U093199999' });
    await world.vehicle({ plate: 'UN4321', model: 'Prado', vin: 'JTDKB20U093188888' });
    await world.vehicle({ plate: 'UN4321', country: 'SN', model: 'Hiace', vin: 'JTDKB20U093177777' });
    const played = await world.play(stranger);
    expect(await played.says('1234AB')).toContain('Lequel');
    expect(await played.presses('Hilux')).toContain('1234AB/10');
  });

  it('is answered with what to do next where nothing is nearly so, and the look is noted all the same', async () => {
    const played = await world.play(stranger);
    expect(await played.says('5555KK05')).toContain("n'est pas dans le registre");
    expect(await played.presses('Amendes')).toContain('fines of 5555KK05');
    expect(await world.noted()).toMatchObject([{ plate: '5555KK05', country: 'CD', found: false, viewer: 'public' }]);
  });

  it.each(['', '??', '12', 'x'.repeat(300), '💥'])('is asked for again where it is nothing: %s', async (typed) => {
    const played = await world.play(stranger);
    expect(await played.says(typed)).toBeTruthy();
    expect(await world.noted()).toEqual([]);
    expect(played.session().frames.at(-1)?.screen).toBe('ask');
  });
});

describe('a word beside the card of a vehicle', () => {
  it('opens what it is the keyword of, and is no plate that nobody knows', async () => {
    const played = await world.play(stranger);
    expect(await played.says('5555KK05')).toContain("n'est pas dans le registre");
    expect(await played.says('signaler')).toContain("Ce n'est ni une plaque");
    expect(await played.says('mon compte')).not.toContain('registre');
    expect(await world.noted()).toMatchObject([{ plate: '5555KK05' }]);
  });
});

describe('a look', () => {
  it('is noted once by a card that is opened from elsewhere, and not again when it is shown again', async () => {
    const vehicleId = await world.vehicle({ ownerId: patrick.personId! });
    const played = await world.play(stranger, { data: { typed: '1234AB01' } });
    expect(played.screen()).toContain('Toyota');
    await played.presses('Amendes');
    await played.says('0');
    expect(played.screen()).toContain('Toyota');
    expect(await world.noted()).toMatchObject([{ vehicleId, found: true, channel: 'simulator' }]);
  });

  it('keeps no name of somebody who has not agreed to it', async () => {
    await world.vehicle();
    await (await world.play(stranger)).says('1234AB01');
    expect(JSON.stringify(await world.noted())).not.toContain('890000099');
  });
});

describe('too many looks', () => {
  it('end for the day, with the moment from which one may go on; a plate that was seen already is shown', async () => {
    await world.vehicle();
    const played = await world.play(stranger);
    await played.says('1234AB01');
    for (const plate of ['5555KK05', '6666KK06']) await played.says(plate);
    expect(await played.says('7777KK07')).toContain('22/11/2026 00h00');
    expect(await played.says('1234AB01')).toContain('Toyota');
    world.pass(24 * 60);
    expect(await played.says('7777KK07')).toContain("n'est pas dans le registre");
  });

  it('come later for officers on duty', async () => {
    const played = await world.play({ ...didier, staffUntil: new Date(world.now().getTime() + 900_000).toISOString() });
    for (const plate of ['1111KK05', '2222KK05', '3333KK05', '4444KK05', '5555KK05'])
      expect(await played.says(plate)).toContain("n'est pas dans le registre");
    expect(await played.says('6666KK05')).toContain('trop de plaques');
  });

  it('send back who comes from elsewhere', async () => {
    await world.vehicle();
    const played = await world.play(stranger);
    for (const plate of ['5555KK05', '6666KK06', '7777KK07']) await played.says(plate);
    const other = await world.play(stranger, { data: { typed: '1234AB01' } });
    expect(other.screen()).toContain('trop de plaques');
    expect(other.screen()).not.toContain('Toyota');
  });
});
