import { z } from 'zod';
import { channels } from '../../core/dialog/index.ts';
import type { TurnStore } from '../../core/dialog/index.ts';
import { idSchema, momentSchema, resource } from '../resource.ts';
import type { Route } from '../route.ts';

const conversation = z.object({
  id: z.string(),
  channel: z.string(),
  personId: z.string().optional(),
  where: z.string().describe('Dialog and screen'),
  at: momentSchema,
});

/** Chat ids and phones are in a dialog's identifier; only the channel and a stub of it are told. */
const masked = (id: string): string => id.replace(/^([a-z]+:).*?(.{0,2})$/s, '$1…$2');

/** Dialogs under way: where people stand, never what was said. */
export const conversationRoutes = ({ turns }: { turns: Pick<TurnStore, 'list'> }): Route[] =>
  resource({
    name: 'conversations',
    module: 'conversations',
    one: 'a conversation',
    item: conversation,
    filters: { personId: idSchema.optional(), channel: z.enum(channels).optional() },
    sorts: ['at'],
    async list({ filter: { personId, channel }, skip, limit, sort }) {
      const { items, total } = await turns.list(
        { ...(personId ? { personId } : {}), ...(channel ? { channel } : {}) },
        { skip, limit, oldestFirst: sort === 'at' },
      );
      return { items: items.map((item) => ({ ...item, id: masked(item.id) })), total };
    },
  });
