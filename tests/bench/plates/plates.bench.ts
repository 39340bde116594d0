import { distance } from 'fastest-levenshtein';
import { pino } from 'pino';
import { createPlateReader, type PlateReading } from '../../../core/plates/index.ts';
import { numberBehind } from '../fines/arguments.ts';
import { percentile } from '../ussd/load.ts';
import { flatMemory } from './memory.ts';
import { drawnPhotos, photosOf, type Box, type LabelledPhoto } from './photos.ts';

interface Score {
  readonly photo: LabelledPhoto;
  readonly plate: string;
  readonly read: string;
  readonly exact: boolean;
  readonly almost: boolean;
  readonly amongThree: boolean;
  /** The middle of some candidate's text lies in the box of the plate. */
  readonly found: boolean;
  readonly verdict: PlateReading['verdict'];
  readonly confidence: number;
  readonly ms: number;
}

/** shared/plates/README.md, "Measured on the other half of the same collection": exact, at most one wrong, found, ms. */
const others = [
  ['tesseract.js on the whole photo', '3.1', '12.4', '-', '346'],
  ['localisation, rectification, tesseract.js voting', '37.3', '65.3', '96.4', '301'],
  ['OpenALPR 2.3.0, the peer', '51.8', '74.6', '87.6', '152'],
  ['localisation, rectification, small network', '79.3', '93.3', '96.4', '170'],
  ['the same on crops', '79.2', '-', '-', '-'],
] as const;

const argumentOf = (args: readonly string[], word: string): string | undefined =>
  args.includes(word) ? args[args.indexOf(word) + 1] : undefined;

function isIn({ x, y, width, height }: Box, box: PlateReading['candidates'][number]['box']): boolean {
  const [cx, cy] = [box.reduce((sum, at) => sum + at.x, 0) / 4, box.reduce((sum, at) => sum + at.y, 0) / 4];
  return cx >= x && cx <= x + width && cy >= y && cy <= y + height;
}

function toScore(
  photo: LabelledPhoto,
  { plate, box }: { plate: string; box?: Box },
  reading: PlateReading,
  ms: number,
): Score {
  const texts = reading.candidates.map(({ text }) => text);
  const read = texts[0] ?? '';
  return {
    photo,
    plate,
    read,
    exact: read === plate,
    almost: distance(read, plate) <= 1,
    amongThree: plate === '' ? read === '' : texts.includes(plate),
    found: box ? reading.candidates.some((candidate) => isIn(box, candidate.box)) : read !== '',
    verdict: reading.verdict,
    confidence: reading.candidates[0]?.confidence ?? 0,
    ms,
  };
}

const share = (scores: readonly Score[], is: (score: Score) => boolean): string =>
  scores.length === 0 ? '-' : ((100 * scores.filter(is).length) / scores.length).toFixed(1);

function line(name: string, scores: readonly Score[]): void {
  const times = scores.map(({ ms }) => ms);
  const cells = [
    String(scores.length),
    ...[
      share(scores, (score) => score.exact),
      share(scores, (score) => score.almost),
      share(scores, (score) => score.found),
      share(scores, (score) => score.amongThree),
    ],
    ...[percentile(times, 0.5), percentile(times, 0.95)].map((ms) => ms.toFixed(0)),
  ];
  console.log(name.padEnd(34) + cells.map((cell) => cell.padStart(8)).join(''));
}

function report(scores: readonly Score[]): void {
  console.log(
    `${''.padEnd(34)}${['photos', 'exact', '<= 1', 'found', 'top 3', 'median', 'p95 ms'].map((head) => head.padStart(8)).join('')}`,
  );
  for (const kind of [...new Set(scores.map(({ photo }) => photo.kind))]) {
    const ofKind = scores.filter(({ photo }) => photo.kind === kind);
    for (const region of [...new Set(ofKind.map(({ photo }) => photo.region))])
      line(
        `${kind} ${region}`,
        ofKind.filter(({ photo }) => photo.region === region),
      );
    for (const half of [1, 2] as const)
      line(
        `${kind}, half ${half}${half === 1 ? ' (tuned on)' : ''}`,
        ofKind.filter(({ photo }) => photo.half === half),
      );
    line(`${kind}, all`, ofKind);
    const sure = ofKind.filter(({ verdict }) => verdict === 'sure');
    console.log(
      `  sure: ${sure.length} of ${ofKind.length}, right ${share(sure, ({ exact }) => exact)} %; nothing read: ${share(ofKind, ({ verdict }) => verdict === 'none')} %`,
    );
  }
  console.log('\nOthers, on the other half of the collection (exact, <= 1, found, median ms):');
  for (const [name, ...figures] of others)
    console.log(`  ${name.padEnd(50)}${figures.map((figure) => figure.padStart(7)).join('')}`);
}

/**
 * `--photos <folder>` with a manifest.csv, else drawn plates (`--each 60` of each sort); `--kind crop` only those;
 * `--region-hint` says the country where the region is one that is served; `--misses` lists what was read wrong;
 * `--memory 1000` reads so many photos and shows what memory does.
 */
export async function run(args: readonly string[]): Promise<void> {
  const folder = argumentOf(args, '--photos');
  const kind = argumentOf(args, '--kind');
  const all = folder === undefined ? drawnPhotos(numberBehind(args, '--each', 60)) : photosOf(folder);
  const photos = all.filter((photo) => kind === undefined || photo.kind === kind);
  if (args.includes('--memory')) return flatMemory(photos, numberBehind(args, '--memory', 1_000));

  const reader = createPlateReader({ log: pino({ level: 'warn' }), threads: 1 });
  const scores: Score[] = [];
  const before = process.cpuUsage();
  for (const photo of photos) {
    const truth = await photo.load();
    if (scores.length === 0) await reader.read(truth.bytes);
    const country = args.includes('--region-hint') ? ({ cd: 'CD', sn: 'SN' } as const)[photo.region] : undefined;
    const started = performance.now();
    const reading = await reader.read(truth.bytes, country ? { country } : {});
    scores.push(toScore(photo, truth, reading, performance.now() - started));
  }
  const { user, system } = process.cpuUsage(before);
  await reader.close();
  report(scores);
  console.log(
    `\nProcessor time a photo, all threads, its loading included: ${((user + system) / 1e3 / scores.length).toFixed(0)} ms`,
  );
  if (!args.includes('--misses')) return;
  for (const { photo, plate, read, confidence } of scores.filter(({ exact }) => !exact))
    console.log(`${photo.name}  ${plate || '(none)'}  ${read || '(none)'}  ${confidence.toFixed(2)}`);
}
