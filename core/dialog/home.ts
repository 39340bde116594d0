import type { BoundFlow } from './registry.ts';
import { defineFlow } from './types.ts';
import type { Caller, Channel, Flow } from './types.ts';
import { t } from './words.ts';

export const homeId = 'home';

export interface HomeDeps {
  /** Dialogs with a menu entry that this caller may open here, in the menu's order. */
  entries(caller: Caller, channel: Channel): readonly BoundFlow[];
}

/** The main menu: every dialog that has a `menu` entry, for whoever may open it. */
export const home: Flow<'menu', Record<string, never>, HomeDeps> = defineFlow({
  id: homeId,
  version: 1,
  start: 'menu',
  screens: {
    menu: {
      show: ({ deps, caller, surface }) => ({
        text: t('dialog:home'),
        options: deps
          .entries(caller, surface.channel)
          .flatMap(({ flow: { id, menu } }) =>
            menu && (menu.roles?.some((role) => caller.roles.includes(role)) ?? true)
              ? [{ value: id, label: menu.label }]
              : [],
          ),
      }),
      on: { choice: (_turn, flowId) => ({ run: flowId }) },
    },
  },
});

export const inMenuOrder = (flows: readonly BoundFlow[]): readonly BoundFlow[] =>
  flows
    .filter(({ flow }) => flow.menu !== undefined)
    .sort((a, b) => (a.flow.menu?.order ?? 0) - (b.flow.menu?.order ?? 0));
