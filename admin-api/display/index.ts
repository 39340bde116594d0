export { createDisplayDoor, type DisplayDoorDeps } from './display-door.ts';
