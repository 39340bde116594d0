export { receive } from './receive.ts';
export { pageOf, render, ussdSurface } from './render.ts';
export { createUssdDoor } from './router.ts';
export type { UssdDoor } from './router.ts';
