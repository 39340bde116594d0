import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { createLog } from '../../core/log.ts';
import { send } from './garbage.ts';
import type { Answered, Sent } from './garbage.ts';
import { startProduct } from './product.ts';
import type { Product } from './product.ts';

/** What the product itself took for a defect: polite words on the outside are not enough. */
const defects: string[] = [];
const log = createLog({ level: 'error', destination: { write: (line) => void defects.push(line) } });

let here = '';

/** After each test: nothing was a defect, and nothing has changed what every object inherits. */
function expectNoDefects(): void {
  expect(Object.prototype).not.toHaveProperty('isAdmin');
  expect(defects.splice(0)).toEqual([]);
}

/** The whole product for the tests of a file, watched for defects after each of them. */
export function watchedProduct(
  settings: () => Record<string, string> | Promise<Record<string, string>> = () => ({}),
): () => Product {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct(await settings(), log);
    here = product.baseUrl;
  }, 60_000);
  afterAll(() => product.stop());
  afterEach(expectNoDefects);
  return () => product;
}

let people = 0;
/** Somebody who has never written: thirty messages in ten seconds are too many for one person. */
export const aPhone = (): string => `+24389${String((people += 1)).padStart(7, '0')}`;
/** The same for Telegram. */
export const aChat = (): number => 50_000 + (people += 1);

/** The same random cases in each run. */
export const seeded = (runs: number) => ({ seed: 20_261_121, numRuns: runs });

export const json = { 'content-type': 'application/json' };
export const form = { 'content-type': 'application/x-www-form-urlencoded' };

const traces = /\bat .+\.[tj]s:\d+|Mongo\w*Error|TypeError|node_modules/;

/** Refused or answered, and never with what only we should see. */
export function isPolite(what: string, { status, text }: Pick<Answered, 'status' | 'text'>): void {
  expect(status, `${what}: ${text.slice(0, 200)}`).toBeGreaterThanOrEqual(200);
  expect(status, `${what}: ${text.slice(0, 200)}`).toBeLessThan(500);
  expect(text, what).not.toMatch(traces);
}

export async function isRefused(what: string, asked: Sent): Promise<void> {
  const answer = await send(here, asked);
  isPolite(what, answer);
  expect(answer.status, `${what}: ${answer.text.slice(0, 200)}`).toBeGreaterThanOrEqual(400);
}

export async function allPolite(table: readonly (readonly [string, Sent])[]): Promise<void> {
  for (const [what, asked] of table) isPolite(what, await send(here, asked));
}
