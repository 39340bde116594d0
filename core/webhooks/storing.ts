import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { Lanes } from './lanes.ts';

/** What is needed wherever something is put in that is to be sent. */
export interface StoringDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly lanes: Lanes;
  /** Begins to send in the background. */
  readonly sendSoon: (subscriptionIds: readonly string[]) => void;
}
