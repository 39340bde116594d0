export { createUssdDoor } from './door.ts';
export type { UssdDoor, UssdDoorOptions } from './door.ts';
export { receive } from './receive.ts';
export { pageOf, render, ussdSurface } from './render.ts';
