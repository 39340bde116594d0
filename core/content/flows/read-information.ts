import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { ContentService } from '../content.service.ts';

export interface ReadInformationDeps {
  readonly content: ContentService;
}

/** G10: "Informations", pages and questions with their answers. */
export const readInformation = defineFlow<'list' | 'entry', { id: string }, ReadInformationDeps>({
  id: 'read-information',
  version: 1,
  start: 'list',
  menu: { label: t('content:menu'), order: 80 },
  shortcuts: [{ keywords: 'content:keywords' }],
  screens: {
    list: {
      show: ({ deps }) => ({
        text: t('content:choose'),
        options: deps.content.list().map(({ id, title }) => ({ value: id, label: title })),
      }),
      on: { choice: (_turn, id) => ({ go: 'entry', set: { id } }) },
    },
    entry: {
      show({ deps, data, surface }) {
        const { title, body } = deps.content.byId(data.id ?? '');
        return {
          text: surface.short ? [body] : [title, body],
          options: [{ value: 'list', label: t('content:another') }],
        };
      },
      on: { choice: () => ({ go: 'list' }) },
    },
  },
});
