import type { Caller, CountryCode } from '../../../dialog/types.ts';
import { defineFlow } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { looksLikePlate, readPlateIn, type PlateRead } from '../../../plates/index.ts';
import { isWholeVin } from '../../vin.ts';
import { isOnDuty } from '../../viewer.ts';
import {
  look, open, opened, type CheckTurn, type CheckVehicleDeps, type Data, type Next, type ScreenId,
} from './check-vehicle.steps.ts'; // prettier-ignore
import { card, choices, unknown } from './check-vehicle.views.ts';

export type { CheckVehicleDeps } from './check-vehicle.steps.ts';

/** On the road a plate means the vehicle; everybody else means its fines. */
const officers = ['pcr_agent', 'opj'] as const;

/** Whole chassis numbers are nothing else; the letters that they never bear may stand in a receipt's number. */
const looksLikeVin = (typed: string): boolean => {
  const signs = typed.toUpperCase().replace(/[\s\-.]+/g, '');
  return isWholeVin(signs) && /[A-Z]/.test(signs) && /\d/.test(signs);
};

const typedAlone = (typed: string, _deps: CheckVehicleDeps, { roles, country }: Caller): Partial<Data> | undefined =>
  looksLikeVin(typed) || (officers.some((role) => roles.includes(role)) && looksLikePlate(typed, country))
    ? { typed }
    : undefined;

async function choose(turn: CheckTurn, value: string): Promise<Next> {
  const { country = turn.caller.country, plate = '', vehicleId } = await subjectOf(turn);
  if (value === 'another') return { go: 'ask' };
  if (value === 'verify') return { run: 'verify-vehicle', with: { country, plate }, then: 'card' };
  if (value === 'fines') return { run: 'fines', at: 'list', with: { country, plate }, then: 'card' };
  if (value === 'papers') return { run: 'my-papers', with: { vehicleId }, then: 'card' };
  if (value === 'looked') return { run: 'who-looked', with: { vehicleId }, then: 'card' };
  if (value === 'claim') return { run: 'claim-vehicle', with: { country, plate }, then: 'card' };
  if (value === 'change') return { run: 'propose-change', with: { vehicleId }, then: 'card' };
  if (value === 'add') return { run: 'add-vehicle', with: { country, plate } };
  return { run: 'enter-pin', then: 'card' };
}

async function subjectOf({ data, deps, caller }: CheckTurn) {
  const { country = caller.country, plate = '' } = data;
  const vehicle = await deps.vehicles.byPlate(country, plate);
  return { country, plate, vehicleId: vehicle?.id };
}

/** Back from the PIN more is shown, which is another look. */
const backOnDuty = (turn: CheckTurn): Promise<Next> | Next => {
  const { country = turn.caller.country, plate = '' } = turn.data;
  return isOnDuty(turn.caller, turn.now) ? open(turn, country, plate) : { go: 'card' };
};

/** A photo is read, and what it shows is looked for as if it had been typed. */
const photo = (turn: CheckTurn, { fileId }: { readonly fileId: string }): Promise<Next> =>
  readPlateIn(turn, fileId, 'ask');
const photoRead = (turn: CheckTurn, read: unknown): Promise<Next> | Next =>
  read === undefined ? { go: 'ask' } : look(turn, (read as PlateRead).typed);

/** B1, B3: what may be known of a vehicle, by its plate or its chassis number. */
export const checkVehicle = defineFlow<ScreenId, Data, CheckVehicleDeps>({
  id: 'check-vehicle',
  version: 1,
  start: 'ask',
  menu: { label: t('vehicles:check.menu'), order: 12 },
  shortcuts: [{ keywords: 'vehicles:check.keywords' }, { text: typedAlone }],
  screens: {
    ask: {
      show: ({ caller }) => ({
        text: t(`vehicles:check.ask.${caller.country}`),
        hints: { photo: t('vehicles:check.photo') },
      }),
      on: {
        opened: (turn) => (turn.data.typed === undefined ? { go: 'ask' } : look(turn, turn.data.typed)),
        text: look,
        photo,
        returned: photoRead,
      },
    },
    choose: {
      show: choices,
      on: {
        choice(turn, value) {
          const [country, plate = ''] = value.split(':') as [CountryCode, string?];
          return open(turn, country, plate);
        },
        text: look,
        photo,
      },
    },
    card: { show: card, on: { opened, choice: choose, returned: backOnDuty, text: look, photo } },
    unknown: { show: unknown, on: { choice: choose, text: look, photo } },
  },
});
