import type { CountryCode } from '../../dialog/types.ts';
import { defineFlow } from '../../dialog/types.ts';
import { money, t } from '../../dialog/words.ts';
import { vehicleLine } from '../../vehicles/index.ts';
import { isPayable } from '../fines.service.ts';
import {
  aboutVehicle, byEither, byLatePhoto, byPhoto, byReference, choiceOpened, listedFine, listedReceipts, listOpened, openList, plateAlone,
  plateRead, prefixAlone, receiptOf, type Data, type FindFinesDeps, type ScreenId,
} from './find-fines.steps.ts'; // prettier-ignore
import { mayHaveReceipts } from './receipt-access.ts';
import { itemOf, ofOneCurrency, plateParam, totalOf } from './words.ts';

export type { FindFinesDeps } from './find-fines.steps.ts';

/** C6: the way to the fines of a plate, of a reference, or of the person. */
export const fines = defineFlow<ScreenId, Data, FindFinesDeps>({
  id: 'fines',
  version: 1,
  start: 'how',
  menu: { label: t('fines:menu'), order: 10 },
  shortcuts: [
    { keywords: 'fines:keywords' },
    { text: plateAlone, screen: 'list' },
    { text: prefixAlone, screen: 'choose' },
  ],
  screens: {
    how: {
      show: () => ({
        text: t('fines:how.ask'),
        options: [
          { value: 'plate', label: t('fines:how.plate') },
          { value: 'reference', label: t('fines:how.reference') },
          { value: 'mine', label: t('fines:how.mine') },
        ],
        hints: { photo: t('fines:photo.hint') },
      }),
      on: {
        choice: (_turn, way) =>
          way === 'mine' ? { run: 'my-fines', then: 'how' } : { go: way === 'plate' ? 'plate' : 'reference' },
        text: byEither,
        photo: byPhoto,
      },
    },
    plate: {
      show: ({ caller }) => ({ text: t(`fines:plate.ask.${caller.country}`), hints: { photo: t('fines:photo.hint') } }),
      on: { text: byEither, photo: byPhoto, returned: plateRead },
    },
    choose: {
      async show({ data, deps }) {
        const matches = await deps.plates.startingWith(data.prefix ?? '');
        const vehicles = await Promise.all(matches.map(({ country, plate }) => deps.vehicles.byPlate(country, plate)));
        return {
          text: t('fines:plate.choose', { prefix: data.prefix ?? '' }),
          options: matches.map(({ country, plate }, index) => {
            const vehicle = vehicles[index];
            const label = [plateParam(plate), ...(vehicle ? [`${vehicle.make} ${vehicle.model}`] : [])].join(' ');
            return { value: `${country}:${plate}`, label };
          }),
        };
      },
      on: {
        opened: choiceOpened,
        choice(turn, value) {
          const [country, plate = ''] = value.split(':') as [CountryCode, string?];
          return openList(turn, { country, plate });
        },
        text: byEither,
        photo: byPhoto,
      },
    },
    reference: {
      show: () => ({ text: t('fines:reference.ask'), hints: { photo: t('fines:photo.hint') } }),
      on: { text: byReference, photo: byPhoto },
    },
    list: {
      async show({ data, deps, language, caller }) {
        const { plate = '', country = caller.country } = data;
        const [vehicle, all] = await Promise.all([
          deps.vehicles.byPlate(country, plate),
          deps.fines.list(country, plate),
        ]);
        const unpaid = all.filter(isPayable);
        const paid = all.filter((fine) => fine.payments.length > 0 && !isPayable(fine));
        const head = vehicle
          ? [t('fines:list.vehicle', { plate: plateParam(plate), vehicle: vehicleLine(vehicle) })]
          : [];
        const count = t('fines:list.count', { count: unpaid.length, plate: plateParam(plate) });
        const allowed = await Promise.all(paid.map((fine) => mayHaveReceipts(fine, caller, deps)));
        const receipts = paid.map(({ id, reference }, index) =>
          allowed[index]
            ? { value: `${receiptOf}${id}`, label: t('fines:list.paid', { reference }) }
            : { value: id, label: t('fines:list.paidFact', { reference }) },
        );
        const card = vehicle ? [{ value: aboutVehicle, label: t('vehicles:check.card') }] : [];
        if (unpaid.length === 0)
          return { text: [...head, count, t('fines:list.another')], options: [...receipts, ...card] };
        const together = ofOneCurrency(unpaid);
        const payAll = { value: 'all', label: t('fines:list.payAll', { amount: money(totalOf(together)) }) };
        return {
          text: [...head, count],
          options: [
            ...unpaid.map((fine) => ({ value: fine.id, label: itemOf(fine, language) })),
            ...(together.length > 1 ? [payAll] : []),
            ...receipts,
            ...card,
          ],
        };
      },
      on: {
        opened: listOpened,
        async choice({ data, deps, caller }, value) {
          const { plate = '', country = caller.country } = data;
          if (value === 'all') {
            const unpaid = await deps.fines.listUnpaid(country, plate);
            return { run: 'pay-fine', with: { fineIds: ofOneCurrency(unpaid).map(({ id }) => id) }, then: 'list' };
          }
          if (value === aboutVehicle)
            return { run: 'check-vehicle', at: 'card', with: { country, plate }, then: 'list' };
          if (value.startsWith(receiptOf)) return listedReceipts(value.slice(receiptOf.length));
          const fine = await deps.fines.byId(value);
          return fine ? listedFine(fine) : { retry: t('fines:reference.unknown') };
        },
        text: byEither,
        photo: byLatePhoto,
      },
    },
  },
});
