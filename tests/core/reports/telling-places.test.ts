import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../core/dialog/index.ts';
import { reportModel, type ReportRecord } from '../../../core/reports/index.ts';
import type { Talk } from '../../support/talk.ts';
import { inLemba, north, type ReportWorld } from './report-world.ts';
import { forEachTeller, pin, telling, toldIn, type How } from './telling.ts';

let world: ReportWorld;
let caller: Caller;
forEachTeller((scene) => ({ world, caller } = scene));

const start = (how?: How): Promise<Talk> => telling(world, caller, how);
const told = (): Promise<ReportRecord[]> => toldIn(world);

describe('the place', () => {
  const toPlace = async (how?: How): Promise<Talk> => {
    const chat = await start(how);
    await chat.presses('Ordures');
    await chat.presses('Continuer');
    return chat;
  };
  const send = async (chat: Talk): Promise<ReportRecord | undefined> => {
    await chat.presses('informez-moi');
    await chat.presses('Envoyer');
    return (await told())[0];
  };

  it('is found by a commune with a slip, in every list, and by a landmark that names its commune', async () => {
    const chat = await toPlace();
    expect(await chat.says('Limette')).toContain('Quelle rue');
    await chat.says('0');
    expect(await chat.says('nulle part')).toContain("n'est pas connue");
    await chat.says('Marché Gambela, Kasa-Vubu');
    expect(await send(chat)).toMatchObject({ commune: 'Kasa-Vubu', landmark: 'Marché Gambela, Kasa-Vubu' });
  });

  it.each([
    ['Rond-point Ngaba', { commune: 'Ngaba', city: 'kinshasa.cd' }],
    ['En face du marché, Limete, Kinshasa', { commune: 'Limete', city: 'kinshasa.cd' }],
    ['Pont de Kalamu à Boma', { commune: 'Kalamu', city: 'boma.cd' }],
  ])('is found in "%s"', async (typed, place) => {
    const chat = await toPlace();
    expect(await chat.says(typed)).toContain('informé de la suite');
    expect(await send(chat)).toMatchObject({ ...place, landmark: typed });
  });

  it('asks far from any city for the region, the street and a landmark, and keeps the position', async () => {
    const chat = await toPlace();
    const far = { latitude: -1.9, longitude: 22.9 };
    expect(await chat.gives({ kind: 'location', ...far })).toContain('Dans quelle province');
    await chat.says('Sankuru');
    await chat.presses('Je ne sais pas');
    await chat.presses('Pas de repère');
    expect(await send(chat)).toMatchObject({
      region: 'sankuru',
      location: { coordinates: [far.longitude, far.latitude] },
    });
  });

  it('has a city too where its province is found behind "Ailleurs", and none where no commune of it is meant', async () => {
    const chat = await toPlace();
    expect(await chat.says('Haut-Katanga')).toContain('Quelle commune');
    await chat.says('98');
    expect(await chat.presses('Ailleurs')).toContain('Dans quelle province ?');
    expect(await chat.says('Atlantide')).toContain("Cette province n'est pas connue");
    expect(await chat.says('Haut-Katanga')).toContain('Quelle rue');
    await chat.says('0');
    expect(await chat.says('Kongo Central')).toContain('Quelle commune');
    await chat.presses('Kalamu (Boma)');
    await chat.presses('Je ne sais pas');
    await chat.says('Près du port');
    expect(await send(chat)).toMatchObject({ region: 'kongo-central', city: 'boma.cd', landmark: 'Près du port' });
  });

  it('keeps the street where the position that is shared lies in the same commune', async () => {
    const chat = await toPlace();
    await chat.says('Lemba');
    await chat.says('Avenue de la Foire');
    await chat.gives(pin);
    await chat.presses('Oui, Lemba');
    expect(await send(chat)).toMatchObject({ commune: 'Lemba', street: 'Avenue de la Foire' });
  });

  it('leaves the street where the position lies in another commune', async () => {
    const chat = await toPlace();
    await chat.says('Gombe');
    await chat.says('Avenue de la Foire');
    await chat.gives(pin);
    await chat.presses('Oui, Lemba');
    expect(await send(chat)).not.toHaveProperty('street');
  });

  it('is another commune than the nearest where the person says so', async () => {
    const chat = await toPlace();
    await chat.gives(pin);
    await chat.presses('Une autre commune');
    await chat.says('Limete');
    expect(await send(chat)).toMatchObject({
      commune: 'Limete',
      location: { coordinates: [inLemba.longitude, inLemba.latitude] },
    });
  });

  it('is told in words where a country knows no such commune, and begins with the region told last', async () => {
    caller = await world.citizen(undefined, { country: 'SN' });
    const chat = await toPlace({ country: 'SN' });
    await chat.says('98');
    await chat.presses('Ailleurs');
    expect(await chat.says('Matam')).toContain('Quelle commune');
    expect(await chat.presses('Ailleurs')).toContain('Dans quelle région ?');
    await chat.says('Matam');
    await chat.says('Route de Thilogne');
    await chat.says('Près du forage');
    expect(await send(chat)).toMatchObject({
      country: 'SN',
      region: 'MT',
      street: 'Route de Thilogne',
      landmark: 'Près du forage',
    });
    const again = await toPlace({ country: 'SN' });
    expect(again.reply().options[0]?.label).toBe('Matam');
  });

  it('takes no photo, and says when', async () => {
    const chat = await toPlace();
    expect(await chat.gives({ kind: 'photo', fileId: 'any' })).toContain("Dites d'abord où c'est");
  });
});

describe('what was told already near by', () => {
  const upToPlace = async (how?: How): Promise<Talk> => {
    const chat = await start(how);
    await chat.presses('Ordures');
    await chat.presses('Continuer');
    await chat.gives(pin);
    await chat.presses('Oui, Lemba');
    return chat;
  };
  const near = (metres: number, words: string, photos: string[] = []) =>
    world.tell({ words, photos, place: { position: north(metres) } });

  it('is shown whole when it is one, and a vote for it is all that is stored', async () => {
    const before = await near(80, 'Dépôt sauvage', [await world.photo()]);
    world.pass(3 * 24 * 60);
    const chat = await upToPlace();
    for (const part of ['celui-ci', '"Dépôt sauvage"', '80 m', 'il y a 3 jours', '0 voix', 'liée à votre compte'])
      expect(chat.screen()).toContain(part);
    expect(chat.screen()).not.toContain('pas gardés');
    expect(chat.reply().attachments).toHaveLength(1);
    expect(await chat.presses("C'est celui-ci")).toContain(before.number);
    const [report, ...more] = await told();
    expect(more).toEqual([]);
    expect(report).toMatchObject({ votes: 1, followers: 1 });
    const { items } = await world.reports.ofPerson(caller.personId ?? '', { offset: 0, limit: 5 });
    expect(items.map(({ number }) => number)).toEqual([before.number]);
  });

  it('is understood in words as well: "oui" and "non", in any language', async () => {
    const before = await near(40, 'Le tas');
    const chat = await start();
    await chat.presses('Ordures');
    await chat.says('Des sacs');
    await chat.presses('Continuer');
    await chat.gives(pin);
    expect(await chat.says('waaw')).toMatch(/celui-ci[^]*Vos mots et vos photos ne sont alors pas gardés/);
    expect(await chat.says('peut-être')).toContain('celui-ci');
    expect(await chat.says('Non')).toContain('informé de la suite');
    await chat.says('0');
    expect(await chat.says('oui')).toContain(before.number);
    expect(await told()).toMatchObject([{ votes: 1 }]);
  });

  it('thanks nobody for a vote who has told it before', async () => {
    const own = await world.tell({ reporterId: caller.personId ?? '', place: { position: north(10) } });
    const chat = await upToPlace();
    expect(await chat.says('oui')).toContain(`déjà signalé ce problème : ${own.number}`);
    expect(await told()).toMatchObject([{ votes: 0, followers: 1 }]);
  });

  it('is a list when there are several, the nearest first, from which one goes on as well', async () => {
    await near(200, 'Le tas du coin');
    await near(30, 'Les sacs du marché');
    const chat = await upToPlace();
    expect(chat.screen()).toMatch(/30 m, Les sacs du marché[^]*200 m, Le tas du coin/);
    expect(await chat.presses('Le tas du coin')).toContain('"Le tas du coin"');
    expect(await chat.presses("n'est pas celui-ci")).toContain("l'un de ceux-ci");
    await chat.presses('Aucun');
    await chat.presses('informez-moi');
    await chat.presses('Envoyer');
    expect(await told()).toHaveLength(3);
  });

  it('is neither what is farther away nor what is done', async () => {
    await near(400, 'Trop loin');
    const done = await near(20, 'Déjà ramassé');
    await reportModel(world.connection).updateOne({ _id: done.id }, { $set: { state: 'resolved' } });
    expect((await upToPlace()).screen()).toContain('informé de la suite');
  });
});

describe('a position that is shared meanwhile', () => {
  it('is kept until it is known what it is about, with the photos and the words', async () => {
    const chat = await start();
    await chat.gives({ kind: 'photo', fileId: await world.photo() });
    expect(await chat.gives(pin)).toMatch(/Position reçue[^]*1 photo reçue/);
    await chat.says('Un tas de sacs poubelles');
    expect(await chat.presses('Ordures')).toContain("C'est à Lemba (Kinshasa) ?");
    await chat.presses('Oui, Lemba');
    expect(await chat.presses('informez-moi')).toMatch(/Un tas de sacs[^]*1 photo reçue/);
  });

  it.each(['details', 'who', 'sure'])('is where it is from then on, on the screen "%s" too', async (screen) => {
    const chat = await start();
    await chat.says('Un tas de sacs poubelles');
    await chat.presses('Ordures');
    if (screen !== 'details') {
      await chat.presses('Continuer');
      for (const words of ['Gombe', 'Avenue X', 'Marché']) await chat.says(words);
    }
    if (screen === 'sure') await chat.presses('informez-moi');
    expect(await chat.gives(pin)).toContain("C'est à Lemba (Kinshasa) ?");
    await chat.presses('Oui, Lemba');
    const summary = await chat.presses('informez-moi');
    expect(summary).toContain('Lieu : Lemba, Kinshasa');
    expect(summary).toContain('Un tas de sacs poubelles');
  });
});

describe('somebody of the staff who has entered no PIN', () => {
  it('sees of what was told near by what everybody sees, and votes as everybody does', async () => {
    const [{ caller: moderator }, photo] = await Promise.all([world.staff('moderator'), world.photo()]);
    await world.tell({ category: 'noise', words: 'Tapage', photos: [photo], place: { position: inLemba } });
    caller = moderator;
    const chat = await start();
    await chat.presses('Sécurité');
    await chat.presses('Bruit');
    await chat.presses('Continuer');
    await chat.gives(pin);
    expect(await chat.presses('Oui, Lemba')).toContain('Tapage');
    // How far the middle of the commune is says nothing.
    expect(chat.screen()).toContain("Lemba, signalé aujourd'hui");
    expect(chat.reply().attachments).toEqual([]);
    await chat.presses("C'est celui-ci");
    expect(await told()).toMatchObject([{ votes: 1 }]);
  });
});

it('asks for a position where it says what for, and takes one on the other screens too', async () => {
  const chat = await start();
  expect(chat.reply().asks).toEqual(['photo']);
  await chat.presses('Ordures');
  expect(chat.reply().asks).toEqual([]);
  await chat.presses('Continuer');
  expect(chat.screen()).toContain('partagez la position');
  expect(chat.reply().asks).toEqual(['location']);
  for (const [typed, screen] of [
    ['Lemba', 'Quelle rue'],
    ['Avenue de la Foire', 'Près de quoi'],
  ] as const) {
    expect(await chat.says(typed)).toContain(screen);
    expect(chat.reply().asks).toEqual([]);
  }
  expect(await chat.gives(pin)).toContain("C'est à Lemba");
  expect(chat.reply().asks).toEqual([]);
});
