import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises';
import { createServer } from 'node:net';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepSockets } from '../../../core/database/engine.ts';
import { connectDatabase, startDatabase, type DatabaseServer } from '../../../core/database/index.ts';
import { silentLog as log } from '../../../core/log.ts';
import { projectRoot } from '../../../core/project-root.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lisolo-engine-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (name: string): Promise<DatabaseServer> => startDatabase({ dataDirectory: path.join(folder, name), log });

async function withThings<T>(
  server: DatabaseServer,
  work: (things: ReturnType<Awaited<ReturnType<typeof connectDatabase>>['collection']>) => Promise<T>,
): Promise<T> {
  const connection = await connectDatabase({ uri: server.uri, log });
  try {
    return await work(connection.collection('things'));
  } finally {
    await connection.close();
  }
}

/** A program that starts the database and writes without end, telling each acknowledged write. */
function writer(directory: string): ChildProcess {
  const program = `
    import { connectDatabase, startDatabase } from '${projectRoot}/core/database/index.ts';
    import { silentLog as log } from '${projectRoot}/core/log.ts';
    const server = await startDatabase({ dataDirectory: process.argv[1], log });
    const connection = await connectDatabase({ uri: server.uri, log });
    const things = connection.collection('things');
    let n = 0;
    await Promise.all(Array.from({ length: 8 }, async () => {
      for (;;) { const id = n++; await things.insertOne({ n: id }); process.stdout.write(id + '\\n'); }
    }));`;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program, directory], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('the embedded engine', () => {
  it('keeps its data over a restart', async () => {
    const first = await start('restart');
    await withThings(first, (things) => things.insertOne({ code: 'kept' }));
    await first.stop();
    await first.gone;
    const second = await start('restart');
    expect(await withThings(second, (things) => things.countDocuments({ code: 'kept' }))).toBe(1);
    await second.stop();
  });

  it('runs beside another one', async () => {
    const [one, two] = await Promise.all([start('one'), start('two')]);
    await withThings(one, (things) => things.insertOne({ code: 'one' }));
    expect(await withThings(two, (things) => things.countDocuments({}))).toBe(0);
    await Promise.all([one.stop(), two.stop()]);
  });

  it('says that its directory is in use when another program holds it', async () => {
    const holder = await start('held');
    const second = startDatabase({ dataDirectory: path.join(folder, 'held'), log, patienceMs: 0 });
    await expect(second).rejects.toThrow(/held.*cannot be opened: another program uses it/);
    await holder.stop();
  });

  it('loses no acknowledged write when the program and the engine are killed with -9', async () => {
    const directory = path.join(folder, 'killed');
    const program = writer(directory);
    const acknowledged: number[] = [];
    const exited = new Promise((resolve) => program.once('close', resolve));
    await new Promise<void>((resolve) => {
      createInterface(program.stdout ?? process.stdin).on('line', (line) => {
        if (acknowledged.push(Number(line)) === 500) resolve();
      });
    });
    const engine = await childOf(program.pid ?? 0);
    process.kill(engine, 'SIGKILL');
    program.kill('SIGKILL');
    await exited;
    const server = await start('killed');
    const stored = await withThings(server, (things) => things.distinct('n'));
    expect(acknowledged.length).toBeGreaterThanOrEqual(500);
    expect(acknowledged.filter((n) => !stored.includes(n))).toEqual([]);
    await server.stop();
  });

  it('ends by itself, and cleanly, when only the program is killed', async () => {
    const directory = path.join(folder, 'orphan');
    const program = writer(directory);
    await new Promise((resolve) => program.stdout?.once('data', resolve));
    program.kill('SIGKILL');
    // Opening waits until the orphan has let go of the directory.
    const server = await start('orphan');
    expect(await withThings(server, (things) => things.countDocuments({}))).toBeGreaterThan(0);
    await server.stop();
  });
});

/** The first child of a process, from /proc. */
async function childOf(pid: number): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const pids = children.trim().split(' ').map(Number);
  for (const candidate of pids) {
    if ((await readFile(`/proc/${candidate}/cmdline`, 'utf8')).includes('engine-child')) return candidate;
  }
  throw new Error(`no engine among the children of ${pid}`);
}

describe('socket folders that killed engines left', () => {
  it('are removed when old and silent, and kept while somebody answers', async () => {
    const dead = path.join(folder, 'embedded-mongodb-dead');
    const alive = path.join(folder, 'embedded-mongodb-live');
    const fresh = path.join(folder, 'embedded-mongodb-fresh');
    await Promise.all([dead, alive, fresh].map((name) => mkdir(name)));
    const server = createServer().listen(path.join(alive, 'mongodb.sock'));
    const old = new Date(Date.now() - 60_000);
    await Promise.all([dead, alive].map((name) => utimes(name, old, old)));
    expect(await sweepSockets(folder)).toBe(1);
    expect([dead, alive, fresh].map((name) => existsSync(name))).toEqual([false, true, true]);
    server.close();
  });
});
