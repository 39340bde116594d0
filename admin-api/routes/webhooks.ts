import { z } from 'zod';
import { categoryCodes, isKnownArea, reportWebhookTypes } from '../../core/reports/index.ts';
import { breakerStates, deliveryStates, type Subscription, type WebhooksPart } from '../../core/webhooks/index.ts';
import { changed } from '../changed.ts';
import { idSchema, momentSchema, resource, revision, yesNoSchema } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';

export type WebhookRoutesDeps = Pick<WebhooksPart, 'webhookSubscriptions' | 'webhookDeliveries' | 'pingWebhook'>;

const checking = [
  'Each event is posted as JSON with the headers `Lisolo-Event`, `Lisolo-Delivery` (the same at each try: take what you',
  'have taken already for done) and `Lisolo-Signature: t=<unix seconds>,v1=<hex>`. To check it, make the HMAC-SHA256 of',
  '`<t>.<body as it came, to the last byte>` with the secret, whole and as it is, as the key; compare its hexadecimal',
  'digits with every `v1`, in constant time: one that is equal is enough (there are two for a day after the secret was',
  'changed). Refuse what is more than five minutes old by `t`. Answer 2xx within ten seconds; 410 switches the subscription',
  'off; anything else, redirects too, is tried again for a day, after 30 seconds at first and every six hours at last, and',
  'when `Retry-After` says so. Events of one report come in the order of `sequence`. In Node:',
  "`crypto.createHmac('sha256', secret).update(t + '.' + rawBody).digest('hex')`.",
].join(' ');

export const areaSchema = z
  .string()
  .max(100)
  .refine(
    (area) => isKnownArea(area),
    'must be a country (CD), a region (CD/kinshasa), a city (kinshasa.cd) or a commune (kinshasa.cd/Limete) that is known',
  );
const fields = z
  .object({
    url: z.url({ protocol: /^https?$/ }).max(2_000).describe('On the public internet, in production by https; no redirect is followed'),
    events: z.array(z.enum(reportWebhookTypes)).min(1).max(reportWebhookTypes.length),
    areas: z.array(areaSchema).max(100).describe('Countries, regions, cities, communes: CD, CD/kinshasa, kinshasa.cd, kinshasa.cd/Limete. None: everywhere'),
    categories: z.array(z.enum(categoryCodes)).max(categoryCodes.length).describe('None: all. What leaves them is told by a last `report.category_changed`'),
    description: z.string().trim().max(200),
  })
  .partial(); // prettier-ignore

const subscription = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  areas: z.array(z.string()),
  categories: z.array(z.string()),
  description: z.string(),
  active: z.boolean(),
  offBecause: z.string().optional().describe('`gone`: the target has answered 410'),
  olderSecretUntil: momentSchema.optional().describe('Until then there are two good secrets'),
  breaker: z
    .object({
      state: z.enum(breakerStates),
      failures: z.int().describe('In a row'),
      openings: z.int(),
      until: momentSchema.optional().describe('When it is tried again'),
    })
    .describe('After five failures in a row the target rests, first for a minute and at last for an hour at a time'),
  quietUntil: momentSchema.optional().describe('The target has asked to be left alone until then'),
  revision: z.int().describe('Counts changes'),
  createdAt: momentSchema,
});
const withSecret = subscription.extend({ secret: z.string().describe('Shown this once') });

const answer = z.object({
  at: momentSchema,
  status: z.int().optional().describe('Absent where nothing was answered'),
  reason: z
    .string()
    .optional()
    .describe(
      'Why it was no delivery: `status`, `gone`, `timeout`, `bad_certificate`, `broken_line`, `unknown_host`, ...',
    ),
  text: z.string().optional().describe('The first 500 characters'),
  tookMs: z.int(),
});
const delivery = z.object({
  id: z.string(),
  subscriptionId: z.string(),
  type: z.string(),
  subject: z.string(),
  sequence: z.int(),
  state: z.enum(deliveryStates),
  attempts: z.int(),
  nextTryAt: momentSchema.optional(),
  last: answer.optional(),
  endedAt: momentSchema.optional(),
  createdAt: momentSchema,
  request: z
    .object({ headers: z.record(z.string(), z.string()), body: z.string() })
    .optional()
    .describe('Without the signature; left out in lists'),
});

const deliveryId = z.string().regex(/^[0-9a-f]{24}:[0-9a-f]{24}:\d{1,9}$/, 'must be an identifier of a delivery');
const byId = z.strictObject({ id: idSchema });

/** Addresses may hold keys of the other system: the audit log gets the machine only. */
const audited = <T extends Partial<Subscription>>({ url, breaker: _breaker, ...rest }: T) => ({
  ...rest,
  ...(url === undefined ? {} : { machine: new URL(url).host }),
});

/** F8: other systems that hear what happens. */
export function webhookRoutes({ webhookSubscriptions, webhookDeliveries, pingWebhook }: WebhookRoutesDeps): Route[] {
  return [
    ...resource({
      name: 'webhooks',
      module: 'webhooks',
      one: 'a subscription',
      item: subscription,
      filters: { active: yesNoSchema.optional() },
      sorts: ['createdAt'],
      list: ({ filter, ...page }) => webhookSubscriptions.page(filter, page),
      get: (id) => webhookSubscriptions.one(id),
      update: revision({
        body: z.strictObject({ ...fields.shape, active: z.boolean().optional() }),
        async run({ params, body, note }, seen: Subscription | undefined) {
          const { before, after } = await webhookSubscriptions.update(params.id, body, seen);
          note(changed(audited(before), audited(after)));
          return after;
        },
      }),
    }),
    defineRoute({
      method: 'post',
      path: '/webhooks',
      summary: 'Adds a subscription to events, and shows its secret this once',
      description: checking,
      permission: 'webhooks.create',
      body: z.strictObject(fields.required({ url: true, events: true }).shape),
      response: withSecret,
      status: 201,
      audit: 'webhooks.create',
      async handler({ body, note }) {
        const { secret, ...made } = await webhookSubscriptions.create(body);
        note({ after: audited(made) });
        return { ...made, secret };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/webhooks/:id',
      summary: 'Removes a subscription with all that was kept for it',
      permission: 'webhooks.delete',
      params: byId,
      audit: 'webhooks.delete',
      handler: ({ params }) => webhookSubscriptions.remove(params.id),
    }),
    defineRoute({
      method: 'post',
      path: '/webhooks/:id/rotate',
      summary: 'Makes a new secret, shown this once; the one before is good for a day more',
      permission: 'webhooks.rotate',
      params: byId,
      response: withSecret,
      audit: 'webhooks.rotate',
      handler: ({ params }) => webhookSubscriptions.rotate(params.id),
    }),
    defineRoute({
      method: 'post',
      path: '/webhooks/:id/ping',
      summary: 'Posts an event of the type `ping` at once, and shows what was answered',
      permission: 'webhooks.ping',
      params: byId,
      response: z.object({ delivered: z.boolean(), answer }),
      audit: 'webhooks.ping',
      handler: ({ params }) => pingWebhook(params.id),
    }),
    defineRoute({
      method: 'post',
      path: '/webhooks/:id/replay',
      summary: 'Sends all dead deliveries of a subscription again',
      permission: 'webhooks.replay',
      params: byId,
      response: z.object({ replayed: z.int() }),
      audit: 'webhooks.replay',
      idempotent: true,
      handler: async ({ params }) => ({ replayed: await webhookDeliveries.replayAll(params.id) }),
    }),
    ...resource({
      name: 'webhook-deliveries',
      module: 'webhooks',
      one: 'a delivery',
      item: delivery,
      id: deliveryId,
      filters: { subscriptionId: idSchema.optional(), state: z.enum(deliveryStates).optional() },
      sorts: ['createdAt'],
      list: ({ filter, ...page }) => webhookDeliveries.page(filter, page),
      get: (id) => webhookDeliveries.one(id),
    }),
    defineRoute({
      method: 'post',
      path: '/webhook-deliveries/:id/replay',
      summary: 'Sends a dead delivery again, before what is newer of the same report',
      permission: 'webhooks.replay',
      params: z.strictObject({ id: deliveryId }),
      response: delivery,
      audit: 'webhooks.replay',
      idempotent: true,
      handler: ({ params }) => webhookDeliveries.replay(params.id),
    }),
  ];
}
