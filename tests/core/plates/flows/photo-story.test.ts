import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { telegramSurface } from '../../../../bots/telegram/surface.ts';
import { languages, toLines, type Inbound, type Input, type Reply } from '../../../../core/dialog/index.ts';
import { showPlate } from '../../../../core/plates/index.ts';
import { plateReadingModel } from '../../../../core/plates/readings/plate-reading.model.ts';
import { startServer, type TestServer } from '../../../admin-api/start-server.ts';
import { aPhonePhoto, aPicture } from '../../../support/pictures.ts';
import { platePhoto } from '../../../support/plates/scene.ts';

// The first photo waits for the threads that read, which is long where much else runs.
vi.setConfig({ testTimeout: 60_000 });

let server: TestServer;
beforeAll(async () => void (server = await startServer()));
afterAll(() => server.stop());

const inbound = (address: string, input: Input, messageId: string = randomUUID()): Inbound => ({
  channel: 'telegram', address, messageId, traceId: 'trace', input,
}); // prettier-ignore
const say = async (message: Inbound): Promise<Reply> => server.conversation.at(telegramSurface)(message);
const lines = (reply: Reply): string => toLines(reply, server.speak, telegramSurface);
const stored = async (bytes: Buffer, key = randomUUID()): Promise<string> =>
  (await server.files.put({ bytes, name: 'photo', owner: 'telegram:1', key })).id;
/** What is said of a photo without a plate, whatever is wrong with it. */
const advice = /tapez la plaque[^]*référence/;
const readings = () => plateReadingModel(server.database.connection).find().lean();

async function citizen(address: string): Promise<void> {
  const caller = await server.identity.callerFor({ channel: 'telegram', address });
  await server.identity.consent({ ...caller, address }, 'fr');
}

it('a photo from nowhere leads to the vehicle, once however often the channel repeats it', async () => {
  await citizen('1001');
  const photo = inbound('1001', { kind: 'photo', fileId: await stored(await aPhonePhoto()) }, 'photo-1');
  const first = lines(await say(photo));
  expect(first).toMatch(advice);
  expect(lines(await say(photo))).toBe(first);
  expect(await readings()).toMatchObject([{ verdict: 'none', channel: 'telegram' }]);
  expect(lines(await say(inbound('1001', { kind: 'text', text: '5678CD05' })))).toContain('mieux lire les plaques');
  expect(lines(await say(inbound('1001', { kind: 'text', text: 'non' })))).toContain('5678CD/05');
  expect(await readings()).toMatchObject([{ outcome: 'typed' }]);
});

it('a photo of a plate is read, shown small, confirmed and counted, and is then kept no longer', async () => {
  await citizen('1006');
  const { jpeg, plate } = await platePhoto({ seed: 5, kind: 'cd', plateWidth: 420 });
  const fileId = await stored(jpeg);
  const asked = await say(inbound('1006', { kind: 'photo', fileId }));
  expect(lines(asked)).toContain(`Est-ce bien ${showPlate(plate?.text ?? '')} ?`);
  const [picture] = asked.attachments;
  const { width = 0, height = 0 } = await sharp((await server.files.read(picture?.fileId ?? '')).bytes).metadata();
  expect(width).toBeGreaterThan(height);
  expect(lines(await say(inbound('1006', { kind: 'text', text: 'oui' })))).toContain(showPlate(plate?.text ?? ''));
  const reading = await plateReadingModel(server.database.connection).findById(fileId).lean();
  expect(reading).toMatchObject({ verdict: 'sure', outcome: 'chosen', place: 1, wrongSigns: 0, country: 'CD' });
  await expect(server.files.read(fileId)).rejects.toMatchObject({ code: 'not_found' });
});

it('several photos at once are taken one after the other, and each is counted', async () => {
  await citizen('1002');
  const before = (await readings()).length;
  const photos = await Promise.all([1, 2, 3].map(async (nth) => stored(await aPicture('jpeg', 60 + nth))));
  const replies = await Promise.all(photos.map((fileId) => say(inbound('1002', { kind: 'photo', fileId }))));
  for (const reply of replies) expect(lines(reply)).toMatch(advice);
  expect((await readings()).length - before).toBe(3);
});

it('somebody whose first word is a photo chooses a language and agrees, and then has it read', async () => {
  const fileId = await stored(await aPicture());
  let reply = await say(inbound('1003', { kind: 'photo', fileId }));
  expect(await plateReadingModel(server.database.connection).exists({ _id: fileId })).toBeNull();
  for (const typed of ['1', '1']) reply = await say(inbound('1003', { kind: 'text', text: typed }));
  expect(lines(reply)).toMatch(advice);
});

it('a reference that is typed below a photo without a plate is looked up as one', async () => {
  await citizen('1004');
  await say(inbound('1004', { kind: 'photo', fileId: await stored(await aPicture('png')) }));
  expect(lines(await say(inbound('1004', { kind: 'text', text: 'CD-2026-0001234' })))).toContain('référence');
});

it('a photo of 12 megapixels that lies on its side is stored upright and read', async () => {
  const big = await sharp({ create: { width: 4032, height: 3024, channels: 3, background: '#999' } })
    .jpeg({ quality: 60 })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  await citizen('1005');
  const fileId = await stored(big);
  const { width = 0, height = 0 } = await sharp((await server.files.read(fileId)).bytes).metadata();
  expect(height).toBeGreaterThan(width);
  expect(lines(await say(inbound('1005', { kind: 'photo', fileId })))).toMatch(advice);
});

it('what is no picture that can be read never becomes a photo', async () => {
  const heic = Buffer.concat([Buffer.from('0000001866747970686569630000000068656963', 'hex'), Buffer.alloc(200)]);
  await expect(stored(heic)).rejects.toMatchObject({ code: 'unsupported_media', tellUser: 'errors:heic' });
  await expect(stored(Buffer.from('no picture at all'))).rejects.toMatchObject({
    tellUser: 'errors:unsupported_media',
  });
  for (const language of languages) {
    expect(server.speak({ key: 'errors:unsupported_media' }, language)).toContain('JPEG');
    expect(server.speak({ key: 'errors:heic' }, language)).toMatch(/HEIC.*JPEG/);
  }
});

it('a photo of a problem brings the words beneath it along; told anonymously, none of them stays with who sent it', async () => {
  await citizen('1007');
  const says = async (text: string): Promise<string> => lines(await say(inbound('1007', { kind: 'text', text })));
  const picks = async (label: RegExp): Promise<string> => {
    const { options } = await say(inbound('1007', { kind: 'text', text: 'aide' }));
    const option = options.find((one) => label.test(server.speak(one.label, 'fr')));
    return says(String(option?.number));
  };
  const fileId = await stored(await aPicture('jpeg', 91));
  const photo = inbound('1007', { kind: 'photo', fileId, caption: 'Immondices chez Quokka' }, 'photo-7');
  const first = lines(await say(photo));
  expect(first).toMatch(advice);
  expect(lines(await say(photo))).toBe(first);
  // Of photos that are sent together only the first bears words.
  await say(inbound('1007', { kind: 'photo', fileId: await stored(await aPicture('jpeg', 92)) }));
  expect(await picks(/Signaler un problème/)).toMatch(/1 photo reçue[^]*Ordures/);
  await picks(/Ordures/);
  for (const text of ['Lemba', 'Avenue de la Foire', 'Marché']) await says(text);
  expect(await picks(/anonyme/)).toContain('Immondices chez Quokka');
  expect(await picks(/Envoyer/)).toContain('est enregistré');
  const { connection } = server.database;
  expect(await connection.collection('reports').findOne()).toMatchObject({ words: 'Immondices chez Quokka' });
  const turns = await connection.collection('turns').find({ channel: 'telegram' }).toArray();
  expect(turns.filter((turn) => JSON.stringify(turn).includes('1007'))).toHaveLength(1);
  expect(JSON.stringify(turns)).not.toContain('Quokka');
});
