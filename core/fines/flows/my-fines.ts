import { defineFlow } from '../../dialog/types.ts';
import type { Caller } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { VehicleService } from '../../vehicles/index.ts';
import { isPayable, type FineService } from '../fines.service.ts';
import type { Fine } from '../infraction.model.ts';
import { itemOf, plateParam } from './words.ts';

export interface MyFinesDeps {
  readonly fines: FineService;
  readonly vehicles: VehicleService;
}

async function finesOf({ personId, phone }: Caller, { fines, vehicles }: MyFinesDeps): Promise<Fine[]> {
  const plates = personId ? await vehicles.byOwner(personId) : [];
  const all = await fines.forPerson({ ...(personId ? { personId } : {}), ...(phone ? { phone } : {}), plates });
  return [...all.filter(isPayable), ...all.filter((fine) => !isPayable(fine) && fine.payments.length > 0)];
}

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
        const mine = await finesOf(caller, deps);
        if (mine.length === 0) return { text: t('fines:mine.none'), final: true };
        return {
          text: t('fines:mine.count', { count: mine.filter(isPayable).length }),
          options: mine.map((fine) => ({
            value: fine.id,
            label: isPayable(fine)
              ? t('fines:mine.item', { plate: plateParam(fine.plate), item: itemOf(fine, language) })
              : t('fines:list.paid', { reference: fine.reference }),
          })),
        };
      },
      on: {
        choice: (_turn, id) => ({ run: 'pay-fine', with: { fineIds: [id] }, then: 'list' }),
      },
    },
  },
});
