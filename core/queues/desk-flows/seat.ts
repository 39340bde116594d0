import type { Caller, Looking, Turn } from '../../dialog/types.ts';
import type { Branch, OfficeFinder } from '../../organisations/index.ts';
import type { Counter } from '../counter.model.ts';
import type { QueueState } from '../queue.kinds.ts';
import type { CounterService, TicketService } from '../types.ts';

export type ScreenId =
  'branch' | 'counter' | 'desk' | 'more' | 'send' | 'give' | 'who' | 'queues' | 'queue' | 'reason' | 'found' | 'raise';

export interface Data {
  readonly branchId: string;
  /** The ticket that is sent on, or was looked up. */
  readonly ticketId: string;
  /** Where somebody is to queue, as `<queueId>:<serviceId>`. */
  readonly place: string;
  readonly queueId: string;
  readonly state: QueueState;
}

export interface WorkAtCounterDeps {
  readonly offices: Pick<OfficeFinder, 'ofStaff' | 'services' | 'service'>;
  readonly counters: CounterService;
  readonly tickets: Pick<TicketService, 'get' | 'standing'>;
}

export type Look = Looking<Data, WorkAtCounterDeps>;
export type Step = Turn<Data, WorkAtCounterDeps>;

/** Where an agent works now. */
export interface Seat {
  readonly counter: Counter;
  readonly branch: Branch;
}

export const idOf = ({ personId = '' }: Caller): string => personId;

export const branchesOf = async ({ caller, deps }: Pick<Look, 'caller' | 'deps'>): Promise<readonly Branch[]> =>
  deps.offices.ofStaff(idOf(caller));

/**
 * Found anew each time: a session may have been lost, the counter closed at the end of the day, and who has ceased to
 * work in a branch has no seat there any more.
 */
export async function seatOf(look: Pick<Look, 'caller' | 'deps'>): Promise<Seat | undefined> {
  const counter = await look.deps.counters.ofAgent(idOf(look.caller));
  const branch = counter && (await branchesOf(look)).find(({ id }) => id === counter.branchId);
  return branch && { counter, branch };
}
