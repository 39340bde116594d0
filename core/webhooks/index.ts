export { breakerStates, type Breaker, type BreakerState } from './breaker.ts';
export { type Deliveries, type DeliveryFilter } from './deliveries.ts';
export { type Delivery, type DeliveryAnswer } from './delivery.model.ts';
export { deliveryStates, type DeliveryState } from './delivery.states.ts';
export { type PingResult } from './pinging.ts';
export { type Subscription } from './subscription.model.ts';
export {
  type NewSubscription,
  type SubscriptionChange,
  type Subscriptions,
  type SubscriptionWithSecret,
} from './subscriptions.ts';
export type { WebhookEvent, Webhooks } from './types.ts';
export { webhookJobs, type WebhookJobsDeps } from './webhooks.jobs.ts';
export { createWebhooksPart, type WebhooksPart } from './webhooks-part.ts';
