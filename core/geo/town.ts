import type { Position } from './position.ts';

interface Place extends Position {
  readonly name: string;
}

/** A city with its communes, as they are written down. */
export interface Town extends Place {
  readonly id: string;
  /** Of `core/countries`. */
  readonly region: string;
  readonly communes: readonly Place[];
}

type Row = readonly [name: string, latitude: number, longitude: number];
const toPlace = ([name, latitude, longitude]: Row): Place => ({ name, latitude, longitude });

/** A city of which no commune is written down is one commune of its own name. */
export const city = (
  id: string,
  name: string,
  region: string,
  [latitude, longitude]: readonly [number, number],
  communes: readonly Row[] = [[name, latitude, longitude]],
): Town => ({ id, name, region, latitude, longitude, communes: communes.map(toPlace) });
