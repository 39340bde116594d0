import type { Connection } from 'mongoose';
import { t, type Param, type Words } from '../../dialog/words.ts';
import type { IdentityService } from '../../identity/index.ts';
import { whereAsked, type NotificationService } from '../../notifications/index.ts';
import type { OfficeFinder } from '../../organisations/index.ts';
import { counterName } from '../counter-name.ts';
import { counterModel } from '../counter.model.ts';
import type { Ticket } from '../ticket.model.ts';

export interface TellingDeps {
  readonly connection: Connection;
  readonly offices: Pick<OfficeFinder, 'branch' | 'service'>;
  readonly identity: Pick<IdentityService, 'byId'>;
  readonly notifications: Pick<NotificationService, 'notify'>;
  /** `*384*123#`. */
  readonly ussdCode: string;
}

/** Says something of a ticket to whoever holds it, each piece of news once. */
export function createTelling(deps: TellingDeps) {
  const counters = counterModel(deps.connection);

  async function factsOf(ticket: Ticket): Promise<Record<string, Param>> {
    const { branchId, serviceId, history } = ticket;
    const counterId = ticket.counterId ?? history.findLast((change) => change.counterId !== undefined)?.counterId;
    const [branch, service, counter] = await Promise.all([
      deps.offices.branch(branchId),
      deps.offices.service(serviceId),
      counterId === undefined ? undefined : counters.findById(counterId, { name: 1 }).lean(),
    ]);
    return {
      number: ticket.number,
      service: service?.name ?? '',
      branch: branch ? `${branch.organisationName}, ${branch.name}` : '',
      counter: counterName(counter?.name ?? '', 'inside'),
      // Where there is a chat, one writes there; on a phone one dials.
      way: t('queues:mine.reach', { code: deps.ussdCode }),
    };
  }

  /** `what` is a text of `queues:told` and, with the number of the call, the name of the news. */
  return async function tell(
    ticket: Ticket,
    what: string,
    {
      params = {},
      more = [],
      twice = '',
      essential = true,
    }: {
      readonly params?: Record<string, Param>;
      readonly more?: readonly Words[];
      /** What makes it other news, where the same is told of a ticket more than once. */
      readonly twice?: string | number;
      readonly essential?: boolean;
    } = {},
  ): Promise<void> {
    // Of a ticket that the branch has printed, and of somebody who is forgotten.
    if (!ticket.personId) return;
    await deps.notifications.notify({
      key: `ticket:${ticket.id}:${what}:${ticket.calls}${twice === '' ? '' : `:${twice}`}`,
      to: await whereAsked(deps.identity, { personId: ticket.personId ?? '', channel: ticket.channel }),
      body: [t(`queues:told.${what}`, { ...(await factsOf(ticket)), ...params }), ...more],
      country: ticket.country,
      essential,
    });
  };
}

export type Telling = ReturnType<typeof createTelling>;
