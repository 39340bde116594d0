import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createWorker, OEM, PSM, type Page as RawPage, type Worker } from 'tesseract.js';

import { within } from './within.ts';

const resolve = createRequire(import.meta.url).resolve;
const languages = ['fra', 'eng'] as const;
const dataOf = (language: string): string =>
  resolve(`@tesseract.js-data/${language}/4.0.0_best_int/${language}.traineddata.gz`);

const startMs = 30_000;

/** A started reader of text, in a thread of its own. */
export interface Recogniser {
  recognise(png: Buffer): Promise<RawPage>;
  stop(): Promise<void>;
  /** Set once its thread has died. */
  readonly dead: () => boolean;
}

/**
 * The library takes one folder for the data of all languages, each of which is a package of its own; and it waits for ever
 * where data is missing, which `resolve` finds out first.
 */
async function withLanguageData<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const files = languages.map((language) => [dataOf(language), `${language}.traineddata.gz`] as const);
  const folder = await mkdtemp(join(tmpdir(), 'lisolo-languages-'));
  try {
    for (const [file, name] of files) await symlink(file, join(folder, name));
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts tesseract for French and English. Throws when it cannot be started in half a minute. */
export async function startRecogniser(): Promise<Recogniser> {
  let isDead = false;
  const worker: Worker = await withLanguageData((langPath) =>
    within(
      startMs,
      createWorker([...languages], OEM.LSTM_ONLY, {
        langPath,
        gzip: true,
        // Otherwise it writes into the folder where the program was started.
        cacheMethod: 'none',
        // Without a handler of its own the library throws where nobody can catch.
        errorHandler: () => undefined,
      }),
    ),
  );
  // A thread that dies without a listener takes the process with it.
  const thread = (worker as unknown as { worker: NodeJS.EventEmitter }).worker;
  thread.on('error', () => void (isDead = true));
  thread.on('exit', () => void (isDead = true));
  await worker.setParameters({ tessedit_pageseg_mode: PSM.AUTO, user_defined_dpi: '200' });
  return {
    async recognise(png) {
      const { data } = await worker.recognize(png, {}, { text: false, blocks: true });
      return data;
    },
    async stop() {
      await worker.terminate();
    },
    dead: () => isDead,
  };
}
