import type { Looking, Option, Outcome, Turn, View } from '../../../dialog/types.ts';
import { defineFlow } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { showPlate } from '../../../plates/index.ts';
import { cardLines } from '../../card.ts';
import { ownedOptions, pageChosen } from '../../owned-page.ts';
import type { VehicleTransfers } from '../../ownership/transfers.service.ts';
import type { VehicleOwners } from '../../vehicle-owners.ts';
import type { Vehicle } from '../../vehicle.model.ts';
import type { VehicleService } from '../../vehicle.service.ts';
import { factsFor } from '../../visibility.ts';
import { answerTo, dayOf, plateOf } from '../request-notices.ts';
import type { VehicleRequest } from '../request.model.ts';
import { changeLine, factsIn, lineOf } from './facts.ts';
import { type SendingDeps } from './sending.ts';
import { vehicleActions } from './vehicle-actions.ts';

export interface MyVehiclesDeps extends SendingDeps {
  readonly vehicles: Pick<VehicleService, 'byId' | 'pageOfOwner'>;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly vehicleTransfers: Pick<VehicleTransfers, 'offeredTo'>;
}

type ScreenId = 'list' | 'vehicle' | 'requests' | 'request' | 'withdraw';

interface Data {
  readonly vehicleId: string;
  readonly requestId: string;
  readonly page: number;
}

type Look = Looking<Data, MyVehiclesDeps>;
type Step = Turn<Data, MyVehiclesDeps>;
type Next = Outcome<ScreenId, Data>;

const gone: View = { text: t('requests:mine.gone'), final: true };
const personOf = ({ caller }: Look): string => caller.personId ?? '';
const toAnswer = ({ caller, deps }: Look): Promise<VehicleRequest[]> =>
  deps.vehicleRequests.against({
    personId: caller.personId ?? '',
    ...(caller.phone === undefined ? {} : { phone: caller.phone }),
  });

async function list(look: Look): Promise<View> {
  const { deps, caller } = look;
  const [mine, asked, against, offers] = await Promise.all([
    deps.vehicles.pageOfOwner(personOf(look), look.data.page),
    deps.vehicleRequests.ofPerson(personOf(look)),
    toAnswer(look),
    deps.vehicleTransfers.offeredTo({ personId: caller.personId, phone: caller.phone }),
  ]);
  return {
    text: mine.total > 0 ? t('requests:mine.count', { count: mine.total }) : t('requests:mine.none'),
    options: [
      ...against.map((one) => ({ value: `!${one.id}`, label: t('requests:mine.against', { plate: plateOf(one) }) })),
      ...ownedOptions(mine, ({ id, plate, make, model }) => ({
        value: `=${id}`,
        label: `${showPlate(plate)} ${make} ${model}`,
      })),
      { value: 'add', label: t('requests:mine.add') },
      ...(asked.length > 0 ? [{ value: 'requests', label: t('requests:mine.requests') }] : []),
      ...(offers.length > 0 ? [{ value: 'offers', label: t('ownership:answer.open') }] : []),
    ],
  };
}

function choose(_turn: Step, value: string): Next {
  if (value === 'add') return { run: 'add-vehicle', then: 'list' };
  if (value === 'requests') return { go: 'requests' };
  if (value === 'offers') return { run: 'answer-transfer', then: 'list' };
  const page = pageChosen(value);
  if (page !== undefined) return { go: 'list', set: { page } };
  const id = value.slice(1);
  return value.startsWith('!')
    ? { run: 'answer-claim', at: 'claim', with: { requestId: id }, then: 'list' }
    : { go: 'vehicle', set: { vehicleId: id } };
}

/** The vehicle, as long as it is the caller's. */
async function vehicleIn(look: Look): Promise<Vehicle | undefined> {
  const vehicle = await look.deps.vehicles.byId(look.data.vehicleId ?? '');
  return vehicle?.ownerId === personOf(look) ? vehicle : undefined;
}

async function card(look: Look): Promise<View> {
  const vehicle = await vehicleIn(look);
  if (!vehicle) return gone;
  const owner = await look.deps.owners.ownerOf(vehicle);
  const actions: Option[] = vehicleActions(vehicle).map(({ value, label }) => ({ value, label: t(label) }));
  return { text: cardLines(factsFor('owner', vehicle, owner), look.now), options: actions };
}

async function act(turn: Step, value: string): Promise<Next> {
  const vehicle = await vehicleIn(turn);
  const action = vehicle && vehicleActions(vehicle).find((each) => each.value === value);
  return action ? { ...action.run, then: 'vehicle' } : { go: 'list' };
}

const kindOf = ({ kind }: VehicleRequest) => t(`requests:kind.${kind}`);
const stateOf = ({ state }: VehicleRequest) => t(`requests:state.${state}`);

async function requests(look: Look): Promise<View> {
  const asked = await look.deps.vehicleRequests.ofPerson(personOf(look));
  return {
    text: t(asked.length > 0 ? 'requests:list.ask' : 'requests:list.none'),
    options: asked.map((one) => ({
      value: one.id,
      label: t('requests:list.item', { kind: kindOf(one), plate: plateOf(one), state: stateOf(one) }),
    })),
  };
}

async function requestIn(look: Look): Promise<VehicleRequest | undefined> {
  const found = await look.deps.vehicleRequests.byId(look.data.requestId ?? '');
  return found?.personId === personOf(look) ? found : undefined;
}

const withdrawal: Option = { value: 'withdraw', label: t('requests:withdraw.open') };

/** What was asked, how it stands, and why. */
async function request(look: Look): Promise<View> {
  const one = await requestIn(look);
  if (!one) return { text: t('requests:list.none'), final: true };
  const { country, kind, wish, was, words, createdAt } = one;
  return {
    text: [
      t('requests:list.one', {
        kind: kindOf(one),
        plate: plateOf(one),
        date: dayOf(one, createdAt),
        state: stateOf(one),
      }),
      ...factsIn(wish).map((fact) =>
        kind === 'change' ? changeLine(fact, was[fact], wish[fact], country) : lineOf(fact, wish[fact], country),
      ),
      ...(words === undefined ? [] : [t('contestations:history.words', { words })]),
      ...answerTo(one).slice(1),
    ],
    options: one.state === 'pending' && !one.carrying ? [withdrawal] : [],
  };
}

async function askWithdrawal(look: Look): Promise<View> {
  const one = await requestIn(look);
  if (!one) return { text: t('requests:list.none'), final: true };
  return {
    text: t('requests:withdraw.ask', { plate: plateOf(one) }),
    options: [
      { value: 'yes', label: t('contestations:withdraw.yes') },
      { value: 'no', label: t('contestations:withdraw.no') },
    ],
  };
}

async function withdraw(turn: Step, value: string): Promise<Next> {
  if (value === 'no') return { go: 'request' };
  const { data, deps } = turn;
  try {
    const { id } = await deps.vehicleRequests.withdraw(data.requestId ?? '', personOf(turn));
    deps.requestNotices.soon(id);
    return { go: 'request', notice: t('requests:withdraw.done') };
  } catch (error) {
    if (isLisoloError(error, 'illegal_transition')) return { go: 'request', notice: t('requests:withdraw.over') };
    throw error;
  }
}

/** B6: the person's vehicles with all that can be done with them, and what became of what they asked. */
export const myVehicles = defineFlow<ScreenId, Data, MyVehiclesDeps>({
  id: 'my-vehicles',
  version: 1,
  start: 'list',
  requires: ['consent', 'phone'],
  menu: { label: t('requests:menu'), order: 13 },
  shortcuts: [{ keywords: 'requests:keywords' }],
  screens: {
    list: { show: list, on: { choice: choose } },
    vehicle: { show: card, on: { choice: act } },
    requests: { show: requests, on: { choice: (_turn, requestId) => ({ go: 'request', set: { requestId } }) } },
    request: { show: request, on: { choice: () => ({ go: 'withdraw' }) } },
    withdraw: { show: askWithdrawal, on: { choice: withdraw } },
  },
});
