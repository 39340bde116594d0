export type { Outbound } from './types.ts';
