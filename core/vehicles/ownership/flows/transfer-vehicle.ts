import { countries, parsePhone } from '../../../countries/index.ts';
import { defineFlow, type Outcome, type Turn } from '../../../dialog/types.ts';
import { moment, t } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { pageChosen } from '../../owned-page.ts';
import type { Transfer } from '../transfer.model.ts';
import type { VehicleTransfers } from '../transfers.service.ts';
import { nameOf, ownVehicle, plateOf, whichVehicle, type OwnVehicleDeps } from './words.ts';

type ScreenId = 'which' | 'buyer' | 'confirm' | 'sure' | 'open' | 'withdraw';

interface Data {
  readonly vehicleId: string;
  readonly page: number;
  /** The buyer's phone, kept apart. */
  readonly phoneId: string;
}

export interface TransferVehicleDeps extends OwnVehicleDeps {
  readonly vehicleTransfers: VehicleTransfers;
  /** A conversation holds no phone of somebody else, only the id under which it is kept for an hour. */
  readonly keptPhones: {
    keep(phone: string, turnId: string): Promise<string>;
    read(id: string): Promise<string | undefined>;
  };
}

type Step = Turn<Data, TransferVehicleDeps>;
type Next = Outcome<ScreenId, Data>;

export const refused = (refusal: unknown) => t(`ownership:refused.${String(refusal)}`);

/** To whom it is offered, or what is in the way. */
async function begin({ deps, caller }: Step, vehicleId: string): Promise<Next> {
  const page = pageChosen(vehicleId);
  if (page !== undefined) return { go: 'which', set: { page } };
  const sellerId = caller.personId ?? '';
  const refusal = await deps.vehicleTransfers.refusal(vehicleId, sellerId);
  if (refusal === undefined) return { go: 'buyer', set: { vehicleId } };
  const open = refusal === 'open' ? await deps.vehicleTransfers.openOf(vehicleId) : undefined;
  return open?.sellerId === sellerId ? { go: 'open', set: { vehicleId } } : { end: refused(refusal) };
}

async function takePhone({ deps, caller, turnId }: Step, typed: string): Promise<Next> {
  const phone = parsePhone(typed, caller.country);
  if (!phone) return { retry: t('ownership:buyer.notOne') };
  if (phone === caller.phone) return { retry: refused('own_phone') };
  return { go: 'confirm', set: { phoneId: await deps.keptPhones.keep(phone, turnId) } };
}

async function offer({ data, deps, caller, turnId }: Step): Promise<Next> {
  const phone = await deps.keptPhones.read(data.phoneId ?? '');
  if (!phone) return { go: 'buyer', notice: t('ownership:buyer.again') };
  try {
    const made = await deps.vehicleTransfers.offer({
      key: turnId,
      vehicleId: data.vehicleId ?? '',
      sellerId: caller.personId ?? '',
      phone,
    });
    return { end: t('ownership:transfer.done', { phone, date: endOf(made) }) };
  } catch (error) {
    if (!isLisoloError(error, 'conflict')) throw error;
    return { end: refused(error.details['refusal']) };
  }
}

const endOf = ({ until, country }: Transfer) => moment(until, countries[country].timeZone);

async function withdraw({ data, deps, caller }: Step): Promise<Next> {
  const open = await deps.vehicleTransfers.openOf(data.vehicleId ?? '');
  if (!open) return { end: refused('over') };
  try {
    await deps.vehicleTransfers.withdraw(open.id, caller.personId ?? '');
    return { end: t('ownership:transfer.withdrawn') };
  } catch (error) {
    if (!isLisoloError(error)) throw error;
    return { end: refused('over') };
  }
}

/** The owner offers a vehicle to somebody by phone number, says so twice, and can take it back until it is answered. */
export const transferVehicle = defineFlow<ScreenId, Data, TransferVehicleDeps>({
  id: 'transfer-vehicle',
  version: 1,
  start: 'which',
  requires: ['consent', 'phone'],
  shortcuts: [{ keywords: 'ownership:transfer.keywords' }],
  screens: {
    which: {
      show: (look) => whichVehicle(look, t('ownership:transfer.which')),
      on: {
        opened: (turn) => (turn.data.vehicleId ? begin(turn, turn.data.vehicleId) : { go: 'which' }),
        choice: (turn, vehicleId) => begin(turn, vehicleId),
      },
    },
    buyer: {
      async show(look) {
        const vehicle = await ownVehicle(look);
        if (!vehicle) return { text: refused('not_owner'), final: true };
        return {
          text: t('ownership:buyer.ask', { plate: plateOf(vehicle), name: nameOf(vehicle) }),
          hints: { contact: t('ownership:buyer.share') },
        };
      },
      on: { text: takePhone, contact: (turn, { phone }) => takePhone(turn, phone) },
    },
    confirm: {
      async show(look) {
        const vehicle = await ownVehicle(look);
        const phone = await look.deps.keptPhones.read(look.data.phoneId ?? '');
        if (!vehicle || !phone) return { text: t('ownership:buyer.again'), final: true };
        return {
          text: t('ownership:transfer.confirm', { plate: plateOf(vehicle), name: nameOf(vehicle), phone }),
          options: [
            { value: 'yes', label: t('ownership:transfer.yes') },
            { value: 'other', label: t('ownership:transfer.other') },
          ],
        };
      },
      on: { choice: (_turn, value) => ({ go: value === 'yes' ? 'sure' : 'buyer' }) },
    },
    sure: {
      show: () => ({
        text: t('ownership:transfer.sure'),
        options: [
          { value: 'yes', label: t('ownership:transfer.surely') },
          { value: 'no', label: t('ownership:transfer.no') },
        ],
      }),
      on: {
        choice: (turn, value) => (value === 'yes' ? offer(turn) : { end: t('ownership:transfer.kept') }),
      },
    },
    open: {
      async show({ data, deps }) {
        const open = await deps.vehicleTransfers.openOf(data.vehicleId ?? '');
        if (!open) return { text: refused('over'), final: true };
        return {
          text: t('ownership:transfer.open', { phone: open.buyerPhone ?? '', date: endOf(open) }),
          options: [{ value: 'withdraw', label: t('ownership:transfer.withdraw') }],
        };
      },
      on: { choice: () => ({ go: 'withdraw' }) },
    },
    withdraw: {
      show: () => ({
        text: t('ownership:transfer.withdrawAsk'),
        options: [
          { value: 'yes', label: t('ownership:transfer.withdrawYes') },
          { value: 'no', label: t('ownership:transfer.withdrawNo') },
        ],
      }),
      on: { choice: (turn, value) => (value === 'yes' ? withdraw(turn) : { go: 'open' }) },
    },
  },
});
