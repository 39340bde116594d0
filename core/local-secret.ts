import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The secret of a machine that was given none: made once and kept, readable by its owner only, so that tokens and
 * links outlive a restart. Two processes that start together end with the same one.
 */
export function localSecret(dataDirectory: string): string {
  const file = path.join(dataDirectory, 'secret');
  const existing = readSecret(file);
  if (existing !== null) return existing;
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  try {
    // A link fails where the file exists, and is there whole or not at all.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const made = readSecret(file);
  if (made === null) throw new Error(`${file} is empty or too short: delete it, or set SECRET`);
  return made;
}

function readSecret(file: string): string | null {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    return secret.length >= 32 ? secret : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
