import { loadLocales, localeFaults } from './locales.ts';

/** Part of `npm run build`: a text that one language lacks, or has alone, ends it. */
const faults = localeFaults(loadLocales());
if (faults.length > 0) {
  console.error(`The locale files have faults:\n  ${faults.join('\n  ')}`);
  process.exitCode = 1;
}
