import { z } from 'zod';
import type { ContentService } from '../../core/content/index.ts';
import { languages } from '../../core/dialog/index.ts';
import type { Speak } from '../../core/dialog/index.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';

const information = z.object({
  id: z.string(),
  kind: z.enum(['page', 'question']),
  title: z.string(),
  body: z.string(),
});

/** What people read under "Informations". */
export const contentRoutes = ({ content, speak }: { content: Pick<ContentService, 'list'>; speak: Speak }): Route[] => [
  defineRoute({
    method: 'get',
    path: '/content',
    summary: 'Lists pages and questions with their answers in one language',
    permission: 'content.read',
    query: z.object({ language: z.enum(languages).default('fr') }),
    response: z.object({ items: z.array(information) }),
    handler: ({ query }) =>
      Promise.resolve({
        items: content.list().map(({ id, kind, title, body }) => ({
          id,
          kind,
          title: speak(title, query.language),
          body: speak(body, query.language),
        })),
      }),
  }),
];
