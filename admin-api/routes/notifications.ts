import { z } from 'zod';
import { noticeStates } from '../../core/notifications/index.ts';
import type { NotificationService } from '../../core/notifications/index.ts';
import { idSchema, momentSchema, resource } from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';

const notice = z.object({
  id: z.string(),
  key: z.string(),
  personId: z.string().optional(),
  state: z.string(),
  attempts: z.int(),
  essential: z.boolean(),
  createdAt: momentSchema,
  nextAttemptAt: momentSchema.optional(),
  route: z.string().optional(),
  providerId: z.string().optional(),
  reason: z.string().optional(),
  history: z.array(
    z.object({
      at: momentSchema,
      state: z.string(),
      by: z.string(),
      route: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
});

/** The outbox: what became of each notice. */
export const notificationRoutes = ({
  notifications,
}: {
  notifications: Pick<NotificationService, 'list' | 'retry'>;
}): Route[] => [
  ...resource({
    name: 'notifications',
    module: 'notifications',
    one: 'a notice',
    item: notice,
    filters: { personId: idSchema.optional(), state: z.enum(noticeStates).optional() },
    sorts: ['createdAt'],
    list: ({ filter: { personId, state }, skip, limit, sort }) =>
      notifications.list({
        filter: { ...(personId ? { personId } : {}), ...(state ? { state } : {}) },
        page: { offset: skip, limit, oldestFirst: sort === 'createdAt' },
      }),
  }),
  defineRoute({
    method: 'post',
    path: '/notifications/:id/retry',
    summary: 'Queues a failed notice again',
    permission: 'notifications.retry',
    params: z.strictObject({ id: idSchema }),
    audit: 'notifications.retry',
    idempotent: true,
    handler: ({ params, caller }) => notifications.retry(params.id, caller.personId),
  }),
];
