import { countries } from '../../countries/index.ts';
import { defineFlow } from '../../dialog/types.ts';
import type { Outcome, Turn } from '../../dialog/types.ts';
import { moment, t } from '../../dialog/words.ts';
import type { Words } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import { isPin } from '../credentials.ts';
import { isStaffRole, staffFrom } from '../known-caller.ts';
import type { IdentityService } from '../types.ts';

type ScreenId = 'enter' | 'set';
type Data = Record<string, never>;
interface Deps {
  readonly identity: IdentityService;
}

/** Why a PIN was not taken, for the person; undefined for anything that is no such reason. */
function refusalOf(error: unknown, { caller }: Turn<Data, Deps>): Words | undefined {
  if (isLisoloError(error, 'unauthenticated'))
    return t('identity:pin.wrong', { count: Number(error.details['triesLeft']) });
  if (!isLisoloError(error, 'locked')) return undefined;
  const until = new Date(String(error.details['until']));
  return t('identity:pin.locked', { until: moment(until, countries[caller.country].timeZone, 'time') });
}

async function check(turn: Turn<Data, Deps>, typed: string): Promise<Outcome<ScreenId, Data>> {
  const pin = typed.trim();
  if (!turn.caller.personId) return { done: false, notice: t('identity:pin.notStaff') };
  if (!isPin(pin)) return { retry: t('identity:pin.bad') };
  try {
    await turn.deps.identity.checkPin(turn.caller.personId, pin);
    return { done: true, caller: staffFrom(turn.now) };
  } catch (error) {
    if (isLisoloError(error, 'not_found')) return { go: 'set' };
    const reason = refusalOf(error, turn);
    if (reason === undefined) throw error;
    return isLisoloError(error, 'locked') ? { done: false, notice: reason } : { retry: reason };
  }
}

/** What staff type before they act; it counts for a quarter of an hour in this dialog. */
export const enterPin = defineFlow<ScreenId, Data, Deps>({
  id: 'enter-pin',
  version: 1,
  start: 'enter',
  screens: {
    enter: {
      secret: true,
      async show({ deps, caller }) {
        const person = caller.personId ? await deps.identity.byId(caller.personId) : undefined;
        if (!person?.roles.some(isStaffRole)) return { text: t('identity:pin.notStaff') };
        if (person.hasPin) return { text: t('identity:pin.enter') };
        return { text: t('identity:pin.none'), options: [{ value: 'choose', label: t('identity:pin.chooseNow') }] };
      },
      on: {
        text: check,
        choice: () => ({ run: 'set-pin', then: 'set' }),
      },
    },
    set: {
      show: () => ({
        text: t('identity:pin.none'),
        options: [{ value: 'choose', label: t('identity:pin.chooseNow') }],
      }),
      on: {
        choice: () => ({ run: 'set-pin', then: 'set' }),
        returned: ({ now }, chosen) => (chosen === true ? { done: true, caller: staffFrom(now) } : { done: false }),
      },
    },
  },
});
