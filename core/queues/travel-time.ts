import type { TravelMode } from './travel.ts';

interface Pace {
  /** On an empty road. */
  readonly kmh: number;
  /** How much of the traffic it stands in: a car all of it, a walker nothing. */
  readonly stands: number;
  /** Until it moves: to find a taxi, to wait for the bus. */
  readonly first: number;
}

/** Estimates from general knowledge, to be measured. */
const paces: Readonly<Record<TravelMode, Pace>> = {
  walking: { kmh: 4.5, stands: 0, first: 0 },
  bike: { kmh: 12, stands: 0.1, first: 1 },
  moto: { kmh: 28, stands: 0.4, first: 3 },
  car: { kmh: 32, stands: 1, first: 3 },
  taxi: { kmh: 30, stands: 1, first: 8 },
  bus: { kmh: 20, stands: 1, first: 12 },
};

/** Streets are that much longer than the way of a bird. */
const detour = 1.4;
/** Metres of street for metres as the crow flies. */
export const byStreet = (metres: number): number => metres * detour;

/**
 * Whole minutes for a way of so many metres as the crow flies, where a car takes `traffic` times as long as on an empty
 * road. At least one.
 */
export function travelMinutes({
  metres,
  mode,
  traffic,
}: {
  readonly metres: number;
  readonly mode: TravelMode;
  readonly traffic: number;
}): number {
  const { kmh, stands, first } = paces[mode];
  const minutes = (byStreet(metres) / 1_000 / kmh) * 60 * (1 + (traffic - 1) * stands);
  return Math.max(1, Math.ceil(first + minutes));
}

/**
 * By how many minutes a wait may turn out shorter than was said: half of all waits do, as it is the middle one that is
 * told. A quarter of it, and never less than five.
 */
const spareOf = (waitFrom: number): number => Math.max(5, waitFrom / 4);

/**
 * Whether somebody has to leave now who is probably called in `waitFrom` minutes and has so long a way: once the way takes
 * what is left of the wait without what it may be shorter by.
 */
export const isTimeToLeave = (waitFrom: number, minutes: number): boolean => waitFrom - spareOf(waitFrom) <= minutes;
