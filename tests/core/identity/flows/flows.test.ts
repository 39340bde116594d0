import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FileService } from '../../../../core/files/index.ts';
import { createFileService } from '../../../../core/files/index.ts';
import { bindFlow, createFlowRegistry, flowFaults, languages, t } from '../../../../core/dialog/index.ts';
import type { Caller, Gates, Language, Surface, Text } from '../../../../core/dialog/index.ts';
import { askConsent } from '../../../../core/identity/flows/ask-consent.ts';
import { chooseLanguage } from '../../../../core/identity/flows/choose-language.ts';
import { enterPin } from '../../../../core/identity/flows/enter-pin.ts';
import { myAccount } from '../../../../core/identity/flows/my-account.ts';
import { setPin } from '../../../../core/identity/flows/set-pin.ts';
import { sharePhone } from '../../../../core/identity/flows/share-phone.ts';
import { startNotices } from '../../../../core/identity/flows/start-notices.ts';
import { stopNotices } from '../../../../core/identity/flows/stop-notices.ts';
import { welcome } from '../../../../core/identity/flows/welcome.ts';
import { createIdentityService } from '../../../../core/identity/index.ts';
import type { IdentityService } from '../../../../core/identity/index.ts';
import { parseLanguage } from '../../../../core/identity/flows/language-choice.ts';
import { personModel } from '../../../../core/identity/person.model.ts';
import { testDatabase } from '../../../support/mongo.ts';
import type { TestDatabase } from '../../../support/mongo.ts';
import { chatSurface, pagePhone, strictSpeak, talk } from '../../../support/talk.ts';

let database: TestDatabase;
let identity: IdentityService;
let files: FileService;
const now = new Date('2026-11-21T08:00:00Z');
const phone = '+243810000001';
const telegram: Surface = { ...chatSurface, channel: 'telegram' };

beforeAll(async () => {
  database = await testDatabase();
  identity = createIdentityService({ connection: database.connection, clock: () => now, defaultCountry: 'CD' });
  files = createFileService({
    connection: database.connection,
    publicUrl: 'http://localhost:3000',
    secret: 'a secret of this test, long enough',
    clock: () => new Date(),
  });
});
afterAll(() => database.drop());
beforeEach(async () => {
  await personModel(database.connection).deleteMany({});
});

const gates: Gates = {
  consent: { flow: 'ask-consent', isMet: (caller) => caller.consent === 'given' },
  phone: { flow: 'share-phone', isMet: (caller) => caller.phone !== undefined },
};
const bound = () => ({
  welcome: bindFlow(welcome, { identity }),
  askConsent: bindFlow(askConsent, { identity }),
  sharePhone: bindFlow(sharePhone, { identity }),
  enterPin: bindFlow(enterPin, { identity }),
  setPin: bindFlow(setPin, { identity }),
  language: bindFlow(chooseLanguage, { identity }),
  stop: bindFlow(stopNotices, { identity }),
  start: bindFlow(startNotices, { identity }),
  account: bindFlow(myAccount, { identity, files }),
});

const onUssd = { channel: 'ussd' as const, address: phone, phone };
const onTelegram = { channel: 'telegram' as const, address: '42' };
const citizen = async (
  contact: { channel: 'ussd' | 'telegram'; address: string; phone?: string } = onUssd,
): Promise<Caller> => {
  await identity.consent(await identity.callerFor(contact), 'fr');
  return identity.callerFor(contact);
};

describe('the first contact', () => {
  const unknown: Partial<Caller> = { ...onUssd, consent: 'unasked', roles: [] };

  it('shows every language by its own name, those of the country first, and stores nothing before the consent', async () => {
    const play = await talk({ flows: [bound().welcome], surface: pagePhone, caller: unknown });
    for (const name of ['Lingala', 'Kiswahili', 'English', 'Wolof']) expect(play.screen()).toContain(name);
    expect(play.reply().options.map(({ label }) => label)).toEqual([
      'Français',
      'Lingala',
      'Kiswahili',
      'English',
      'Wolof',
    ]);
    await play.says('2');
    expect(play.session().language).toBe('ln');
    expect(await personModel(database.connection).countDocuments()).toBe(0);
    await play.says('1');
    expect(play.session().caller).toMatchObject({ consent: 'given', language: 'ln', phone, country: 'CD' });
    expect(await identity.byPhone(phone)).toMatchObject({ language: 'ln', id: play.session().caller.personId });
  });

  it('keeps nothing of somebody who refuses, but speaks their language', async () => {
    const play = await talk({ flows: [bound().welcome], caller: unknown });
    await play.says('english');
    const said = await play.presses('I do not agree');
    expect(said).toContain('we keep nothing');
    expect(play.session().caller).toMatchObject({ consent: 'refused', language: 'en' });
    expect(await personModel(database.connection).countDocuments()).toBe(0);
  });

  it('asks again when the answer is no language', async () => {
    const play = await talk({ flows: [bound().welcome], caller: unknown });
    expect(await play.says('klingon')).toContain('Choisissez');
  });

  it.each([
    ['francais', 'fr'],
    ['FRANÇAIS', 'fr'],
    ['swahili', 'sw'],
    ['wo', 'wo'],
    ['lingala', 'ln'],
    ['x', undefined],
    ['', undefined],
  ])('understands %j as %s', (typed, language) => {
    expect(parseLanguage(typed)).toBe(language);
  });
});

describe('the phone', () => {
  it('is taken from the button when it is the own one, and joins the person on USSD', async () => {
    const known = await citizen();
    const caller = await citizen(onTelegram);
    const play = await talk({ flows: [bound().sharePhone], surface: telegram, caller });
    expect(play.reply().asks).toContain('contact');
    expect(await play.gives({ kind: 'contact', phone: '+243990000009', own: false })).toContain("n'est pas le vôtre");
    expect(await play.says('0810000001')).toContain('ne suffit pas');
    await play.gives({ kind: 'contact', phone: '243810000001', own: true });
    expect(play.session().caller.phone).toBe(phone);
    expect((await identity.callerFor(onUssd)).personId).toBe(play.session().caller.personId);
    expect([known.personId, caller.personId]).toContain(play.session().caller.personId);
  });

  it('is not stored before the consent', async () => {
    const play = await talk({
      flows: [bound().sharePhone],
      surface: telegram,
      caller: { ...onTelegram, consent: 'unasked' },
    });
    await play.gives({ kind: 'contact', phone, own: true });
    expect(play.session().caller.phone).toBe(phone);
    expect(await personModel(database.connection).countDocuments()).toBe(0);
  });

  it('is not asked for where no contact can be shared', async () => {
    const silent: Surface = { ...chatSurface, accepts: ['text', 'press'] };
    const play = await talk({ flows: [bound().sharePhone], surface: silent, caller: onTelegram });
    expect(play.screen()).toContain('Telegram');
    expect(play.reply().asks).toEqual([]);
  });
});

describe('the PIN of staff', () => {
  const agent = async (pin?: string): Promise<Caller> => {
    const { id } = await identity.create({
      phone,
      country: 'CD',
      language: 'fr',
      roles: ['pcr_agent'],
      ...(pin && { pin }),
    });
    return { ...(await identity.callerFor(onUssd)), consent: 'given', personId: id };
  };

  it('opens staff services for a quarter of an hour and is nowhere in the session', async () => {
    const play = await talk({
      flows: [bound().enterPin],
      surface: pagePhone,
      caller: await agent('4826'),
      now: () => now,
    });
    expect(await play.says('1111')).toContain('4 essais');
    expect(await play.says('abc')).toContain('chiffres');
    await play.says('4826');
    expect(play.session().caller.staffUntil).toBe('2026-11-21T08:15:00.000Z');
    expect(JSON.stringify(play.session())).not.toMatch(/4826|1111/);
  });

  it('says until when it is locked after five wrong ones, in the time of the country', async () => {
    const play = await talk({ flows: [bound().enterPin], caller: await agent('4826'), now: () => now });
    for (let n = 0; n < 4; n += 1) await play.says('0000');
    expect(await play.says('0000')).toContain('09h15');
    expect(play.session().caller.staffUntil).toBeUndefined();
  });

  it('is chosen by staff who have none, twice the same and not too easy', async () => {
    const play = await talk({ flows: [bound().enterPin, bound().setPin], caller: await agent(), now: () => now });
    await play.presses('Choisir mon PIN');
    expect(await play.says('1234')).toContain('trop facile');
    await play.says('4826');
    expect(await play.says('4827')).toContain('différents');
    await play.says('7391');
    await play.says('7391');
    expect(play.session().caller.staffUntil).toBeDefined();
    expect(JSON.stringify(play.session())).not.toMatch(/4826|7391/);
    await expect(identity.checkPin(play.session().caller.personId ?? '', '7391')).resolves.toBeUndefined();
  });

  it('cannot be chosen anew by whoever holds the phone, nor by a citizen', async () => {
    const play = await talk({ flows: [bound().setPin], caller: await agent('4826') });
    await play.says('7391');
    await expect(identity.checkPin(play.session().caller.personId ?? '', '4826')).resolves.toBeUndefined();
    await personModel(database.connection).deleteMany({});
    const other = await citizen();
    await (await talk({ flows: [bound().setPin], caller: other })).says('7391');
    expect((await identity.byId(other.personId ?? ''))?.hasPin).toBe(false);
  });
});

describe("a person's own account", () => {
  const play = async (caller: Caller, surface: Surface = chatSurface) => {
    const { account, ...others } = bound();
    return talk({ flows: [account, ...Object.values(others)], surface, caller, gates });
  };

  it('changes the language at once and on every channel', async () => {
    const account = await play(await citizen());
    await account.presses('Changer de langue');
    expect(await account.presses('Wolof')).toContain('Sama compte');
    expect(await identity.callerFor(onUssd)).toMatchObject({ language: 'wo' });
  });

  it('stops and resumes notices', async () => {
    const caller = await citizen();
    const account = await play(caller);
    expect(await account.presses('Ne plus recevoir')).toContain('START');
    expect((await identity.byId(caller.personId ?? ''))?.stoppedAt).toBeDefined();
    await account.presses('Recevoir les avis');
    expect((await identity.byId(caller.personId ?? ''))?.stoppedAt).toBeUndefined();
  });

  it('hands out the copy as a file that holds what is stored', async () => {
    const account = await play(await citizen());
    await account.presses('Copie');
    const [attachment] = account.reply().attachments;
    const { bytes, file } = await files.read(attachment?.fileId ?? '');
    expect(file.mimeType).toBe('application/json');
    expect(JSON.parse(bytes.toString())).toMatchObject({ person: { phone, language: 'fr' } });
  });

  it('promises a phone without files that the copy follows by SMS', async () => {
    const account = await play(await citizen(), pagePhone);
    expect(await account.presses('Copie')).toContain('SMS');
  });

  it('erases after a second question only, and then knows nobody', async () => {
    const account = await play(await citizen());
    await account.presses('Effacer');
    await account.presses('Non');
    expect(await identity.byPhone(phone)).toBeDefined();
    await account.presses('Effacer');
    expect(await account.presses('Oui, tout effacer')).toContain('effacées');
    expect(await identity.byPhone(phone)).toBeUndefined();
    expect(account.session().caller).toMatchObject({ consent: 'unasked', roles: [] });
    expect(account.session().caller.personId).toBeUndefined();
  });

  it('tells staff to give their roles back before they are erased', async () => {
    const caller = await citizen();
    await identity.setRoles(caller.personId ?? '', ['opj']);
    const account = await play(caller);
    await account.presses('Effacer');
    expect(await account.presses('Oui, tout effacer')).toContain('administrateur');
  });

  it('offers the consent to whoever refused', async () => {
    const account = await play({ ...onUssd, consent: 'refused', roles: [], country: 'CD', language: 'fr' }, pagePhone);
    expect(account.screen()).toContain('gardons rien');
    await account.says('2');
    await account.presses("J'accepte");
    expect((await identity.byPhone(phone))?.consentAt).toBeDefined();
  });
});

describe('STOP and START', () => {
  it('end notices and bring them back', async () => {
    const caller = await citizen();
    const stop = await talk({ flows: [bound().stop], surface: pagePhone, caller });
    await stop.says('1');
    expect((await identity.byId(caller.personId ?? ''))?.stoppedAt).toBeDefined();
    const start = await talk({ flows: [bound().start], surface: pagePhone, caller });
    await start.says('1');
    expect((await identity.byId(caller.personId ?? ''))?.stoppedAt).toBeUndefined();
  });

  it('tell somebody unknown that nothing is sent to them', async () => {
    const stop = await talk({ flows: [bound().stop], caller: { consent: 'refused' } });
    expect(await stop.presses('Oui')).toContain('aucun avis');
  });

  it('interrupts anything with STOP, another language or the account, and takes START for notices only after a STOP', async () => {
    const caller = await citizen();
    const [, byWord] = startNotices.shortcuts ?? [];
    const started = () => byWord?.text?.(' Start ', { identity }, caller);
    expect(await started()).toBeUndefined();
    await identity.stop(caller.personId ?? '');
    expect(await started()).toEqual({});
    expect(await byWord?.text?.('bonjour', { identity }, caller)).toBeUndefined();
    for (const { shortcuts } of [stopNotices, startNotices, chooseLanguage, myAccount])
      expect(shortcuts?.every(({ always }) => always)).toBe(true);
    for (const language of languages)
      expect(strictSpeak(t('identity:stop.keywords'), language).split(', ')).toContain('stop');
  });
});

describe('the dialogs about a person', () => {
  it('pass the check that the program makes before it starts', () => {
    const registry = createFlowRegistry({ flows: Object.values(bound()), gates, home: 'my-account' });
    const has = (text: Text, language: Language): boolean => strictSpeak(text, language) !== '';
    expect(flowFaults({ registry, localeFaults: [], has })).toEqual([]);
  });
});
