export { createOutbound } from './outbound.ts';
export type { Outbound, OutboundAnswer, OutboundRequest } from './types.ts';
