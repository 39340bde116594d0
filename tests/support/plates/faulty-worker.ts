import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import type { PhotoAnswer, PhotoTask } from '../../../core/plates/reading/worker.ts';
import { aCandidate } from './reader.ts';

/** Reads the number of its thread; the bytes of a "photo" say what is to go wrong, and with which file. */
export async function readInThread({ photo }: PhotoTask): Promise<PhotoAnswer> {
  const [what, file = ''] = Buffer.from(photo).toString().split(':');
  if (what === 'crash') process.exit(1);
  if (what === 'crash once' && !existsSync(file)) {
    writeFileSync(file, '');
    process.exit(1);
  }
  if (what === 'throw') throw new Error('a defect');
  while (what === 'wait' && !existsSync(file)) await pause(10);
  return { reading: { verdict: 'sure', candidates: [aCandidate({ text: String(threadId) })] } };
}
