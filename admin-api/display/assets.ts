import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../core/project-root.ts';

const folder = path.join(projectRoot, 'admin-api/display/page');

const types = { 'screen.js': 'text/javascript', 'chime.js': 'text/javascript', 'screen.css': 'text/css' } as const;
export type AssetName = keyof typeof types;

export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

export interface Assets {
  /** Changes with any of them: browsers may keep what has this in its address for ever. */
  readonly edition: string;
  find(name: string): Asset | undefined;
}

/** What the page of a hall loads, as it lies in the folder: nothing is built, nothing comes from elsewhere. */
export function loadAssets(): Assets {
  const assets = new Map<string, Asset>(
    Object.entries(types).map(([name, type]) => [
      name,
      { type: `${type}; charset=utf-8`, bytes: readFileSync(path.join(folder, name)) },
    ]),
  );
  const hash = createHash('sha256');
  for (const { bytes } of assets.values()) hash.update(bytes);
  return { edition: hash.digest('base64url').slice(0, 12), find: (name) => assets.get(name) };
}
