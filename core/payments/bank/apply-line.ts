import type { Clock } from '../../clock.ts';
import { isLisoloError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Deposits } from '../deposits.ts';
import { afterLooks } from '../looks.ts';
import type { BankLine } from './bank-line.model.ts';
import type { BankLineStore } from './bank-line.store.ts';
import { bankName } from './bank.provider.ts';

export interface ApplyLineDeps {
  readonly lines: BankLineStore;
  readonly deposits: Deposits;
  readonly clock: Clock;
  readonly log: Log;
}

/** Puts the money of a line whose debt is certain where it belongs: once, however often it is called. */
export function createApplyLine({ lines, deposits, clock, log }: ApplyLineDeps) {
  const apply = async ({ id, purpose, amount, currency, bank }: BankLine): Promise<void> => {
    if (!purpose) return;
    const deposit = { key: `bank-line:${id}`, provider: bankName, ref: id, purpose, means: bank };
    const payment = await deposits.take({ ...deposit, money: { amount, currency } });
    await lines.move(id, { to: 'applied', by: 'system', set: { paymentId: payment.id } });
  };

  return async (line: BankLine): Promise<BankLine> => {
    try {
      if (line.state === 'exact') await apply(line);
    } catch (error) {
      if (isLisoloError(error) && !error.retryable) {
        await lines.move(line.id, { to: 'refused', by: 'system', reason: error.code });
      } else {
        log.warn({ error, bankLineId: line.id }, 'a line of a statement could not be applied; it will be tried again');
        await lines.lookAgain(line.id, afterLooks(clock(), line.looks));
      }
    }
    return (await lines.byId(line.id)) ?? line;
  };
}
