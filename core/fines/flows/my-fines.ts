import { defineFlow } from '../../dialog/types.ts';
import type { Caller } from '../../dialog/types.ts';
import { money, t } from '../../dialog/words.ts';
import type { RefundService } from '../../payments/index.ts';
import type { VehicleService } from '../../vehicles/index.ts';
import { isPayable, type FineService } from '../fines.service.ts';
import type { Fine } from '../infraction.model.ts';
import { itemOf, plateParam } from './words.ts';

export interface MyFinesDeps {
  readonly fines: FineService;
  readonly vehicles: VehicleService;
  readonly refunds: Pick<RefundService, 'creditsOf'>;
}

/** Marks the choice of what was paid too much. */
const credit = 'credit';

/** Every fine that concerns the person, oldest first. */
export async function concerning(
  { personId, phone }: Caller,
  { fines, vehicles }: Pick<MyFinesDeps, 'fines' | 'vehicles'>,
): Promise<Fine[]> {
  const plates = personId ? await vehicles.byOwner(personId) : [];
  return fines.forPerson({ ...(personId ? { personId } : {}), ...(phone ? { phone } : {}), plates });
}

/** Whoever only contests a fine has no right to its receipts; the others are asked for where they are shown. */
async function isOnOwnPlate(
  fineId: string,
  { personId }: Caller,
  { fines, vehicles }: Pick<MyFinesDeps, 'fines' | 'vehicles'>,
): Promise<boolean> {
  const [fine, own] = [await fines.byId(fineId), personId ? await vehicles.byOwner(personId) : []];
  return own.some(({ country, plate }) => country === fine?.country && plate === fine.plate);
}

/** What is to be paid, then what was contested by the person, then what is paid. */
async function listed(
  caller: Caller,
  deps: MyFinesDeps,
): Promise<{ fine: Fine; label: 'pay' | 'contested' | 'paid' }[]> {
  const all = await concerning(caller, deps);
  const closed = all.filter((fine) => !isPayable(fine));
  const contested = closed.filter(({ contestations }) => contestations.some((one) => one.personId === caller.personId));
  const paid = closed.filter((fine) => fine.payments.length > 0 && !contested.includes(fine));
  return [
    ...all.filter(isPayable).map((fine) => ({ fine, label: 'pay' as const })),
    ...contested.map((fine) => ({ fine, label: 'contested' as const })),
    ...paid.map((fine) => ({ fine, label: 'paid' as const })),
  ];
}

const labelFor = { contested: 'contestations:which.contested', paid: 'fines:list.paid' } as const;

/** C6: the fines of the person, of their vehicles and of their phone. */
export const myFines = defineFlow<'list', object, MyFinesDeps>({
  id: 'my-fines',
  version: 1,
  start: 'list',
  requires: ['consent', 'phone'],
  shortcuts: [{ keywords: 'fines:mine.keywords' }],
  screens: {
    list: {
      async show({ caller, deps, language }) {
        const mine = await listed(caller, deps);
        const credits = caller.personId ? await deps.refunds.creditsOf(caller.personId) : [];
        if (mine.length === 0 && credits.length === 0) return { text: t('fines:mine.none'), final: true };
        return {
          text: t('fines:mine.count', { count: mine.filter(({ fine }) => isPayable(fine)).length }),
          options: [
            ...credits.map((sum) => ({ value: credit, label: t('payments:credit.entry', { amount: money(sum) }) })),
            ...mine.map(({ fine, label }) => ({
              value: fine.id,
              label:
                label === 'pay'
                  ? t('fines:mine.item', { plate: plateParam(fine.plate), item: itemOf(fine, language) })
                  : t(labelFor[label], { reference: fine.reference }),
            })),
          ],
        };
      },
      on: {
        async choice({ caller, deps }, value) {
          if (value === credit) return { run: 'my-credit', then: 'list' };
          const entitled = await isOnOwnPlate(value, caller, deps);
          return { run: 'pay-fine', with: { fineIds: [value], entitled }, then: 'list' };
        },
      },
    },
  },
});
