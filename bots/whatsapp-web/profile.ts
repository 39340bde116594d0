import { readFile, readlink, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** True when the process is a browser that was started on this very profile. */
async function isOurBrowser(pid: number, folder: string): Promise<boolean> {
  const command = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '');
  return command.split('\0').includes(`--user-data-dir=${folder}`);
}

/**
 * Frees a browser profile whose last owner died: Chromium refuses a profile that bears the lock of another host name
 * (each new container has one), and a browser that outlived a killed process would share the profile with the new one.
 */
export async function freeProfile(folder: string): Promise<void> {
  const profile = path.resolve(folder);
  // The lock is a symbolic link to `<host>-<pid>`.
  const owner = await readlink(path.join(profile, 'SingletonLock')).catch(() => undefined);
  if (owner === undefined) return;
  const dash = owner.lastIndexOf('-');
  const pid = Number(owner.slice(dash + 1));
  if (
    owner.slice(0, dash) === os.hostname() &&
    Number.isInteger(pid) &&
    pid > 1 &&
    (await isOurBrowser(pid, profile))
  ) {
    process.kill(pid, 'SIGKILL');
  }
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) {
    await rm(path.join(profile, name), { force: true });
  }
}
