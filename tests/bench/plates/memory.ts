import { pino } from 'pino';
import { createPlateReader } from '../../../core/plates/index.ts';
import type { LabelledPhoto } from './photos.ts';

const marks = 10;

/** Reads photos again and again by one thread that is never replaced, and shows the memory of the process on the way. */
export async function flatMemory(photos: readonly LabelledPhoto[], count: number): Promise<void> {
  const reader = createPlateReader({ log: pino({ level: 'warn' }), threads: 1, photosBeforeRenewal: Infinity });
  const kept = await Promise.all(photos.slice(0, 40).map((photo) => photo.load()));
  const seen: number[] = [];
  for (let at = 1; at <= count; at++) {
    await reader.read(kept[at % kept.length]!.bytes);
    if (at % Math.ceil(count / marks) !== 0) continue;
    seen.push(process.memoryUsage.rss() / 1e6);
    console.log(`${String(at).padStart(6)} photos  ${seen.at(-1)!.toFixed(0)} MB`);
  }
  await reader.close();
  console.log(`From half way to the end: ${(seen.at(-1)! - seen[Math.floor(seen.length / 2)]!).toFixed(0)} MB more`);
}
