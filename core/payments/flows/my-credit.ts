import { defineFlow } from '../../dialog/types.ts';
import type { Turn } from '../../dialog/types.ts';
import { money, t } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import type { Money } from '../../money.ts';
import type { RefundService } from '../refunds.service.ts';

export interface MyCreditDeps {
  readonly refunds: Pick<RefundService, 'refund' | 'creditsOf'>;
}

/** Asks for one sum back; false when its provider never does it. */
async function askBack(
  { currency }: Money,
  personId: string,
  { deps, turnId }: Turn<object, MyCreditDeps>,
): Promise<boolean> {
  try {
    const wish = { credit: { personId, currency }, reason: 'asked for by the payer', by: personId };
    const made = await deps.refunds.refund(wish, `${turnId}:${currency}`);
    return made.some(({ state }) => state !== 'failed');
  } catch (error) {
    if (isLisoloError(error, 'conflict') || isLisoloError(error, 'invalid_input')) return false;
    throw error;
  }
}

/** D4: whoever has paid too much sees it, and has it sent back to the wallet that paid. */
export const myCredit = defineFlow<'ask', object, MyCreditDeps>({
  id: 'my-credit',
  version: 1,
  start: 'ask',
  requires: ['consent', 'phone'],
  shortcuts: [{ keywords: 'payments:credit.keywords' }],
  screens: {
    ask: {
      async show({ deps, caller }) {
        const credits = caller.personId ? await deps.refunds.creditsOf(caller.personId) : [];
        if (credits.length === 0) return { text: t('payments:credit.none'), final: true };
        return {
          text: [...credits.map((sum) => t('payments:credit.have', { amount: money(sum) })), t('payments:credit.ask')],
          options: [
            { value: 'yes', label: t('payments:credit.yes') },
            { value: 'no', label: t('payments:credit.no') },
          ],
        };
      },
      on: {
        async choice(turn, value) {
          const { deps, caller } = turn;
          if (value !== 'yes' || !caller.personId) return { end: t('payments:credit.kept') };
          const asked: boolean[] = [];
          for (const sum of await deps.refunds.creditsOf(caller.personId))
            asked.push(await askBack(sum, caller.personId, turn));
          return { end: t(asked.includes(true) ? 'payments:credit.onTheWay' : 'payments:credit.otherwise') };
        },
      },
    },
  },
});
