import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

function nearestFolderWithPackageJson(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('package.json not found above the program');
  return nearestFolderWithPackageJson(parent);
}

/** The repository's folder, the same from the sources (tsx) and from `dist/`. Locales and page assets are read from it. */
export const projectRoot = nearestFolderWithPackageJson(path.dirname(fileURLToPath(import.meta.url)));
