import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../log.ts';

/** A loader and the folder of the libraries it is to use. */
export interface CLibrary {
  readonly loader: string;
  readonly folder: string;
}

const run = promisify(execFile);
const fetchLimitMs = 180_000;
const packages = ['libc6', 'libgcc-s1', 'libstdc++6'];

/** For each distribution, the release whose C library is new enough (2.38 or later). */
const newerRelease: Readonly<Record<string, string>> = { debian: 'trixie', ubuntu: 'noble' };
const loaders: Readonly<Record<string, { loader: string; folder: string }>> = {
  x64: { loader: 'usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2', folder: 'usr/lib/x86_64-linux-gnu' },
  arm64: { loader: 'usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1', folder: 'usr/lib/aarch64-linux-gnu' },
};

/** The C library of this process as [major, minor], or null where it is another one (macOS, Alpine). */
export function glibcVersion(): readonly [number, number] | null {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const [major, minor] = (report.header?.glibcVersionRuntime ?? '').split('.').map(Number);
  return major === undefined || minor === undefined ? null : [major, minor];
}

function libraryIn(folder: string): CLibrary | null {
  const places = loaders[process.arch];
  if (places === undefined) return null;
  const loader = path.join(folder, places.loader);
  return existsSync(loader) ? { loader, folder: path.join(folder, places.folder) } : null;
}

const readIfThere = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** The machine's own first package mirror and its keyring, from either format of sources. */
async function machineMirror(): Promise<{ uri: string; keyring: string | null } | null> {
  const folder = '/etc/apt/sources.list.d';
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => /\.(sources|list)$/.test(name)).map((name) => path.join(folder, name));
  const texts = await Promise.all(['/etc/apt/sources.list', ...files].map(readIfThere));
  for (const text of texts) {
    const stanza = /^URIs:\s*(?<uri>\S+\/(?:debian|ubuntu)\/?)\s*$/m.exec(text)?.groups?.['uri'];
    if (stanza !== undefined) return { uri: stanza, keyring: /^Signed-By:\s*(\/\S+)/m.exec(text)?.[1] ?? null };
    const line = /^deb\s+(?:\[(?<options>[^\]]*)\]\s+)?(?<uri>\S+\/(?:debian|ubuntu)\/?)\s/m.exec(text)?.groups;
    if (line?.['uri'] !== undefined) {
      return { uri: line['uri'], keyring: /signed-by=(\S+)/.exec(line['options'] ?? '')?.[1] ?? null };
    }
  }
  return null;
}

async function fetchInto(folder: string, release: string): Promise<void> {
  const mirror = await machineMirror();
  if (mirror === null) throw new Error('no package mirror is set on this machine');
  const work = path.join(folder, 'apt');
  await Promise.all(
    ['lists/partial', 'cache/archives/partial', 'packages'].map((name) =>
      mkdir(path.join(work, name), { recursive: true }),
    ),
  );
  const list = path.join(work, 'sources.list');
  const signedBy = mirror.keyring === null ? '' : `[signed-by=${mirror.keyring}] `;
  await writeFile(list, `deb ${signedBy}${mirror.uri} ${release} main\n`);
  const settings = [
    `Dir::State::Lists=${path.join(work, 'lists')}`,
    `Dir::Cache=${path.join(work, 'cache')}`,
    `Dir::Etc::sourcelist=${list}`,
    'Dir::Etc::sourceparts=/dev/null',
    'Acquire::Languages=none',
    'Acquire::Retries=2',
    ...(process.getuid?.() === 0 ? ['APT::Sandbox::User=root'] : []),
  ].flatMap((setting) => ['-o', setting]);
  const where = { cwd: path.join(work, 'packages'), timeout: fetchLimitMs };
  await run('apt-get', [...settings, '-qq', 'update'], where);
  await run('apt-get', [...settings, '-qq', 'download', ...packages], where);
  for (const file of await readdir(where.cwd)) await run('dpkg', ['-x', path.join(where.cwd, file), folder]);
  await rm(work, { recursive: true, force: true });
}

/**
 * A C library new enough for the engine, fetched once without root into `cacheDirectory` from the machine's own
 * package mirror. Null where that cannot be done: no such distribution, no network, or the folder is not writable.
 */
export async function newerCLibrary(options: { cacheDirectory: string; log: Log }): Promise<CLibrary | null> {
  const distribution = /^ID="?(\w+)/m.exec(await readIfThere('/etc/os-release'))?.[1] ?? '';
  const release = newerRelease[distribution];
  if (release === undefined) return null;
  const target = path.join(options.cacheDirectory, `c-library-${release}-${process.arch}`);
  const cached = libraryIn(target);
  if (cached !== null) return cached;
  options.log.info(`fetching the C library of ${release} once (4 MB) for the embedded database engine`);
  try {
    await mkdir(options.cacheDirectory, { recursive: true });
    const draft = await mkdtemp(path.join(options.cacheDirectory, 'draft-'));
    try {
      await fetchInto(draft, release);
      // Another process may have been faster; its copy is as good.
      await rename(draft, target).catch(() => undefined);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  } catch (error) {
    options.log.warn({ error }, 'the newer C library could not be fetched');
  }
  return libraryIn(target);
}
