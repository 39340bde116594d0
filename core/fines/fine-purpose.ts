import { t } from '../dialog/words.ts';
import { LisoloError } from '../errors.ts';
import { showPlate } from '../plates/index.ts';
import type { PayableDescription, PayablePurpose } from '../payments/index.ts';
import type { FineService } from './fines.service.ts';
import { isPayable } from './fines.service.ts';
import type { Fine } from './infraction.model.ts';
import { payableStates } from './infraction.states.ts';

const separator = '+';

/** The purpose of a payment for one fine, or for several of one currency, paid in this order. */
export const finePurpose = (fineIds: readonly string[]): { kind: 'fine'; id: string } => ({
  kind: 'fine',
  id: fineIds.join(separator),
});
export const finesOfPurpose = (id: string): string[] => id.split(separator);

function describe(fines: readonly Fine[], ussdCode: string): PayableDescription {
  const first = fines[0];
  if (!first) throw new LisoloError('not_found', { reason: 'fine' });
  const references = fines.map(({ reference }) => reference);
  const ownerId = fines.find((fine) => fine.ownerId)?.ownerId;
  return {
    title:
      fines.length === 1
        ? t('fines:payable.one', { reference: first.reference, plate: showPlate(first.plate) })
        : t('fines:payable.several', { count: fines.length, plate: showPlate(first.plate) }),
    reference: first.reference,
    country: first.country,
    plate: first.plate,
    account: `fines:${first.country}`,
    details: [
      { label: t('fines:label.plate'), value: showPlate(first.plate) },
      { label: t('fines:label.reference'), value: references.join(', ') },
      ...fines.map((fine) => ({
        label: t('fines:label.infraction'),
        value: `${fine.type.labels.fr} (${fine.type.article})`,
      })),
    ],
    ...(ownerId ? { ownerId } : {}),
    again: t('fines:payable.again', {
      code: ussdCode,
      typed: fines.length === 1 ? first.shortCode : showPlate(first.plate),
    }),
  };
}

/** Lets fines be paid through core/payments; `ussdCode` is what people dial, `*384*123#`. */
export function createFinePurpose(fines: FineService, ussdCode: string): PayablePurpose {
  const all = async (id: string): Promise<Fine[]> => {
    const ids = finesOfPurpose(id);
    const found = await fines.byIds(ids);
    if (found.length !== new Set(ids).size) throw new LisoloError('not_found', { reason: 'fine' });
    return ids.flatMap((fineId) => found.filter((fine) => fine.id === fineId));
  };

  return {
    kind: 'fine',
    describe: async (id) => describe(await all(id), ussdCode),

    async remaining(id) {
      const found = await all(id);
      const currency = found[0]?.due.currency;
      if (!currency || found.some((fine) => fine.due.currency !== currency))
        throw new LisoloError('invalid_input', { reason: 'currencies' });
      return { amount: found.filter(isPayable).reduce((sum, fine) => sum + fine.remaining.amount, 0), currency };
    },

    async reserve({ id, ...wish }) {
      const taken: string[] = [];
      const open = (await all(id)).filter(({ state }) => payableStates.includes(state)).map((fine) => fine.id);
      if (open.length === 0) throw new LisoloError('conflict', { reason: 'nothing is due' });
      try {
        for (const fineId of open) {
          await fines.reserve({ fineId, ...wish });
          taken.push(fineId);
        }
      } catch (error) {
        for (const fineId of taken) await fines.release({ fineId, paymentId: wish.paymentId });
        throw error;
      }
    },

    async release({ id, paymentId }) {
      for (const fineId of finesOfPurpose(id)) await fines.release({ fineId, paymentId });
    },

    async apply({ id, paymentId, money, at }) {
      // Each fine remembers what this payment brought it, so going through the list again gives the same sums.
      let left = money.amount;
      for (const fineId of finesOfPurpose(id)) {
        const { applied } = await fines.applyPayment({ fineId, paymentId, money: { ...money, amount: left }, at });
        left -= applied;
      }
      return { applied: money.amount - left, excess: left };
    },
  };
}
