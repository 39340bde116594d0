import { defineFlow } from '../../dialog/types.ts';
import type { Looking, Outcome, Turn } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import { isGuessablePin, isPin } from '../credentials.ts';
import { isStaffRole, staffFrom } from '../known-caller.ts';
import type { IdentityService } from '../types.ts';

type ScreenId = 'choose' | 'repeat';
interface Data {
  /** Set once this dialog has given the first PIN, so that it may be chosen again before it is repeated. */
  readonly mine: boolean;
}
interface Deps {
  readonly identity: IdentityService;
}

/** Whether this person may choose a PIN here; later only an administrator replaces one. */
async function mayChoose({ deps, caller, data }: Looking<Data, Deps>): Promise<'yes' | 'has one' | 'not staff'> {
  const person = caller.personId ? await deps.identity.byId(caller.personId) : undefined;
  if (!person?.roles.some(isStaffRole)) return 'not staff';
  return person.hasPin && !data.mine ? 'has one' : 'yes';
}
const reasons = { 'has one': t('identity:pin.already'), 'not staff': t('identity:pin.notStaff') };

async function choose(turn: Turn<Data, Deps>, typed: string): Promise<Outcome<ScreenId, Data>> {
  const allowed = await mayChoose(turn);
  if (allowed !== 'yes') return { done: false, notice: reasons[allowed] };
  const pin = typed.trim();
  if (!isPin(pin)) return { retry: t('identity:pin.bad') };
  if (isGuessablePin(pin)) return { retry: t('identity:pin.guessable') };
  await turn.deps.identity.setPin(turn.caller.personId ?? '', pin);
  return { go: 'repeat', set: { mine: true } };
}

async function repeat({ deps, caller, now }: Turn<Data, Deps>, typed: string): Promise<Outcome<ScreenId, Data>> {
  try {
    // Compared with the stored hash: the first one is kept nowhere else.
    await deps.identity.checkPin(caller.personId ?? '', typed.trim());
    return { done: true, notice: t('identity:pin.set'), caller: staffFrom(now) };
  } catch (error) {
    if (!isLisoloError(error, 'unauthenticated') && !isLisoloError(error, 'locked')) throw error;
    return { go: 'choose', notice: t('identity:pin.different') };
  }
}

/** The first PIN of somebody who has got a role. */
export const setPin = defineFlow<ScreenId, Data, Deps>({
  id: 'set-pin',
  version: 1,
  start: 'choose',
  screens: {
    choose: {
      secret: true,
      async show(looking) {
        const allowed = await mayChoose(looking);
        return { text: allowed === 'yes' ? t('identity:pin.choose') : reasons[allowed] };
      },
      on: { text: choose },
    },
    repeat: { secret: true, show: () => ({ text: t('identity:pin.repeat') }), on: { text: repeat } },
  },
});
