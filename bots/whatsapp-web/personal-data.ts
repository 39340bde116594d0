import type { IdentityService, PersonalData } from '../../core/identity/index.ts';
import type { ChatBook } from './chat-book.ts';

/** What is held of a person here: that they wrote, where and when. */
export function createPersonalData(deps: { book: ChatBook; identity: Pick<IdentityService, 'byId'> }): PersonalData {
  const addressesOf = async (personId: string): Promise<string[]> => {
    const person = await deps.identity.byId(personId);
    return (person?.addresses ?? []).flatMap(({ channel, address }) => (channel === 'whatsapp' ? [address] : []));
  };
  return {
    domain: 'whatsapp',
    collect: async (personId) => deps.book.entries(await addressesOf(personId)),
    async erase(personId) {
      for (const address of await addressesOf(personId)) await deps.book.forget(address);
    },
  };
}
