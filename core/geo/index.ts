export { capitalOf, citiesIn, citiesOf, cityNamed, cityOf, type City } from './cities.ts';
export { communeAt, communeNamed, communesIn, communesOf, placeNamed, type Commune } from './communes.ts';
export { farText } from './far-text.ts';
export { metresBetween, roughly, type Position } from './position.ts';
