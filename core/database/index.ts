export { connectDatabase } from './connect.ts';
export { createReader } from './reader.ts';
export type { Page, PageQuery, Reader } from './reader.ts';
export { nextNumber } from './counters.ts';
export { newId } from './ids.ts';
export { createTogether } from './together.ts';
export { startDatabase } from './start-database.ts';
export type { DatabaseServer } from './engine.ts';
export { durableUri, withDatabase } from './uri.ts';
