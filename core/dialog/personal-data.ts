import type { PersonalData } from '../identity/types.ts';
import type { TurnStore } from './turn-store.ts';

const mostRows = 1_000;

/** Conversations hold ids only, and expire by themselves; a person's copy says where they have been. */
export const turnsPersonalData = ({ turns }: { turns: Pick<TurnStore, 'list' | 'eraseOf'> }): PersonalData => ({
  domain: 'conversations',
  collect: async (personId) =>
    (await turns.list({ personId }, { skip: 0, limit: mostRows })).items.map(({ channel, where, at }) => ({
      channel,
      where,
      at,
    })),
  erase: (personId) => turns.eraseOf(personId),
});
