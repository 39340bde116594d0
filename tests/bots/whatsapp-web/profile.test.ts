import { spawn, type ChildProcess } from 'node:child_process';
import { lstat, mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freeProfile } from '../../../bots/whatsapp-web/profile.ts';

let folder: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lisolo-profile-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  child = undefined;
  await rm(folder, { recursive: true, force: true });
});

const lockedBy = (owner: string): Promise<void> => symlink(owner, path.join(folder, 'SingletonLock'));
const isLocked = (): Promise<boolean> =>
  lstat(path.join(folder, 'SingletonLock')).then(
    () => true,
    () => false,
  );
/** A process that looks like a browser on the given profile. */
async function aProcess(profile: string): Promise<number> {
  child = spawn(process.execPath, [
    '-e',
    'console.log(1); setTimeout(() => 0, 60000)',
    '--',
    `--user-data-dir=${profile}`,
  ]);
  await new Promise((resolve) => child?.stdout?.once('data', resolve));
  return child.pid ?? 0;
}
const ended = (): Promise<unknown> => new Promise((resolve) => child?.once('exit', (_code, signal) => resolve(signal)));

describe('a browser profile', () => {
  it('is left alone when nobody has locked it', async () => {
    await freeProfile(folder);
    await freeProfile(path.join(folder, 'missing'));
    expect(await isLocked()).toBe(false);
  });

  it('is freed of the lock of a container that is gone', async () => {
    await lockedBy('c0ffee123456-77');
    await freeProfile(folder);
    expect(await isLocked()).toBe(false);
  });

  it.runIf(process.platform === 'linux')('is taken from a browser that outlived its process', async () => {
    const pid = await aProcess(folder);
    await lockedBy(`${os.hostname()}-${String(pid)}`);
    const end = ended();
    await freeProfile(folder);
    expect(await end).toBe('SIGKILL');
    expect(await isLocked()).toBe(false);
  });

  it.runIf(process.platform === 'linux')('never costs another process its life', async () => {
    await lockedBy(`${os.hostname()}-${String(await aProcess('/somewhere/else'))}`);
    await freeProfile(folder);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(child?.exitCode ?? child?.signalCode ?? 'alive').toBe('alive');
  });
});
