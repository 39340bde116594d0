import { deflateSync, crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileService, createGridFsStore, fileJobs, keepPhoto, maxBytes } from '../../../core/files/index.ts';
import type { ByteStore, FileService } from '../../../core/files/index.ts';
import { aPhonePhoto, aPicture } from '../../support/pictures.ts';
import { testDatabase } from '../../support/mongo.ts';
import type { TestDatabase } from '../../support/mongo.ts';

const minuteMs = 60_000;
let database: TestDatabase;
let now = new Date('2026-11-21T08:12:34.567Z');
let files: FileService;

const service = (bytes?: ByteStore): FileService =>
  createFileService({
    connection: database.connection,
    publicUrl: 'https://lisolo.example/',
    secret: 'a secret of at least thirty-two characters',
    clock: () => now,
    ...(bytes ? { bytes } : {}),
  });
const stored = async (): Promise<number[]> =>
  Promise.all(
    ['files', 'bytes.files', 'bytes.chunks'].map((name) => database.connection.collection(name).countDocuments()),
  );

beforeAll(async () => {
  database = await testDatabase();
  files = service();
});
afterAll(() => database.drop());

/** A PNG that claims a size far beyond its few bytes. */
function pngOfSize(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('storing', () => {
  it('gives back a photo upright and without where and by whom it was taken', async () => {
    const photo = await aPhonePhoto();
    expect(photo.includes('SecretPhone')).toBe(true);
    const { id } = await files.put({ bytes: photo, name: 'IMG_1.JPG', owner: 'person' });
    const { file, bytes } = await files.read(id);
    const found = await sharp(bytes).metadata();
    expect(file).toMatchObject({ mimeType: 'image/jpeg', name: 'IMG_1.jpg', size: bytes.length });
    expect([found.width, found.height]).toEqual([48, 64]);
    expect([found.exif, found.orientation]).toEqual([undefined, undefined]);
    expect(bytes.includes('SecretPhone')).toBe(false);
  });

  it('keeps PNG as PNG and turns WebP and AVIF into JPEG, which every channel shows', async () => {
    const types = [];
    for (const format of ['png', 'webp', 'avif'] as const) {
      types.push((await files.put({ bytes: await aPicture(format), name: 'a.bin', owner: 'person' })).mimeType);
    }
    expect(types).toEqual(['image/png', 'image/jpeg', 'image/jpeg']);
  });

  it('makes a picture of too many pixels smaller', async () => {
    const { id } = await files.put({ bytes: await aPicture('jpeg', 5000, 500), name: 'wide.jpg', owner: 'person' });
    const { width, height } = await sharp((await files.read(id)).bytes).metadata();
    expect([width, height]).toEqual([4000, 400]);
  });

  it('stores bytes of several chunks exactly', async () => {
    const text = 'Mbote. '.repeat(150_000);
    const { id } = await files.put({ bytes: Buffer.from(text), name: 'export.csv', owner: 'system', made: 'text/csv' });
    expect((await files.read(id)).bytes.toString()).toBe(text);
  });

  it('cleans a name that tries to be a path or a header', async () => {
    const name = '../../etc/pass"wd\r\nX: y.svg';
    const file = await files.put({ bytes: await aPicture('png'), name, owner: 'person' });
    expect(file.name).toBe('passwdX y.png');
  });

  it('stores once under one key, also when two writers race', async () => {
    const before = await stored();
    const bytes = await aPicture();
    const put = (): Promise<{ id: string }> => files.put({ bytes, name: 'a.jpg', owner: 'person', key: 'fine-1' });
    const raced = await Promise.all([put(), put(), put()]);
    raced.push(await put());
    expect(new Set(raced.map(({ id }) => id)).size).toBe(1);
    expect(await stored()).toEqual(before.map((count) => count + 1));
  });
});

describe('when something came', () => {
  it('is told by no trace of its bytes more exactly than the hour', async () => {
    const bytes = await aPicture('png', 800, 600);
    const { id } = await files.put({ bytes, name: 'a.png', owner: 'reports', untimed: true });
    const { connection } = database;
    const whole = await connection.collection('bytes.files').findOne({ filename: id });
    expect(whole).toMatchObject({ uploadDate: new Date('2026-11-21T08:00:00Z') });
    const chunks = await connection.collection('bytes.chunks').find({ files_id: whole?._id }).toArray();
    expect(chunks).not.toHaveLength(0);
    for (const { _id } of chunks)
      expect(Math.abs(_id.getTimestamp().getTime() - Date.now())).toBeGreaterThan(60 * minuteMs);
  });
});

describe('refusing, with nothing left behind', () => {
  const svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const pdf = (inside: string, after = ''): Buffer =>
    Buffer.from(`%PDF-1.4\n1 0 obj<<${inside}>>endobj\n%%EOF\n${after}`);
  const cases: [string, () => Promise<Buffer> | Buffer, string][] = [
    ['an empty file', () => Buffer.alloc(0), 'unsupported_media'],
    ['a script dressed as a picture', () => Buffer.from('<script>alert(1)</script>'), 'unsupported_media'],
    ['an SVG', () => Buffer.from(svg), 'unsupported_media'],
    ['a GIF that is a script too', () => Buffer.from('GIF89a=1;alert(1);'), 'unsupported_media'],
    ['a program', () => Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0', 'latin1'), 'unsupported_media'],
    ['text from a person', () => Buffer.from('hello'), 'unsupported_media'],
    ['a truncated JPEG', async () => (await aPicture('jpeg', 800, 600)).subarray(0, 900), 'unsupported_media'],
    ['a truncated PNG', async () => (await aPicture('png', 800, 600)).subarray(0, 200), 'unsupported_media'],
    [
      'the header of a JPEG and noise',
      () => Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(5000, 7)]),
      'unsupported_media',
    ],
    ['a decompression bomb', () => pngOfSize(50_000, 50_000), 'too_large'],
    ['more bytes than allowed', () => Buffer.alloc(maxBytes + 1), 'too_large'],
    ['a PDF that runs a script', () => pdf('/OpenAction<</S/JavaScript/JS(app.alert(1))>>'), 'unsupported_media'],
    ['a PDF that is an archive too', () => pdf('', `PK\x03\x04${'x'.repeat(2000)}`), 'unsupported_media'],
    ['a PDF cut off', () => Buffer.from('%PDF-1.4\n1 0 obj'), 'unsupported_media'],
  ];
  it.each(cases)('refuses %s', async (_title, make, code) => {
    const before = await stored();
    await expect(
      files.put({ bytes: await make(), name: 'photo.jpg', owner: 'person', key: 'hostile' }),
    ).rejects.toMatchObject({ code });
    expect(await stored()).toEqual(before);
  });

  it('drops what hides behind the end of a picture', async () => {
    const polyglot = Buffer.concat([await aPicture(), Buffer.from('PK\x03\x04<?php evil(); ?>')]);
    const { id } = await files.put({ bytes: polyglot, name: 'a.jpg', owner: 'person' });
    expect((await files.read(id)).bytes.includes('evil')).toBe(false);
  });

  it('refuses bytes that are not what our own code says they are', async () => {
    const notPdf = files.put({ bytes: Buffer.from('no'), name: 'a', owner: 'system', made: 'application/pdf' });
    await expect(notPdf).rejects.toMatchObject({ code: 'unsupported_media' });
  });

  it('leaves nothing when the byte store fails', async () => {
    const before = await stored();
    const broken: ByteStore = {
      ...createGridFsStore(database.connection, () => now),
      write: () => Promise.reject(new Error('disk full')),
    };
    await expect(service(broken).put({ bytes: await aPicture(), name: 'a.jpg', owner: 'person' })).rejects.toThrow(
      'disk full',
    );
    expect(await stored()).toEqual(before);
  });
});

describe('links', () => {
  it('opens the file until its minutes are over, and is short', async () => {
    const { id } = await files.put({ bytes: await aPicture(), name: 'a.jpg', owner: 'person' });
    const link = files.link(id, 30);
    const token = link.slice('https://lisolo.example/f/'.length);
    expect(link).toBe(`https://lisolo.example/f/${token}`);
    expect(token).toMatch(/^[\w-]{32}$/);
    expect((await files.fromLink(token)).file.id).toBe(id);
    now = new Date(now.getTime() + 32 * minuteMs);
    await expect(files.fromLink(token)).rejects.toMatchObject({ code: 'expired' });
  });

  it('refuses any token with one character changed', async () => {
    const { id } = await files.put({ bytes: await aPicture(), name: 'a.jpg', owner: 'person' });
    const token = files.link(id, 30).slice(-32);
    for (let at = 0; at < token.length; at += 1) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      await expect(files.fromLink(changed)).rejects.toMatchObject({ code: 'invalid_input' });
    }
  });

  it('refuses tokens that are made up', async () => {
    for (const token of ['', 'x', '../../etc/passwd', 'A'.repeat(32), 'A'.repeat(10_000), '{"$gt":""}'])
      await expect(files.fromLink(token)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('says not found once the file is removed, and for ids that never were', async () => {
    const { id } = await files.put({ bytes: await aPicture(), name: 'a.jpg', owner: 'person' });
    const token = files.link(id, 30).slice(-32);
    await files.remove(id);
    await files.remove(id);
    await files.remove('no such id');
    await expect(files.fromLink(token)).rejects.toMatchObject({ code: 'not_found' });
    await expect(files.read('no such id')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('time', () => {
  it('is nowhere found from the moment that it is being removed, and can be stored anew under its key', async () => {
    const store = createGridFsStore(database.connection, () => now);
    const dying = service({
      ...store,
      async remove(id) {
        await store.remove(id);
        throw new Error('the process dies here');
      },
    });
    const wish = { bytes: await aPicture(), name: 'half', owner: 'p9', key: 'removed:half' };
    const { id } = await dying.put(wish);
    await expect(dying.remove(id)).rejects.toThrow('dies here');
    expect(await files.byKey(wish.key)).toBeUndefined();
    const again = await files.put(wish);
    expect(again.id).not.toBe(id);
    expect((await files.read(again.id)).bytes.length).toBeGreaterThan(0);
    now = new Date(now.getTime() + 61 * minuteMs);
    expect(await files.sweep(now)).toBe(1);
  });

  it('hides a file past its time at once and sweeps it with what a crash left half stored', async () => {
    const keep = await files.put({ bytes: await aPicture(), name: 'keep.jpg', owner: 'person' });
    const keepUntil = new Date(now.getTime() + 10 * minuteMs);
    const old = await files.put({ bytes: await aPicture(), name: 'old.jpg', owner: 'person', keepUntil });
    const half = { name: 'half.jpg', mimeType: 'image/jpeg', size: 1, owner: 'person', stored: false };
    await database.connection.model('File').create({ ...half, _id: '0123456789abcdef01234567', createdAt: now });
    now = new Date(now.getTime() + 11 * minuteMs);
    await expect(files.read(old.id)).rejects.toMatchObject({ code: 'not_found' });
    const [sweep] = fileJobs({ files });
    expect(await sweep?.run(now)).toBe('1 files deleted');
    expect(await sweep?.run(new Date(now.getTime() + 60 * minuteMs))).toBe('1 files deleted');
    expect((await files.read(keep.id)).file.name).toBe('keep.jpg');
    expect(await database.connection.collection('bytes.files').countDocuments({ filename: old.id })).toBe(0);
  });
});

describe('personal data', () => {
  it('lets what was only sent end after two days, and what a service has copied stay', async () => {
    const sent = await files.put({
      bytes: await aPicture('png', 21, 9),
      name: 'sent',
      owner: 'whatsapp',
      briefly: true,
    });
    const copy = await keepPhoto(files, sent.id, { name: 'copy', owner: 'p10', key: 'copied' });
    now = new Date(now.getTime() + 47 * 60 * minuteMs);
    expect((await files.read(sent.id)).file.keepUntil).toBeDefined();
    now = new Date(now.getTime() + 61 * minuteMs);
    await expect(files.read(sent.id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await files.read(copy)).file.keepUntil).toBeUndefined();
    await files.sweep(now);
    expect(await database.connection.collection('files').countDocuments({ owner: 'whatsapp' })).toBe(0);
  });

  it('gives a person’s files to their copy, to whom they merge with, and to nobody once erased', async () => {
    const mine = await files.put({ bytes: await aPicture(), name: 'mine.jpg', owner: 'mado' });
    const other = await files.put({ bytes: await aPicture(), name: 'other.jpg', owner: 'jean' });
    expect(await files.personalData.collect('mado')).toMatchObject([{ id: mine.id, name: 'mine.jpg' }]);
    await files.personalData.merge?.('mado', 'mado-2');
    expect(await files.personalData.collect('mado')).toEqual([]);
    await files.personalData.erase('mado-2');
    await expect(files.read(mine.id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await files.read(other.id)).file.name).toBe('other.jpg');
  });
});
