import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** `npm run bench -- <name> [arguments]` runs `<name>.bench.ts`, wherever it lies in this folder. */
const suffix = '.bench.ts';
const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith(suffix))
  .sort();
const nameOf = (file: string): string => path.basename(file, suffix);

const [name, ...rest] = process.argv.slice(2).filter((argument) => argument !== '--');
const file = files.find((candidate) => nameOf(candidate) === name);

if (file === undefined) {
  if (name !== undefined) console.error(`There is no bench "${name}".`);
  console.log(`Usage: npm run bench -- <name>\n${files.map((each) => `  ${nameOf(each)}`).join('\n')}`);
  process.exit(name === undefined ? 0 : 1);
}
const bench = (await import(pathToFileURL(path.join(import.meta.dirname, file)).href)) as {
  run?: (args: readonly string[]) => Promise<void>;
};
await bench.run?.(rest);
