import { countries } from '../../../countries/index.ts';
import type { CountryCode, Looking, Outcome, Turn } from '../../../dialog/types.ts';
import { defineFlow } from '../../../dialog/types.ts';
import { moment, money, t, type Words } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import type { IdentityService } from '../../../identity/index.ts';
import type { Money } from '../../../money.ts';
import type { VehicleService } from '../../vehicle.service.ts';
import { calledBy } from '../transfer-notices.ts';
import type { Transfer } from '../transfer.model.ts';
import type { VehicleTransfers } from '../transfers.service.ts';
import { refused } from './transfer-vehicle.ts';
import { nameOf, plateOf, sumsOf } from './words.ts';

type ScreenId = 'offers' | 'offer' | 'sure' | 'decline';

interface Data {
  readonly transferId: string;
}

export interface AnswerTransferDeps {
  readonly vehicleTransfers: VehicleTransfers;
  readonly vehicles: Pick<VehicleService, 'byId'>;
  readonly identity: Pick<IdentityService, 'byId'>;
  /** What is left to pay on a plate. */
  readonly fines: {
    listUnpaid(country: CountryCode, plate: string): Promise<readonly { readonly remaining: Money }[]>;
  };
}

type Look = Pick<Looking<Data, AnswerTransferDeps>, 'data' | 'deps' | 'caller'>;
type Step = Turn<Data, AnswerTransferDeps>;
type Next = Outcome<ScreenId, Data>;

const offersTo = ({ deps, caller }: Look): Promise<Transfer[]> =>
  deps.vehicleTransfers.offeredTo({ personId: caller.personId, phone: caller.phone });

/** The offer that was chosen, while it can be answered. */
const chosen = async (look: Look): Promise<Transfer | undefined> =>
  (await offersTo(look)).find(({ id }) => id === look.data.transferId);

/** Fines stay on the plate, whoever has the vehicle: the buyer hears of them before they agree. */
async function finesOn({ country, plate }: Transfer, { fines }: AnswerTransferDeps): Promise<Words[]> {
  const unpaid = await fines.listUnpaid(country, plate);
  if (unpaid.length === 0) return [t('ownership:answer.noFines')];
  return sumsOf(unpaid.map(({ remaining }) => remaining)).map((sum) =>
    t('ownership:answer.fines', { amount: money(sum) }),
  );
}

async function answer(
  turn: Step,
  act: (transfers: VehicleTransfers, buyer: { personId: string; phone?: string | undefined }) => Promise<Transfer>,
): Promise<Next> {
  const { deps, caller } = turn;
  try {
    const { state, plate } = await act(deps.vehicleTransfers, {
      personId: caller.personId ?? '',
      phone: caller.phone,
    });
    return { end: t(`ownership:answer.${state}`, { plate: plateOf({ plate }) }) };
  } catch (error) {
    if (!isLisoloError(error, 'conflict') && !isLisoloError(error, 'not_found')) throw error;
    return { end: refused(isLisoloError(error, 'conflict') ? error.details['refusal'] : 'over') };
  }
}

/** The buyer sees what is offered, by whom, and what is left to pay on it, and agrees or not. */
export const answerTransfer = defineFlow<ScreenId, Data, AnswerTransferDeps>({
  id: 'answer-transfer',
  version: 1,
  start: 'offers',
  requires: ['consent', 'phone'],
  shortcuts: [{ keywords: 'ownership:answer.keywords' }],
  screens: {
    offers: {
      async show(look) {
        const offers = await offersTo(look);
        if (offers.length === 0) return { text: t('ownership:answer.none'), final: true };
        return {
          text: t('ownership:answer.which'),
          options: offers.map(({ id, plate }) => ({ value: id, label: plateOf({ plate }) })),
        };
      },
      on: {
        async opened(turn) {
          const offers = await offersTo(turn);
          const [only] = offers;
          return only && offers.length === 1 ? { go: 'offer', set: { transferId: only.id } } : { go: 'offers' };
        },
        choice: (_turn, transferId) => ({ go: 'offer', set: { transferId } }),
      },
    },
    offer: {
      async show(look) {
        const offer = await chosen(look);
        if (!offer) return { text: refused('over'), final: true };
        const { country, plate, vehicleId, sellerId, until } = offer;
        const [vehicle, seller] = await Promise.all([
          look.deps.vehicles.byId(vehicleId),
          sellerId ? look.deps.identity.byId(sellerId) : undefined,
        ]);
        return {
          text: [
            t('ownership:answer.offer', {
              seller: calledBy(seller),
              name: vehicle ? nameOf(vehicle) : '',
              plate: plateOf({ plate }),
            }),
            ...(await finesOn(offer, look.deps)),
            t('ownership:answer.until', { date: moment(until, countries[country].timeZone) }),
          ],
          options: [
            { value: 'accept', label: t('ownership:answer.accept') },
            { value: 'decline', label: t('ownership:answer.decline') },
          ],
        };
      },
      on: { choice: (_turn, value) => ({ go: value === 'accept' ? 'sure' : 'decline' }) },
    },
    sure: {
      async show(look) {
        const offer = await chosen(look);
        if (!offer) return { text: refused('over'), final: true };
        return {
          text: [t('ownership:answer.sure', { plate: plateOf(offer) }), ...(await finesOn(offer, look.deps))],
          options: [
            { value: 'yes', label: t('ownership:answer.surely') },
            { value: 'no', label: t('ownership:answer.back') },
          ],
        };
      },
      on: {
        choice: (turn, value) =>
          value === 'yes'
            ? answer(turn, (transfers, buyer) => transfers.accept(turn.data.transferId ?? '', buyer))
            : { go: 'offer' },
      },
    },
    decline: {
      show: () => ({
        text: t('ownership:answer.declineAsk'),
        options: [
          { value: 'yes', label: t('ownership:answer.declineYes') },
          { value: 'no', label: t('ownership:answer.back') },
        ],
      }),
      on: {
        choice: (turn, value) =>
          value === 'yes'
            ? answer(turn, (transfers, buyer) => transfers.decline(turn.data.transferId ?? '', buyer))
            : { go: 'offer' },
      },
    },
  },
});
