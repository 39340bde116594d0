import { DateTime } from 'luxon';

import { countries } from '../../../countries/index.ts';
import { defineFlow, type Looking, type Outcome, type Turn } from '../../../dialog/types.ts';
import { moment, t, type Param } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { pageChosen } from '../../owned-page.ts';
import { foundReasons } from '../../theft-history.ts';
import type { Vehicle } from '../../vehicle.model.ts';
import type { VehicleThefts } from '../thefts.service.ts';
import { dayBefore, readDay } from './theft-day.ts';
import { refused } from './transfer-vehicle.ts';
import { nameOf, ownVehicle, plateOf, whichVehicle, type OwnVehicleDeps } from './words.ts';

type ScreenId = 'which' | 'day' | 'place' | 'report' | 'confirm' | 'sure' | 'stolen' | 'lift';

interface Data {
  readonly vehicleId: string;
  readonly page: number;
  /** `2026-11-20`. */
  readonly day: string;
  readonly place: string;
  readonly report: string;
  readonly reason: string;
}

export interface ReportStolenDeps extends OwnVehicleDeps {
  readonly vehicleThefts: Pick<VehicleThefts, 'report' | 'lift'>;
}

type Step = Turn<Data, ReportStolenDeps>;
type Next = Outcome<ScreenId, Data>;

const longest = { place: 60, report: 30 } as const;

const isWords = (typed: string): boolean => /\p{L}{2}/u.test(typed);
const zoneOf = ({ country }: Pick<Vehicle, 'country'>): string => countries[country].timeZone;
const shownDay = (day: string, vehicle: Vehicle): Param =>
  moment(DateTime.fromISO(day, { zone: zoneOf(vehicle) }).toJSDate(), zoneOf(vehicle));

async function begin(turn: Step, vehicleId: string): Promise<Next> {
  const page = pageChosen(vehicleId);
  if (page !== undefined) return { go: 'which', set: { page } };
  const vehicle = await ownVehicle(turn, vehicleId);
  if (!vehicle) return { end: refused('not_owner') };
  return { go: vehicle.stolen ? 'stolen' : 'day', set: { vehicleId } };
}

async function takeDay(turn: Step, typed: string): Promise<Next> {
  const vehicle = await ownVehicle(turn);
  const day = readDay(typed, turn.now, countries[vehicle?.country ?? turn.caller.country].timeZone);
  return day ? { go: 'place', set: { day } } : { retry: t('ownership:theft.dayNotOne') };
}

async function act(turn: Step, what: 'report' | 'lift'): Promise<Next> {
  const { data, deps, caller, turnId } = turn;
  const { vehicleId = '', day = '', place = '', report, reason = 'found' } = data;
  const actor = { by: caller.personId ?? '', as: 'owner', key: turnId } as const;
  try {
    const { plate } =
      what === 'report'
        ? await deps.vehicleThefts.report(vehicleId, { day, place, ...(report ? { report } : {}) }, actor)
        : await deps.vehicleThefts.lift(vehicleId, reason, actor);
    return {
      end: t(what === 'report' ? 'ownership:theft.done' : 'ownership:theft.lifted', { plate: plateOf({ plate }) }),
    };
  } catch (error) {
    if (!isLisoloError(error, 'forbidden') && !isLisoloError(error, 'not_found')) throw error;
    return { end: refused('not_owner') };
  }
}

async function shown(look: Looking<Data, ReportStolenDeps>, view: (vehicle: Vehicle) => ReturnType<typeof facts>) {
  const vehicle = await ownVehicle(look);
  return vehicle ? view(vehicle) : { text: refused('not_owner'), final: true };
}

const yesNo = (yes: string, no: string) => [
  { value: 'yes', label: t(yes) },
  { value: 'no', label: t(no) },
];

function facts(vehicle: Vehicle, { day = '', place = '', report }: Partial<Data>) {
  return {
    text: [
      t('ownership:theft.confirm', { plate: plateOf(vehicle), name: nameOf(vehicle) }),
      t('ownership:theft.facts', { date: shownDay(day, vehicle), place }),
      ...(report ? [t('ownership:theft.reportLine', { report })] : []),
    ],
    options: yesNo('ownership:theft.yes', 'ownership:theft.change'),
  };
}

/** The owner says that a vehicle was stolen, twice, and it counts at once; or that it was found. */
export const reportStolen = defineFlow<ScreenId, Data, ReportStolenDeps>({
  id: 'report-stolen',
  version: 1,
  start: 'which',
  requires: ['consent', 'phone'],
  shortcuts: [{ keywords: 'ownership:theft.keywords' }],
  screens: {
    which: {
      show: (look) => whichVehicle(look, t('ownership:theft.which')),
      on: {
        opened: (turn) => (turn.data.vehicleId ? begin(turn, turn.data.vehicleId) : { go: 'which' }),
        choice: begin,
      },
    },
    day: {
      show: (look) =>
        shown(look, (vehicle) => ({
          text: [t('ownership:theft.day', { plate: plateOf(vehicle) })],
          options: [
            { value: '0', label: t('ownership:theft.today') },
            { value: '1', label: t('ownership:theft.yesterday') },
          ],
        })),
      on: {
        async choice(turn, value) {
          const vehicle = await ownVehicle(turn);
          const zone = countries[vehicle?.country ?? turn.caller.country].timeZone;
          return { go: 'place', set: { day: dayBefore(Number(value), turn.now, zone) } };
        },
        text: takeDay,
      },
    },
    place: {
      show: () => ({ text: t('ownership:theft.place') }),
      on: {
        text: (_turn, typed) =>
          isWords(typed) && typed.length <= longest.place
            ? { go: 'report', set: { place: typed.trim() } }
            : { retry: t('ownership:theft.placeNotOne', { most: longest.place }) },
      },
    },
    report: {
      show: () => ({
        text: t('ownership:theft.report'),
        options: [{ value: 'none', label: t('ownership:theft.noReport') }],
      }),
      on: {
        choice: () => ({ go: 'confirm', set: { report: '' } }),
        text: (_turn, typed) =>
          /\d/.test(typed) && typed.length <= longest.report
            ? { go: 'confirm', set: { report: typed.trim() } }
            : { retry: t('ownership:theft.reportNotOne', { most: longest.report }) },
      },
    },
    confirm: {
      show: (look) => shown(look, (vehicle) => facts(vehicle, look.data)),
      on: { choice: (_turn, value) => ({ go: value === 'yes' ? 'sure' : 'day' }) },
    },
    sure: {
      show: () => ({
        text: t('ownership:theft.sure'),
        options: yesNo('ownership:theft.surely', 'ownership:theft.not'),
      }),
      on: {
        choice: (turn, value) => (value === 'yes' ? act(turn, 'report') : { end: t('ownership:theft.dropped') }),
      },
    },
    stolen: {
      show: (look) =>
        shown(look, (vehicle) => ({
          text: [
            t('ownership:theft.already', { plate: plateOf(vehicle) }),
            ...(vehicle.theft
              ? [t('ownership:theft.facts', { date: shownDay(vehicle.theft.day, vehicle), place: vehicle.theft.place })]
              : []),
          ],
          options: foundReasons.map((value) => ({ value, label: t(`ownership:theft.reason.${value}`) })),
        })),
      on: { choice: (_turn, reason) => ({ go: 'lift', set: { reason } }) },
    },
    lift: {
      show: (look) =>
        shown(look, (vehicle) => ({
          text: [t('ownership:theft.liftAsk', { plate: plateOf(vehicle) })],
          options: yesNo('ownership:theft.liftYes', 'ownership:theft.liftNo'),
        })),
      on: { choice: (turn, value) => (value === 'yes' ? act(turn, 'lift') : { go: 'stolen' }) },
    },
  },
});
