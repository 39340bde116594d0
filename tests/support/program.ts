import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from '../../core/project-root.ts';

export interface Program {
  readonly process: ChildProcess;
  /** Everything written so far, stdout and stderr. */
  output(): string;
  /** Waits for a text in the output; throws with the output when the program ends without it. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** The address in the banner. */
  address(): Promise<string>;
  /** Sends a signal and waits for the end: how it ended, and after how many milliseconds. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; afterMs: number }>;
  readonly ended: Promise<number | null>;
}

/** Settings under which nothing leaves this machine and nothing of the developer's own is read. */
const quiet = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn', NODE_ENV: 'development' };
const own = ['PATH', 'HOME', 'TMPDIR'];

/** The real program as its own process, by default as `npm start` runs it. */
export function startProgram(
  settings: Record<string, string>,
  command: readonly string[] = [process.execPath, '--import', 'tsx', 'main.ts'],
): Program {
  const inherited = own.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]]));
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    cwd: projectRoot,
    env: { ...(Object.fromEntries(inherited) as Record<string, string>), ...quiet, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (written += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);

  const says = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(written);
      if (found !== null) return found;
      const next = await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), ended.then(() => null)]);
      if (next === null && !pattern.test(written))
        throw new Error(`the program ended without saying ${pattern}:\n${written}`);
    }
  };

  return {
    process: child,
    output: () => written,
    says,
    address: async () => (await says(/ is ready in .* at (http:\/\/\S+)/))[1] ?? '',
    async stop(signal = 'SIGTERM') {
      const before = performance.now();
      child.kill(signal);
      return { code: await ended, afterMs: performance.now() - before };
    },
    ended,
  };
}
