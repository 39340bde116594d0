export { createUssdDoor } from './door.ts';
export type { UssdDoor } from './door.ts';
export { receive } from './receive.ts';
export { pageOf, render, ussdSurface } from './render.ts';
