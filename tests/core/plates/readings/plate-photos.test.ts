import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../../../core/dialog/index.ts';
import { plateJobs } from '../../../../core/plates/index.ts';
import { keptDays } from '../../../../core/plates/readings/plate-photos.service.ts';
import { pagePhone, type Talk } from '../../../support/talk.ts';
import { photoWorld, type PhotoWorld } from '../photo-world.ts';

let world: PhotoWorld;
beforeAll(async () => void (world = await photoWorld()));
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const unsure = { verdict: 'unsure', texts: ['1234AB01', '1284AB01'] } as const;
const personId = 'a'.repeat(24);
const everyPage = { skip: 0, limit: 50 };

/** Types the right plate beside a wrong reading. */
async function corrects(chat: Talk, photo: string): Promise<string> {
  await chat.gives({ kind: 'photo', fileId: photo });
  await chat.presses('autre');
  return chat.says('1239AB01');
}
const kept = async () => (await world.platePhotos.page(everyPage)).items;
const runJobs = async () => {
  for (const { run } of plateJobs(world)) await run(world.now());
  await world.files.sweep(world.now());
};

describe('a photo that was read wrongly', () => {
  it('is kept for ninety days under no name, once the person agrees', async () => {
    const chat = await world.play('elsewhere', { personId });
    const photo = await world.photo(unsure);
    expect(await corrects(chat, photo)).toContain('Pouvons-nous garder vos photos mal lues 90 jours');
    expect(await chat.presses('Oui, gardez-les')).toContain('Vehicle 1239AB01');
    const [one] = await kept();
    expect(one).toEqual({
      id: photo, plate: '1239AB01', at: world.now(), keepUntil: new Date('2027-02-19T08:00:00Z'),
    }); // prettier-ignore
    expect(keptDays).toBe(90);
    const fileId = (await world.platePhotos.fileOf(photo)) ?? '';
    expect((await world.files.read(fileId)).file.keepUntil).toEqual(one?.keepUntil);
    expect(await world.files.personalData.collect(personId)).toEqual([]);
    await expect(world.files.read(photo)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is kept without asking again, and only while it is allowed', async () => {
    await world.platePhotos.answer(personId, true);
    const chat = await world.play('elsewhere', { personId });
    const first = await world.photo(unsure);
    expect(await corrects(chat, first)).toContain('Vehicle 1239AB01');
    expect(await kept()).toHaveLength(1);
    const fileId = (await world.platePhotos.fileOf(first)) ?? '';
    await world.platePhotos.answer(personId, false);
    expect(await kept()).toEqual([]);
    await expect(world.files.read(fileId)).rejects.toMatchObject({ code: 'not_found' });
    expect(await corrects(chat, await world.photo(unsure))).toContain('Vehicle 1239AB01');
    expect(await kept()).toEqual([]);
  });

  it('goes when the person says no, in words too, and is not asked about again', async () => {
    const chat = await world.play('elsewhere', { personId });
    const photo = await world.photo(unsure);
    await corrects(chat, photo);
    expect(await chat.says('peut-être')).toContain('Répondez par oui ou par non.');
    expect(await chat.says('non')).toContain('Vehicle 1239AB01');
    await expect(world.files.read(photo)).rejects.toMatchObject({ code: 'not_found' });
    expect(await corrects(chat, await world.photo(unsure))).toContain('Vehicle 1239AB01');
    expect(await kept()).toEqual([]);
  });

  it('is never asked about of somebody who is not known, nor where it was read rightly', async () => {
    expect(await corrects(await world.play('elsewhere'), await world.photo(unsure))).toContain('Vehicle 1239AB01');
    const chat = await world.play('elsewhere', { personId });
    await chat.gives({ kind: 'photo', fileId: await world.photo(unsure) });
    expect(await chat.presses('1234AB/01')).toContain('Vehicle 1234AB01');
  });

  it('is kept once, also when the step is repeated or the photo has gone meanwhile', async () => {
    await world.platePhotos.answer(personId, true);
    const photo = { fileId: await world.photo(unsure), plate: '1239AB01', giverId: personId };
    await Promise.all([1, 2, 3].map(() => world.platePhotos.keep(photo)));
    await world.platePhotos.keep(photo);
    expect(await kept()).toHaveLength(1);
    await world.platePhotos.keep({ ...photo, fileId: 'f'.repeat(24) });
    expect(await kept()).toHaveLength(1);
  });

  it('ends with its time, as do the guesses of every reading', async () => {
    await world.platePhotos.answer(personId, true);
    const photo = await world.photo(unsure);
    await corrects(await world.play('elsewhere', { personId }), photo);
    const given = await world.photo(unsure);
    await world.plateReadings.read(given, { country: 'CD', channel: 'whatsapp' });
    world.pass(23);
    await runJobs();
    expect((await world.readings()).every(({ guesses }) => guesses !== undefined)).toBe(true);
    world.pass(2);
    await runJobs();
    const readings = await world.readings();
    expect(readings.map(({ outcome }) => outcome).sort()).toEqual(['abandoned', 'typed']);
    expect(JSON.stringify(readings)).not.toContain('AB01');
    await expect(world.files.read(given)).rejects.toMatchObject({ code: 'not_found' });
    const fileId = (await world.platePhotos.fileOf(photo)) ?? '';
    world.pass(24 * 90);
    await runJobs();
    expect(await kept()).toEqual([]);
    await expect(world.files.read(fileId)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('who gave a photo', () => {
  const other = 'b'.repeat(24);
  const give = async (giverId: string): Promise<string> => {
    const fileId = await world.photo(unsure);
    await world.platePhotos.keep({ fileId, plate: '1239AB01', giverId });
    return fileId;
  };

  it('gets a copy of what is kept, and takes it along when forgotten', async () => {
    await world.platePhotos.answer(personId, true);
    await world.platePhotos.answer(other, true);
    const own = await give(personId);
    const theirs = await give(other);
    const { personalData } = world.platePhotos;
    expect(await personalData.collect(personId)).toMatchObject({ mayKeep: true, kept: [{ id: own }] });
    const fileId = (await world.platePhotos.fileOf(own)) ?? '';
    for (let again = 0; again < 2; again += 1) await personalData.erase(personId);
    expect((await kept()).map(({ id }) => id)).toEqual([theirs]);
    await expect(world.files.read(fileId)).rejects.toMatchObject({ code: 'not_found' });
    expect(await personalData.collect(personId)).toEqual({ mayKeep: undefined, kept: [] });
  });

  it('keeps them as one person, unless one of the two had said no', async () => {
    await world.platePhotos.answer(personId, true);
    await give(personId);
    await world.platePhotos.personalData.merge?.(personId, other);
    expect(await world.platePhotos.personalData.collect(other)).toMatchObject({ mayKeep: true, kept: [{}] });
    await world.platePhotos.answer(personId, false);
    await world.platePhotos.personalData.merge?.(personId, other);
    expect(await world.platePhotos.personalData.collect(other)).toEqual({ mayKeep: false, kept: [] });
  });

  it.each(languages)('sees and changes it from the account, by USSD too, in %s', async (language) => {
    const phone = await world.play('account', { surface: pagePhone, personId, language });
    await phone.picks(1);
    expect(await world.platePhotos.answerOf(personId)).toBe(true);
    await give(personId);
    await phone.picks(1);
    expect(await world.platePhotos.answerOf(personId)).toBe(false);
    expect(await kept()).toEqual([]);
    expect(phone.reply().page.of).toBe(1);
  });
});
