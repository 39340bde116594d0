import { parsePhone } from '../../countries/index.ts';
import { defineFlow } from '../../dialog/types.ts';
import type { Outcome, Turn, View } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { toKnownCaller } from '../known-caller.ts';
import type { IdentityService } from '../types.ts';

type Data = Record<string, never>;
interface Deps {
  readonly identity: IdentityService;
}

async function link(
  { deps, caller }: Turn<Data, Deps>,
  contact: { readonly phone: string; readonly own: boolean },
): Promise<Outcome<'ask', Data>> {
  if (!contact.own) return { retry: t('identity:phone.notOwn') };
  const phone = parsePhone(contact.phone, caller.country);
  if (!phone) return { retry: t('errors:invalid_input') };
  const notice = t('identity:phone.linked');
  // Before the consent the number lives in this dialog only.
  if (caller.consent !== 'given') return { done: true, notice, caller: { phone } };
  return { done: true, notice, caller: toKnownCaller(await deps.identity.linkPhone(caller, phone)) };
}

const later = { value: 'later', label: t('identity:phone.later') };
const goOn = { value: 'continue', label: t('identity:phone.continue') };

/** A8: the phone that joins a chat account to the same person on USSD; the channel vouches that it is the sender's own. */
export const sharePhone = defineFlow<'ask', Data, Deps>({
  id: 'share-phone',
  version: 1,
  start: 'ask',
  screens: {
    ask: {
      show({ caller, surface }): View {
        if (caller.phone) return { text: t('identity:phone.known'), options: [goOn] };
        if (!surface.accepts.includes('contact')) return { text: t('identity:phone.elsewhere'), options: [later] };
        return { text: t('identity:phone.ask'), hints: { contact: t('identity:phone.hint') }, options: [later] };
      },
      on: {
        contact: link,
        choice: ({ caller }) => ({ done: caller.phone !== undefined }),
        text: () => ({ retry: t('identity:phone.typed') }),
      },
    },
  },
});
