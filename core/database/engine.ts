import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CLibrary } from './c-library.ts';

/** A running database server of this program's own. */
export interface DatabaseServer {
  readonly uri: string;
  /** In words, for the start-up banner. */
  readonly description: string;
  /** Closes it cleanly; after 4 seconds by force. */
  stop(): Promise<void>;
  /** Settles when the server is gone, expected or not, with how it ended and the last it said, for the log. */
  readonly gone: Promise<string>;
}

/** `load`: this machine cannot run the engine; `open`: it can, but not on this directory. */
export class EngineFault extends Error {
  readonly stage: 'load' | 'open';
  constructor(stage: 'load' | 'open', reason: string) {
    super(reason);
    this.name = 'EngineFault';
    this.stage = stage;
  }

  get isInUse(): boolean {
    return this.stage === 'open' && /DBPathInUse|lock file/i.test(this.message);
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const childProgram = fileURLToPath(new URL('./engine-child.mjs', import.meta.url));
const stopLimitMs = 4_000;
const defaultPatienceMs = 6_000;

/** Where the engine puts its socket, whose whole path may have 107 characters (unix(7)). */
const socketFolder = (): string => (os.tmpdir().length > 60 ? '/tmp' : os.tmpdir());

function spawnChild(directory: string, library: CLibrary | null): Child {
  const node = [process.execPath, childProgram, directory];
  const [command = '', ...rest] = library === null ? node : [library.loader, '--library-path', library.folder, ...node];
  const { NODE_OPTIONS: _unwanted, ...inherited } = process.env;
  const env = { ...inherited, TMPDIR: socketFolder() };
  // A group of its own: Ctrl-C in a terminal must reach the program only, which then closes the engine last.
  return spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env });
}

/** How the child ended, with the last 2,000 characters of its complaints. */
function endOf(child: Child): Promise<string> {
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2_000)));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) =>
      resolve(`the engine ended with ${code ?? signal ?? '?'} ${complaints}`.trim()),
    );
  });
}

/** The address the child serves. Throws an EngineFault when it says why it cannot, or dies. */
async function addressFrom(child: Child, gone: Promise<string>): Promise<string> {
  child.stdin.on('error', () => undefined);
  const died = gone.then((how) => Promise.reject(new EngineFault('load', how)));
  const said = new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  const line = JSON.parse(await Promise.race([said, died])) as {
    uri?: string;
    failed?: 'load' | 'open';
    reason?: string;
  };
  died.catch(() => undefined);
  if (line.uri === undefined) throw new EngineFault(line.failed ?? 'load', line.reason ?? 'no reason given');
  return line.uri;
}

/**
 * The embedded engine as a child process on `directory`, ready to be connected to. A directory that a dying engine
 * still holds (its program was killed a moment ago) is waited for. Throws an EngineFault.
 */
export async function startEngine(options: {
  directory: string;
  library: CLibrary | null;
  patienceMs?: number | undefined;
}): Promise<DatabaseServer> {
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const deadline = Date.now() + (options.patienceMs ?? defaultPatienceMs);
  for (;;) {
    const child = spawnChild(options.directory, options.library);
    const gone = endOf(child);
    try {
      return toServer(child, { gone, uri: await addressFrom(child, gone), ...options });
    } catch (error) {
      child.kill('SIGKILL');
      if (!(error instanceof EngineFault && error.isInUse) || Date.now() > deadline) throw error;
      await wait(200);
    }
  }
}

function toServer(
  child: Child,
  started: { uri: string; gone: Promise<string>; directory: string; library: CLibrary | null },
): DatabaseServer {
  const { uri, gone, directory, library } = started;
  child.stdout.resume();
  return {
    uri,
    description: `embedded engine in ${directory}${library === null ? '' : ', newer C library'}`,
    gone,
    async stop() {
      child.stdin.end();
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
      await gone;
      clearTimeout(force);
    },
  };
}

const answers = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });

/** Removes the socket folders that killed engines left in the temporary folder. Returns how many. */
export async function sweepSockets(folder: string = socketFolder()): Promise<number> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('embedded-mongodb-'));
  let swept = 0;
  for (const name of names) {
    const left = path.join(folder, name);
    const age = Date.now() - (await stat(left).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age < 10_000 || (await answers(path.join(left, 'mongodb.sock')))) continue;
    const removed = await rm(left, { recursive: true }).then(
      () => true,
      () => false,
    );
    if (removed) swept += 1;
  }
  return swept;
}
