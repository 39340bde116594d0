import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { modelFile } from './model-card.ts';

export const strip = { width: 160, height: 48 } as const;
export const stripSize = strip.width * strip.height;
export const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const blank = signs.length;
export const classes = blank + 1;

/** Logarithms of probabilities: for each step from left to right one for each sign, and for none. */
export interface Grid {
  readonly steps: number;
  /** `values[step * classes + sign]` */
  readonly values: Float32Array;
}

/** Reads strips of grey, each `stripSize` numbers from 0 to 255. */
export type ReadStrips = (strips: Float32Array) => Promise<Grid[]>;

const mostAtOnce = 32;

export async function loadNetwork(file = modelFile): Promise<ReadStrips> {
  const session = await InferenceSession.create(readFileSync(file), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    // Batches are of many sizes: memory kept for the largest of each would only grow.
    enableCpuMemArena: false,
    enableMemPattern: false,
    logSeverityLevel: 3,
  });

  async function readSome(strips: Float32Array): Promise<Grid[]> {
    const count = strips.length / stripSize;
    const input = new Tensor('float32', strips, [count, 1, strip.height, strip.width]);
    const { logProbabilities: answer } = await session.run({ strips: input });
    if (!answer) throw new Error('The network of plates gave no answer');
    const steps = answer.dims[2]!;
    const all = answer.data as Float32Array;
    const grids = Array.from({ length: count }, (_, at) => toGrid(all, at * classes * steps, steps));
    answer.dispose();
    return grids;
  }

  return async (strips) => {
    const grids: Grid[] = [];
    for (let from = 0; from < strips.length; from += mostAtOnce * stripSize)
      grids.push(...(await readSome(strips.slice(from, from + mostAtOnce * stripSize))));
    return grids;
  };
}

/** The network gives all steps of one sign after another. */
function toGrid(all: Float32Array, from: number, steps: number): Grid {
  const values = new Float32Array(steps * classes);
  for (let sign = 0; sign < classes; sign++)
    for (let step = 0; step < steps; step++) values[step * classes + sign] = all[from + sign * steps + step]!;
  return { steps, values };
}
