import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startDatabase, withDatabase } from '../../../core/database/index.ts';
import { silentLog } from '../../../core/log.ts';
import { load, percentile } from './load.ts';
import type { Result } from './load.ts';

const connections = 50;
const rounds = 3;
const warmUpSeconds = 2;
const measuredSeconds = 4;

interface Contestant {
  readonly name: string;
  readonly file: string;
  readonly path: string;
}
const contestants: readonly Contestant[] = [
  { name: 'Express 5 + ussd-menu-builder', file: 'peer.server.ts', path: '/ussd' },
  { name: 'Lisolo', file: 'ours.server.ts', path: '/ussd/africastalking' },
];

async function startServer(file: string, uri: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, file), uri], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.once('data', (line: Buffer) => resolve(Number(line.toString())));
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  return { child, port };
}

/** The person's number goes on growing, so that no session of an earlier round is met again. */
let firstPerson = 1;
async function measure({ file, path: address }: Contestant, uri: string): Promise<Result> {
  const { child, port } = await startServer(file, uri);
  const run = async (seconds: number): Promise<Result> => {
    const result = await load({ port, path: address, connections, seconds, firstPerson });
    firstPerson += result.requests;
    return result;
  };
  await run(warmUpSeconds);
  const result = await run(measuredSeconds);
  child.removeAllListeners('exit');
  child.kill('SIGKILL');
  return result;
}

const median = (values: readonly number[]): number => percentile(values, 0.5);

/** `npm run bench -- ussd`: both servers in turn, each round, on one embedded engine with journalled writes. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lisolo-bench-'));
  const database = await startDatabase({
    mongodbUri: process.env['MONGODB_URI'],
    dataDirectory: folder,
    log: silentLog,
  });
  const results = new Map<string, Result[]>(contestants.map(({ name }) => [name, []]));
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const contestant of contestants) {
        results.get(contestant.name)?.push(await measure(contestant, withDatabase(database.uri, `bench_${round}`)));
      }
    }
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
  report(results);
}

function report(results: ReadonlyMap<string, readonly Result[]>): void {
  const rows = [...results].map(([name, runs]) => ({
    server: name,
    'requests/s': Math.round(median(runs.map(({ requests, seconds }) => requests / seconds))),
    'p50 ms': Number(median(runs.map(({ latencies }) => percentile(latencies, 0.5))).toFixed(1)),
    'p99 ms': Number(median(runs.map(({ latencies }) => percentile(latencies, 0.99))).toFixed(1)),
    'wrong answers': runs.reduce((sum, { wrong }) => sum + wrong.length, 0),
  }));
  console.log(
    `USSD: ${connections} connections, three-step dialogue, journalled session state, every answer checked; medians of ${rounds} rounds`,
  );
  console.table(rows);
  const [peer, ours] = rows;
  if (!peer || !ours) return;
  console.log(
    `Lisolo: ${(ours['requests/s'] / peer['requests/s']).toFixed(2)} x the requests per second, ${(ours['p99 ms'] / peer['p99 ms']).toFixed(2)} x the p99`,
  );
  for (const [name, runs] of results)
    for (const answer of new Set(runs.flatMap(({ wrong }) => wrong.slice(0, 3))))
      console.log(`wrong answer of ${name}: ${answer}`);
  if (rows.some((row) => row['wrong answers'] > 0)) process.exitCode = 1;
}
