import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../../../core/dialog/index.ts';
import { chatSurface, strictSpeak, type Talk } from '../../../support/talk.ts';
import { telegramSurface } from '../../../../bots/telegram/surface.ts';
import { whatsappCloudSurface } from '../../../../bots/whatsapp-cloud/surface.ts';
import { photoWorld, type PhotoWorld } from '../photo-world.ts';

let world: PhotoWorld;
beforeAll(async () => void (world = await photoWorld()));
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const sure = { verdict: 'sure', texts: ['1234AB01', '1234AB07'] } as const;
const unsure = { verdict: 'unsure', texts: ['1234AB01', '1234AB07', '1284AB01'] } as const;
const sends = (chat: Talk, fileId: string): Promise<string> => chat.gives({ kind: 'photo', fileId });

describe('a photo of a plate', () => {
  it('that is read surely is shown with its little picture, and goes on with yes', async () => {
    const chat = await world.play('asker');
    expect(await sends(chat, await world.photo(sure))).toContain('Est-ce bien 1234AB/01 ?');
    expect(chat.screen()).not.toContain('07');
    const [picture] = chat.reply().attachments;
    expect(picture).toMatchObject({ kind: 'image', mimeType: 'image/jpeg' });
    expect((await world.files.read(picture?.fileId ?? '')).file.keepUntil).toEqual(new Date('2026-11-22T08:00:00Z'));
    expect(await chat.presses('Oui')).toContain('Plate 1234AB01');
    expect(await world.readings()).toMatchObject([
      { verdict: 'sure', outcome: 'chosen', place: 1, wrongSigns: 0, country: 'CD', series: 'cd-2009', model: 'test-1', channel: 'simulator' },
    ]); // prettier-ignore
  });

  it('that is read unsurely offers the best three, or another that is typed', async () => {
    const chat = await world.play('asker');
    await sends(chat, await world.photo(unsure));
    expect(chat.reply().options.map(({ label }) => strictSpeak(label, 'fr'))).toEqual([
      '1234AB/01', '1234AB/07', '1284AB/01', 'Non, une autre',
    ]); // prettier-ignore
    await chat.presses('autre');
    expect(chat.screen()).toContain('Tapez la plaque comme elle est écrite.');
    expect(await chat.says('1234 ab 11')).toContain('Plate 1234 ab 11');
    expect(await world.readings()).toMatchObject([{ outcome: 'typed', wrongSigns: 1 }]);
    expect((await world.readings())[0]).not.toHaveProperty('place');
  });

  it('counts which guess was right, also when it was typed, and the last word when somebody comes back', async () => {
    const chat = await world.play('asker');
    await sends(chat, await world.photo(unsure));
    await chat.presses('1284AB/01');
    expect(await world.readings()).toMatchObject([{ outcome: 'chosen', place: 3, wrongSigns: 1 }]);
    await sends(chat, await world.photo(sure));
    await chat.presses('autre');
    await chat.says('1234AB07');
    expect(await world.readings()).toMatchObject([{ place: 3 }, { outcome: 'chosen', place: 2, wrongSigns: 1 }]);
  });

  it('counts as put right by whoever goes back and types the plate where it was asked for', async () => {
    const chat = await world.play('asker');
    await sends(chat, await world.photo(sure));
    await chat.says('0');
    expect(await chat.says('1234AB07')).toContain('Plate 1234AB07');
    expect(await world.readings()).toMatchObject([{ outcome: 'chosen', place: 2, wrongSigns: 1 }]);
    await chat.says('9999ZZ09');
    expect(await world.readings()).toMatchObject([{ outcome: 'typed' }]);
    expect((await world.readings())[0]?.wrongSigns).toBeGreaterThan(1);
  });

  it('counts as replaced where another one is sent instead of an answer', async () => {
    const chat = await world.play('asker');
    await sends(chat, await world.photo(sure));
    await chat.says('0');
    await sends(chat, await world.photo(unsure));
    await chat.says('0');
    await chat.says('1284AB01');
    const [first, second] = await world.readings();
    expect([first?.outcome, second?.outcome, second?.place]).toEqual(['replaced', 'chosen', 3]);
  });

  it.each([
    ['no_plate', 'Je ne vois pas de plaque'],
    ['too_small', 'Approchez-vous à deux ou trois pas'],
    ['too_dark', 'sans flash'],
    ['too_blurred', 'sans bouger'],
  ] as const)('with %s is answered with what to do better, where the plate can be typed', async (fault, advice) => {
    const chat = await world.play('asker');
    expect(await sends(chat, await world.photo({ fault }))).toContain(advice);
    expect(await chat.says('1234AB01')).toContain('Plate 1234AB01');
    expect(await world.readings()).toMatchObject([{ verdict: 'none', fault }]);
  });

  it.each([
    ['is too much at once', 'unavailable', 'Réessayez dans une minute'],
    ['is no photo', 'unsupported_media', 'JPEG ou PNG'],
    ['has too many pixels', 'too_large', 'trop grande'],
  ] as const)('that %s is refused politely and not counted', async (_what, fails, words) => {
    const chat = await world.play('asker');
    expect(await sends(chat, await world.photo({ fails }))).toContain(words);
    expect(await world.readings()).toEqual([]);
  });

  it('can be read again when the first time was too much', async () => {
    const chat = await world.play('elsewhere');
    const photo = await world.photo({ fails: 'unavailable' });
    expect(await sends(chat, photo)).toContain('Beaucoup de photos');
    await world.nowSees(photo, sure);
    expect(await chat.presses('Réessayer')).toContain('Est-ce bien 1234AB/01');
  });

  it('that is gone is asked for again, as is a file that is no photo', async () => {
    const chat = await world.play('elsewhere');
    expect(await sends(chat, 'f'.repeat(24))).toContain("Je n'ai plus cette photo");
    expect(await chat.gives({ kind: 'document', fileId: 'f'.repeat(24) })).toContain('JPEG ou PNG');
  });

  it('is read once, however often it comes and whoever asks', async () => {
    const before = world.reads();
    const photo = await world.photo(unsure);
    const asker = { country: 'CD', channel: 'telegram' } as const;
    await Promise.all([1, 2, 3].map(() => world.plateReadings.read(photo, asker)));
    const chat = await world.play('asker');
    await sends(chat, photo);
    await sends(chat, photo);
    expect(await world.readings()).toHaveLength(1);
    expect(world.reads() - before).toBeLessThanOrEqual(3);
  });

  it('that follows another one counts, unless nothing is seen in it', async () => {
    const chat = await world.play('asker');
    await sends(chat, await world.photo(sure));
    expect(await sends(chat, await world.photo({ fault: 'no_plate' }))).toContain("Je n'ai rien lu de plus");
    expect(chat.screen()).toContain('Est-ce bien 1234AB/01');
    expect(await sends(chat, await world.photo({ verdict: 'sure', texts: ['5555CC05'] }))).toContain('5555CC/05');
    await chat.presses('Oui');
    expect((await world.readings()).map(({ outcome }) => outcome).sort()).toEqual(['chosen', 'replaced', 'replaced']);
  });

  it('may come again while the plate is being typed', async () => {
    const chat = await world.play('asker');
    await sends(chat, await world.photo(unsure));
    await chat.presses('autre');
    expect(await sends(chat, await world.photo(sure))).toContain('Est-ce bien 1234AB/01');
  });

  it('answers an old button and a second tap with where the person is', async () => {
    const chat = await world.play('asker');
    await sends(chat, await world.photo(sure));
    const [yes] = chat.reply().options;
    await chat.presses('Oui');
    await chat.gives({ kind: 'press', token: yes?.token ?? '' });
    expect(chat.screen()).toContain('Ce bouton est ancien');
    expect(chat.screen()).toContain('Plate 1234AB01');
    expect(await world.readings()).toMatchObject([{ outcome: 'chosen', place: 1 }]);
  });

  it.each([
    ['oui', 'Plate 1234AB01'],
    ['waaw', 'Plate 1234AB01'],
    ['Non.', 'Tapez la plaque'],
    ['merci', "Ce n'est pas un numéro de plaque"],
    ['1234AB07', 'Plate 1234AB07'],
  ])('understands "%s" as an answer', async (typed, shown) => {
    const chat = await world.play('asker');
    await sends(chat, await world.photo(sure));
    expect(await chat.says(typed)).toContain(shown);
  });
});

describe('a photo that nobody has asked for', () => {
  it('shows the vehicle whose plate it is, and is kept no longer', async () => {
    const chat = await world.play('elsewhere');
    const photo = await world.photo(sure);
    expect(await sends(chat, photo)).toContain('Est-ce bien 1234AB/01');
    expect(await chat.presses('Oui')).toContain('Vehicle 1234AB01');
    await expect(world.files.read(photo)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is never a dead end when nothing is seen in it', async () => {
    const chat = await world.play('elsewhere');
    expect(await sends(chat, await world.photo({ fault: 'no_plate' }))).toContain('ni code QR ni plaque');
    expect(await chat.says('bonjour à tous')).toContain("Ce n'est pas un numéro de plaque");
    expect(await chat.says('1234AB01')).toContain('Vehicle 1234AB01');
  });

  it('may show what is wrong in a street: that is told with the photo, which stays', async () => {
    const chat = await world.play('elsewhere');
    const photo = await world.photo({ fault: 'no_plate' });
    await sends(chat, photo);
    expect(await chat.presses('Signaler un problème')).toContain(`Problem ${photo}`);
    expect((await world.files.read(photo)).file.id).toBe(photo);
    const asked = await world.play('asker');
    expect(await sends(asked, await world.photo(sure))).not.toContain('Signaler');
  });

  it('can be announced by a word', async () => {
    const chat = await world.play('elsewhere');
    expect(await chat.says('lire plaque')).toContain('Envoyez une photo de la plaque');
    await sends(chat, await world.photo(sure));
    expect(await chat.presses('Oui')).toContain('Vehicle 1234AB01');
    await chat.says('scanner');
    expect(await chat.says('5555CC05')).toContain('Vehicle 5555CC05');
  });
});

it.each([
  ['simulator', chatSurface, languages],
  ['telegram', telegramSurface, ['ln'] as const],
  ['whatsapp', whatsappCloudSurface, ['wo'] as const],
] as const)('each answer to a photo can be drawn in %s', async (_name, surface, spoken) => {
  for (const language of spoken) {
    const chat = await world.play('asker', { surface, language });
    await sends(chat, await world.photo(unsure));
    expect(chat.reply().options).toHaveLength(4);
    await chat.says('4');
    await sends(chat, await world.photo(sure));
    expect(await chat.says('1')).toContain('Plate 1234AB01');
    for (const found of [{ fault: 'too_small' }, { fails: 'unavailable' }] as const)
      await sends(chat, await world.photo(found));
  }
});
