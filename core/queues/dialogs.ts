import { bindFlow, type BoundFlow } from '../dialog/index.ts';
import { myTickets } from './flows/my-tickets.ts';
import { planJourney } from './flows/plan-journey.ts';
import { rateService } from './flows/rate-service.ts';
import { takeTicket } from './flows/take-ticket.ts';
import { tellMeWhen } from './flows/tell-me-when.ts';
import type { QueuingDeps } from './flows/words.ts';

/** What people who queue do. */
export const queueDialogs = (services: QueuingDeps): readonly BoundFlow[] => [
  // First: who says "my ticket" has one.
  bindFlow(myTickets, services),
  bindFlow(takeTicket, services),
  bindFlow(planJourney, services),
  bindFlow(tellMeWhen, services),
  bindFlow(rateService, services),
];
