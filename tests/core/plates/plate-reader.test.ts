import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createPlateReader, type RunningPlateReader } from '../../../core/plates/index.ts';
import { platePhoto } from '../../support/plates/scene.ts';

const log = pino({ level: 'silent' });
const folder = mkdtempSync(path.join(tmpdir(), 'plates-'));
const worker = path.join(import.meta.dirname, '..', '..', 'support', 'plates', 'faulty-worker');
let files = 0;
const aFile = (): string => path.join(folder, `file-${files++}`);

const open: RunningPlateReader[] = [];
function faultyReader(options: Partial<Parameters<typeof createPlateReader>[0]> = {}): RunningPlateReader {
  const reader = createPlateReader({ log, worker, threads: 1, ...options });
  open.push(reader);
  return reader;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((reader) => reader.close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

const threadOf = async (reader: RunningPlateReader, photo: string): Promise<string | undefined> =>
  (await reader.read(Buffer.from(photo))).candidates[0]?.text;
const refusal = (reading: Promise<unknown>): Promise<unknown> =>
  reading.then(
    () => 'read',
    (error: { code: string; details: { reason?: string } }) => [error.code, error.details.reason],
  );

describe('the threads that read plates', () => {
  it('try a photo once more when the thread dies of it', async () => {
    const reader = faultyReader();
    const first = await threadOf(reader, 'fine');
    const second = await threadOf(reader, `crash once:${aFile()}`);
    expect(second).toMatch(/^\d+$/);
    expect(second).not.toBe(first);
  }, 60_000);

  it('give up on a photo that kills thread after thread, or has a defect, and read the next one', async () => {
    const reader = faultyReader();
    expect(await refusal(reader.read(Buffer.from('crash')))).toEqual(['unavailable', 'failed']);
    expect(await refusal(reader.read(Buffer.from('throw')))).toEqual(['unavailable', 'failed']);
    expect(await threadOf(reader, 'fine')).toMatch(/^\d+$/);
  }, 60_000);

  it('stop a photo that takes too long', async () => {
    const file = aFile();
    const reader = faultyReader({ limitMs: 2_000 });
    expect(await refusal(reader.read(Buffer.from(`wait:${file}`)))).toEqual(['unavailable', 'too slow']);
  }, 60_000);

  it('refuse politely what is too much to wait for, and read all the rest', async () => {
    const file = aFile();
    const reader = faultyReader({ queue: 2, limitMs: 60_000 });
    const asked = Array.from({ length: 8 }, () => refusal(reader.read(Buffer.from(`wait:${file}`))));
    writeFileSync(file, '');
    const answers = await Promise.all(asked);
    const refused = answers.filter((answer) => answer !== 'read');
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(refused.length).toBeLessThan(8);
    for (const answer of refused) expect(answer).toEqual(['unavailable', 'busy']);
    expect(await refusal(reader.read(Buffer.from('fine')))).toBe('read');
  }, 60_000);

  it('are replaced after so many photos, and finish what they have', async () => {
    const file = aFile();
    const reader = faultyReader({ photosBeforeRenewal: 2, limitMs: 60_000 });
    const first = await threadOf(reader, 'fine');
    const last = threadOf(reader, `wait:${file}`);
    const next = await threadOf(reader, 'fine');
    writeFileSync(file, '');
    expect(await last).toBe(first);
    expect(next).not.toBe(first);
  }, 60_000);

  it('read nothing once they are closed, and close without ever having read', async () => {
    const reader = faultyReader();
    await reader.close();
    expect(await refusal(reader.read(Buffer.from('fine')))).toEqual(['unavailable', 'closed']);
  });

  it(
    'need no more memory for many photos than for a few',
    async () => {
      const reader = createPlateReader({ log, threads: 1, limitMs: 60_000 });
      open.push(reader);
      const photo = await platePhoto({ seed: 7, size: { width: 640, height: 480 }, plateWidth: 200 });
      const read = async (times: number): Promise<number> => {
        for (let at = 0; at < times; at++) await reader.read(photo.jpeg);
        return process.memoryUsage.rss() / 1e6;
      };
      const sizes = [await read(6)];
      for (let stretch = 0; stretch < 3; stretch++) sizes.push(await read(10));
      const growths = sizes.slice(1).map((size, at) => size - (sizes[at] ?? 0));
      // A lost picture a photo would be 1.2 MB each, in every stretch; what is only collected late comes in one of them.
      expect(Math.min(...growths)).toBeLessThan(8);
    },
    4 * 60_000,
  );
});
