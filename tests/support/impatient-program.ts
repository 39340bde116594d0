import { runProgram } from '../../core/program.ts';
import { createProduct } from '../../main.ts';

/** The program of `npm start`, which gives a lost database up after 5 seconds. */
await runProgram(createProduct, { lookEveryMs: 500, silentMs: 5_000 });
