export { citiesOf, cityOf, type City } from './cities.ts';
export { communeAt, communeNamed, communesOf, type Commune } from './communes.ts';
export { metresBetween, roughly, type Position } from './position.ts';
