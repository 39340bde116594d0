export { metresBetween, roughly, type Position } from './position.ts';
