import type { Looking } from '../../dialog/types.ts';
import { money, t, type Text, type Words } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import type { Branch, OfficeFinder, OfficeService } from '../../organisations/index.ts';
import type { Ticket } from '../ticket.model.ts';
import type { CounterService, ExpectedWait, Standing, TicketService } from '../types.ts';

/** What people who queue ask for. */
export interface QueuingDeps {
  readonly tickets: TicketService;
  readonly offices: Pick<OfficeFinder, 'branch' | 'service'>;
  readonly counters: Pick<CounterService, 'ofBranch'>;
}

/** Who speaks. Whoever has not agreed never comes here. */
export const personOf = ({ caller }: Pick<Looking<object, unknown>, 'caller'>): string => caller.personId ?? '';

export const placeName = ({ organisationName, name }: Branch): string => `${organisationName}, ${name}`;

/** "20 to 40 min", and whether the branch only says so. */
export const waitText = ({ from, to, basis }: ExpectedWait): Text => t(`queues:wait.${basis}`, { from, to });

/** How many are before a ticket, and how long that may take. */
export const standingText = ({ ahead, wait }: Standing): Text =>
  t('queues:ahead', { count: ahead, from: wait.from, to: wait.to });

/** What to bring, and what it costs. */
export const toBring = ({ documents, cost }: OfficeService): Words[] => [
  ...(documents.length > 0 ? [t('queues:bring', { documents: documents.join(', ') })] : []),
  ...(cost ? [t('queues:cost', { amount: money(cost) })] : []),
];

const sayable = [
  'already_waiting', 'full', 'closed', 'appointment_only', 'by_office_only', 'paused', 'before_hours', 'after_hours', 'nobody_behind', 'postponed_enough',
  'held_before', 'came_back_before', 'too_late', 'not_served', 'rated_before',
]; // prettier-ignore

/** Why something was not done, in a sentence; what is no refusal is thrown on. */
export function refusal(error: unknown): Text {
  if (isLisoloError(error, 'illegal_transition')) return t('queues:refused.changed');
  const reason = isLisoloError(error, 'conflict') ? String(error.details['reason']) : '';
  if (!sayable.includes(reason)) throw error;
  return t(`queues:refused.${reason}`);
}

/** A ticket, as long as it is the caller's. */
export async function ownTicket(
  looking: Pick<Looking<{ readonly ticketId: string }, QueuingDeps>, 'data' | 'deps' | 'caller'>,
): Promise<Ticket | undefined> {
  const { ticketId } = looking.data;
  const ticket = ticketId === undefined ? undefined : await looking.deps.tickets.get(ticketId);
  return ticket?.personId === personOf(looking) ? ticket : undefined;
}

/** "A012 Consultation" */
export async function ticketLabel({ number, serviceId }: Ticket, { offices }: QueuingDeps): Promise<string> {
  const service = await offices.service(serviceId);
  return `${number} ${service?.name ?? ''}`.trim();
}
