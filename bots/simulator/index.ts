export { createSimulatorDoor } from './bot.ts';
export { phoneNumber, toFileInbound, toInbound } from './receive.ts';
export { renderReply, renderSms, simulatorSurface, type ChatReply } from './render.ts';
export type { DemoPerson, DialForm, DoorHint, SandboxPayments, SimulatorDeps } from './types.ts';
