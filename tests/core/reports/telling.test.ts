import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languages, type Caller } from '../../../core/dialog/index.ts';
import { t } from '../../../core/dialog/words.ts';
import { reportModel, type ReportRecord } from '../../../core/reports/index.ts';
import { pagePhone, strictSpeak, type Talk } from '../../support/talk.ts';
import { inLemba, type ReportWorld } from './report-world.ts';
import { forEachTeller, pin, telling, toldIn, type How } from './telling.ts';

let world: ReportWorld;
let caller: Caller;
forEachTeller((scene) => ({ world, caller } = scene));

const start = (how?: How): Promise<Talk> => telling(world, caller, how);
const told = (): Promise<ReportRecord[]> => toldIn(world);

describe('in a chat', () => {
  it('goes from words to a kind, a photo, a shared place and a report with a number and a body', async () => {
    const chat = await start();
    await chat.says('Un tas d’immondices devant la maison');
    expect(chat.screen()).toContain('Ordures');
    expect(await chat.presses('Ordures')).toContain('ajoutez une photo');
    const fileId = await world.photo();
    expect(await chat.gives({ kind: 'photo', fileId })).toContain('1 photo reçue');
    await chat.presses('Continuer');
    expect(await chat.gives(pin)).toContain("C'est à Lemba (Kinshasa) ?");
    expect(await chat.presses('Oui, Lemba')).toContain('informé de la suite');
    const summary = await chat.presses('Oui, informez-moi');
    for (const part of [
      'Ordures',
      'Lieu : Lemba, Kinshasa',
      'Un tas d’immondices devant la maison',
      '1 photo',
      'Vous serez informé',
    ])
      expect(summary).toContain(part);
    const said = await chat.presses('Envoyer');
    const [report] = await told();
    expect(said).toContain(report?.number);
    expect(said).toContain('Mairie de Lemba');
    expect(said).toContain('Voir ce signalement');
    // Going back sends nothing twice.
    expect(await chat.says('0')).toBe('home');
    expect(report).toMatchObject({
      category: 'garbage',
      words: 'Un tas d’immondices devant la maison',
      commune: 'Lemba',
      reporterId: caller.personId,
      source: 'simulator',
      location: { coordinates: [inLemba.longitude, inLemba.latitude] },
    });
    expect(report?.photos).toHaveLength(1);
    // What the door had kept of it is gone.
    await expect(world.files.read(fileId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('begins with photos as well, takes five of them once each, and no file that is none', async () => {
    const chat = await start();
    const photos = await Promise.all(Array.from({ length: 6 }, () => world.photo()));
    for (const fileId of photos.slice(0, 5)) await chat.gives({ kind: 'photo', fileId });
    await chat.gives({ kind: 'photo', fileId: photos[0] ?? '' });
    expect(chat.screen()).toContain('5 photos reçues');
    expect(await chat.gives({ kind: 'photo', fileId: photos[5] ?? '' })).toContain('5 photos suffisent');
    await expect(world.files.read(photos[5] ?? '')).rejects.toMatchObject({ code: 'not_found' });
    expect(await chat.gives({ kind: 'document', fileId: 'a letter' })).toContain("n'est pas une photo");
    await chat.presses('Ordures');
    await chat.presses('Continuer');
    await chat.says('Lemba');
    await chat.says('Avenue de la Foire');
    await chat.presses('Pas de repère');
    await chat.presses('anonyme');
    await chat.presses('Envoyer');
    const [report] = await told();
    expect(report?.photos).toHaveLength(5);
    expect(report).toMatchObject({ words: '', street: 'Avenue de la Foire', commune: 'Lemba' });
    expect(report).not.toHaveProperty('reporterId');
  });

  it('asks for the kind where the words tell nothing, keeps them, and adds what is written later', async () => {
    const chat = await start();
    expect(await chat.says('Venez voir, svp')).toContain("J'ai gardé ce que vous avez écrit");
    expect(await chat.presses('Routes')).toContain('Nid-de-poule');
    await chat.presses('Panneau');
    await chat.presses('Continuer');
    await chat.says('Lemba');
    await chat.presses('Je ne sais pas');
    await chat.says('En face du marché');
    await chat.presses('informez-moi');
    expect(await chat.says('Depuis lundi')).toContain('Venez voir, svp\nDepuis lundi');
    expect(await chat.says('x'.repeat(1_200))).toContain('au plus 1000');
    await chat.says('Oui');
    expect(await told()).toMatchObject([
      { category: 'road_sign', words: 'Venez voir, svp\nDepuis lundi', landmark: 'En face du marché' },
    ]);
  });

  it.each([
    ['fr', ['oui', 'non', 'je ne sais pas', 'Marché', 'Oui, informez-moi', 'oui']],
    ['fr', ['ordures', 'continuer', 'Non', 'Marché', 'Rester anonyme', 'Envoyer']],
    ['sw', ['ndiyo', 'endelea', 'sijui', 'Soko', 'ndiyo', 'tuma']],
  ] as const)(
    'understands in %s what is written instead of chosen, and tells it nobody: %s',
    async (language, said) => {
      const chat = await start({ language });
      await chat.says('poubelles');
      const [kind, photo, street, ...rest] = said;
      for (const step of [kind, photo, 'Lemba', street, ...rest]) await chat.says(step);
      const [report] = await told();
      expect(report).toMatchObject({ category: 'garbage', words: 'poubelles', commune: 'Lemba', landmark: said[3] });
      expect(report?.street).toBeUndefined();
    },
  );

  it('takes no yes or no for what is told where it answers nothing', async () => {
    const chat = await start();
    await chat.says('fuite et ordures');
    expect(await chat.says('oui')).toContain("Je n'ai pas compris");
    // What was guessed wrongly is chosen; it is not yet another kind of problem.
    expect(await chat.presses('Autre chose')).toContain("J'ai gardé ce que vous avez écrit");
    await chat.says('0');
    expect(await chat.says('non')).toContain("J'ai gardé ce que vous avez écrit");
    await chat.presses('Ordures');
    expect(await chat.says('oui')).toContain("Je n'ai pas compris");
    for (const step of ['non', 'Lemba', 'Avenue X', 'non', 'oui']) await chat.says(step);
    expect(await chat.says('non')).toMatch(/Je n'ai pas compris[^]*Vos mots : fuite et ordures\nVous serez/);
    expect(await told()).toEqual([]);
  });

  it('takes up a photo or a position that came before it', async () => {
    const photoId = await world.photo();
    const chat = await start({ data: { photoId, position: inLemba } });
    expect(chat.screen()).toContain('1 photo reçue');
    await chat.says('lampadaire en panne');
    expect(await chat.presses('Lampadaire')).toContain("C'est à Lemba");
  });

  it('says when a day has had enough, and when a photo is there no longer', async () => {
    const chat = await start();
    await chat.gives({ kind: 'photo', fileId: 'gone' });
    await chat.says('poubelles');
    await chat.presses('Ordures');
    await chat.gives(pin);
    await chat.presses('Oui, Lemba');
    await chat.presses('informez-moi');
    expect(await chat.presses('Envoyer')).toContain("n'est plus là");
    for (let nth = 0; nth < 20; nth += 1)
      await world.tell({ reporterId: caller.personId ?? '', place: { commune: 'Gombe' } });
    expect(await chat.presses('Envoyer')).toContain("Vous avez déjà fait 20 signalements aujourd'hui");
    expect(await told()).toHaveLength(20);
  });
});

describe('of anonymous reports', () => {
  it('one person tells so many a day too, and it is noted nowhere by whom', async () => {
    for (let nth = 0; nth < 20; nth += 1)
      expect(await world.part.anonymousLimit.take(caller.personId ?? '', 'CD', `turn ${nth}`)).toBe(true);
    const chat = await start();
    for (const step of ['Ordures', 'Continuer']) await chat.presses(step);
    await chat.gives(pin);
    for (const step of ['Oui, Lemba', 'anonyme']) await chat.presses(step);
    expect(await chat.presses('Envoyer')).toContain("Vous avez déjà fait 20 signalements aujourd'hui");
    expect(await told()).toEqual([]);
    const days = world.connection.collection('anonymous-report-days');
    expect(JSON.stringify(await days.find().toArray())).not.toContain(caller.personId);
    world.pass(24 * 60);
    expect(await chat.presses('Envoyer')).toContain('est enregistré');
    // Of yesterday nothing is left.
    expect(await days.countDocuments()).toBe(1);
  });
});

describe('of what one person may tell anonymously in a day', () => {
  const take = (key: string): Promise<boolean> => world.part.anonymousLimit.take(caller.personId ?? '', 'CD', key);

  it('a turn that is repeated, or comes twice at once, counts once', async () => {
    for (let nth = 0; nth < 18; nth += 1) await take(`turn ${nth}`);
    expect(await Promise.all([take('again'), take('again'), take('again')])).toEqual([true, true, true]);
    expect(await take('the last')).toBe(true);
    expect(await take('again')).toBe(true);
    expect(await take('one more')).toBe(false);
  });

  it('what was refused counts for nothing', async () => {
    for (let nth = 0; nth < 19; nth += 1) await take(`turn ${nth}`);
    const chat = await start();
    await chat.gives({ kind: 'photo', fileId: 'gone' });
    await chat.presses('Ordures');
    await chat.presses('Continuer');
    await chat.gives(pin);
    for (const step of ['Oui, Lemba', 'anonyme']) await chat.presses(step);
    expect(await chat.presses('Envoyer')).toContain("n'est plus là");
    expect(await chat.presses('Envoyer')).toContain('est enregistré');
    expect(await told()).toHaveLength(1);
  });
});

describe('on a simple phone', () => {
  it.each(languages)(
    'fits in %s, needs at most ten steps, and ends with the number, which an SMS repeats',
    async (language) => {
      const phone = await start({ surface: pagePhone, language });
      const steps: string[] = ['3', 'Lemba', 'Av. Kasa-Vubu 12', 'Marche', '1', '1'];
      for (const step of steps) await phone.says(step);
      const [report] = await told();
      expect(steps.length + 1).toBeLessThanOrEqual(10);
      expect(phone.reply().end).toBe(true);
      expect(phone.screen()).toContain(report?.number);
      expect(report).toMatchObject({
        category: 'garbage',
        commune: 'Lemba',
        street: 'Av. Kasa-Vubu 12',
        landmark: 'Marche',
        source: 'ussd',
      });
      await world.settle();
      const sms = world.delivered.filter(({ address }) => address === caller.phone);
      expect(sms.map(({ route }) => route)).toEqual(['sms']);
      expect(sms[0]?.text).toContain(report?.number);
    },
  );

  it.each(languages)('says in %s on one page that it waits where no service takes care of it yet', async (language) => {
    const phone = await start({ surface: pagePhone, language });
    for (const step of ['3', 'Gombe', 'Avenue X', 'Marche', '1', '1']) await phone.says(step);
    const [report] = await told();
    expect(report).not.toHaveProperty('bodyId');
    expect([phone.reply().end, phone.reply().page.of]).toEqual([true, 1]);
    expect(phone.reply().body).toMatchObject([{ key: 'reports:sent.waiting', params: { number: report?.number } }]);
  });

  it.each(languages)('ends an anonymous report in %s on one page, and sends no SMS', async (language) => {
    const phone = await start({ surface: pagePhone, language });
    for (const step of ['3', 'Lemba', 'Av. Kasa-Vubu 12', 'Marche', '2', '1']) await phone.says(step);
    expect([phone.reply().end, phone.reply().page.of]).toEqual([true, 1]);
    expect(phone.screen()).toContain(`"${strictSpeak(t('report-search:menu'), language)}"`);
    await world.settle();
    expect(world.delivered.filter(({ address }) => address === caller.phone)).toEqual([]);
  });

  it('finds by commune and street what was told already', async () => {
    const before = await world.tell({ words: 'Immondices', place: { commune: 'Lemba', street: 'Avenue Kasa-Vubu' } });
    const phone = await start({ surface: pagePhone });
    for (const step of ['3', 'Lemba', 'av kasa vubu', 'Marche']) await phone.says(step);
    expect(phone.screen()).toContain('Immondices');
    // Nobody gives their voice before they have read what becomes of it.
    expect(await phone.says('1')).toContain("C'est celui-ci");
    expect(await phone.says('1')).toContain(before.number);
    expect(await told()).toMatchObject([{ votes: 1 }]);
  });

  it('leads back from every screen to the one before, and then on as before', async () => {
    const phone = await start({ surface: pagePhone });
    const seen = [phone.screen()];
    for (const step of ['1', '1', 'Lemba', 'Avenue X', 'Marche', '1']) {
      await phone.says(step);
      seen.push(phone.screen());
      // The place that was chosen is shown on the way back, and changed there.
      await phone.says('0');
      if (seen.at(-1)?.includes('Être informé') === true)
        expect(phone.screen()).toContain('Lieu : Marche, Avenue X, Lemba');
      else expect(phone.screen()).toBe(seen.at(-2));
      await phone.says(seen.at(-1)?.includes('Être informé') === true ? '1' : step);
      expect(phone.screen()).toBe(seen.at(-1));
    }
    await phone.says('1');
    expect(await told()).toHaveLength(1);
  });
});

describe('whatever somebody does', () => {
  it('is answered with a screen, and stores no report but by sending one', async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.nat(8).map((choice) => ({ kind: 'text' as const, text: String(choice) })) },
      { weight: 2, arbitrary: fc.constantFrom('Lemba', 'poubelles', 'Avenue X', 'non', '0', '98', 'x'.repeat(1_100)).map((text) => ({ kind: 'text' as const, text })) },
      fc.constantFrom(pin, { kind: 'location' as const, latitude: 0, longitude: 0 }),
      fc.constantFrom('gone', 'gone too').map((fileId) => ({ kind: 'photo' as const, fileId })),
      fc.constant({ kind: 'document' as const, fileId: 'a letter' }),
    ); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 20 }), async (inputs) => {
        await reportModel(world.connection).deleteMany({});
        const chat = await start();
        let isSent = false;
        for (const input of inputs) {
          const screen = await chat.gives(input);
          expect(screen).not.toBe('');
          isSent = /Voir ce signalement|sans rien qui mène/.test(screen);
          if (isSent || screen === 'home') break;
        }
        expect(await told()).toHaveLength(isSent ? 1 : 0);
      }),
      { numRuns: 3 },
    );
  });
});
