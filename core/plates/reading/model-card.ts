import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../project-root.ts';

const folder = path.join(projectRoot, 'core', 'plates', 'model');
export const modelFile = path.join(folder, 'plate-reader.onnx');

const cardFile = path.join(folder, 'plate-reader.json');
const card = z.object({ made: z.string(), sha256: z.string() });

/** Which network is installed, in words for whoever compares how right readings are. */
export function modelName(): string {
  if (!existsSync(cardFile)) return 'none';
  const { made, sha256 } = card.parse(JSON.parse(readFileSync(cardFile, 'utf8')));
  return `${made} ${sha256.slice(0, 12)}`;
}
