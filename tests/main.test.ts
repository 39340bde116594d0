import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { newId, withDatabase } from '../core/database/index.ts';
import { listen } from '../core/listen.ts';
import { startProgram, type Program } from './support/program.ts';

let folder: string;
/** The server of MONGODB_URI, where the tests run on one, with a database of its own. */
const server = process.env['MONGODB_URI'];
const database: Record<string, string> =
  server === undefined ? {} : { MONGODB_URI: withDatabase(server, `test_${newId()}`) };
beforeAll(async () => {
  folder = await mkdtemp(path.join(inject('databaseFolder'), 'program-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const statusOf = async (address: string): Promise<number> => (await fetch(address)).status;

describe('a start that cannot be', { timeout: 180_000 }, () => {
  it('lists every wrong setting and ends with 1', async () => {
    const program = startProgram({ PORT: 'x', NODE_ENV: 'production', WHATSAPP: 'maybe' });
    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(
      /PORT must[^]*WHATSAPP must be off, web or cloud[^]*SECRET is required in production/,
    );
    expect(program.output()).not.toMatch(/\n\s+at /);
  });

  it('says that the port is taken', async () => {
    const other = await listen({ handler: () => undefined, port: 0, host: '127.0.0.1' });
    const { port } = other;
    const program = startProgram({ ...database, PORT: String(port), DATA_DIR: path.join(folder, 'taken') });
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain(`Port ${port} is taken`);
    await other.stop();
  });
});

describe('the program, started for the first time', { timeout: 180_000 }, () => {
  const settings = (): Record<string, string> => ({ ...database, DATA_DIR: path.join(folder, 'data') });
  let program: Program;
  beforeAll(() => {
    program = startProgram(settings());
  });

  it('names each door with on or off and why, the simulator, the code and the demo people', async () => {
    await program.address();
    const banner = program.output();
    expect(banner).toMatch(/simulator\s+on\s+http:\/\/localhost:\d+\/simulator/);
    expect(banner).toMatch(/USSD\s+on\s/);
    expect(banner).toMatch(/telegram\s+off\s+TELEGRAM_TOKEN is not set/);
    expect(banner).toMatch(/whatsapp\S*\s+off\s+\S+/);
    expect(banner).toContain('*384*123#');
    expect(banner).toContain('Demo people');
    expect(banner.split('\n').length).toBeLessThan(40);
  });

  it('answers on its address', async () => {
    const address = await program.address();
    expect(await statusOf(`${address}/healthz`)).toBe(200);
    expect(await statusOf(`${address}/readyz`)).toBe(200);
    expect(await statusOf(`${address}/simulator`)).toBe(200);
  });

  it('stops within 5 seconds of SIGTERM while somebody keeps a stream open', async () => {
    const address = await program.address();
    const stream = await fetch(`${address}/simulator/api/events?as=${encodeURIComponent('+243810000001')}`);
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const { code, afterMs } = await program.stop('SIGTERM');
    await stream.text().catch(() => undefined);
    // By force, when its 5 seconds are over, it would end with 1; how soon the machine then tells us is not its doing.
    expect(code).toBe(0);
    expect(afterMs).toBeLessThan(10_000);
  });

  it('shows no demo secrets the second time, and takes Ctrl-C', async () => {
    const again = startProgram(settings());
    await again.address();
    expect(again.output()).not.toContain('Demo people');
    expect((await again.stop('SIGINT')).code).toBe(0);
  });
});
