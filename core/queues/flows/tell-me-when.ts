import { defineFlow, type Outcome, type Turn } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { ownTicket, personOf, refusal, type QueuingDeps } from './words.ts';

interface Data {
  readonly ticketId: string;
}
type Step = Turn<Data, QueuingDeps>;
type ScreenId = 'ask' | 'own';
type Next = Outcome<ScreenId, Data>;

const usual = [1, 2, 3, 5, 10];
const most = 100;
const never = 'never';
const own = 'own';

async function tell(turn: Step, ahead: number | undefined): Promise<Next> {
  const { data, deps } = turn;
  try {
    await deps.tickets.tellWhen({
      ticketId: data.ticketId ?? '',
      personId: personOf(turn),
      ...(ahead === undefined ? {} : { ahead }),
    });
    return {
      done: ahead,
      notice: ahead === undefined ? t('queues:tell.never') : t('queues:tell.done', { count: ahead }),
    };
  } catch (error) {
    return { done: undefined, notice: refusal(error) };
  }
}

function typed(turn: Step, text: string): Next | Promise<Next> {
  const ahead = /^\d{1,3}$/.test(text.trim()) ? Number(text.trim()) : 0;
  return ahead >= 1 && ahead <= most ? tell(turn, ahead) : { retry: t('queues:tell.notOne', { most }) };
}

/** E4: "tell me when so many are before me". */
export const tellMeWhen = defineFlow<ScreenId, Data, QueuingDeps>({
  id: 'tell-me-when',
  version: 1,
  start: 'ask',
  requires: ['consent'],
  screens: {
    ask: {
      async show(look) {
        const ticket = await ownTicket(look);
        if (!ticket) return { text: t('queues:ticket.gone'), final: true };
        return {
          text: t('queues:tell.ask'),
          options: [
            ...usual.map((count) => ({ value: String(count), label: t('queues:tell.before', { count }) })),
            { value: own, label: t('queues:tell.own') },
            { value: never, label: t('queues:tell.no') },
          ],
        };
      },
      on: {
        choice: (turn, value) =>
          value === own ? { go: 'own' } : tell(turn, value === never ? undefined : Number(value)),
      },
    },
    // Apart, since a number that is typed beside choices is the number of a choice.
    own: { show: () => ({ text: t('queues:tell.ownAsk', { most }) }), on: { text: typed } },
  },
});
