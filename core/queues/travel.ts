/** E5: how somebody comes; `queues:mode.<mode>`. */
export const travelModes = ['walking', 'car', 'taxi', 'bus', 'moto', 'bike'] as const;
export type TravelMode = (typeof travelModes)[number];

/** From where and how the holder of a ticket comes to the branch. */
export interface Journey {
  readonly mode: TravelMode;
  /** A shared position; forgotten with the ticket's day. */
  readonly position?: { readonly latitude: number; readonly longitude: number };
  /** Or a city, by its name; where no position was shared. */
  readonly commune?: string;
  /** As reckoned when it was told. */
  readonly minutes: number;
}
