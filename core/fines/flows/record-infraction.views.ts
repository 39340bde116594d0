import { countries } from '../../countries/index.ts';
import type { Looking, Option, View } from '../../dialog/types.ts';
import { money, t, type Words } from '../../dialog/words.ts';
import {
  dueOf,
  labelIn,
  sightingOf,
  toPlateRef,
  typeIn,
  type Data,
  type RecordInfractionDeps,
} from './record-infraction.steps.ts';
import { vehicleLine } from '../../vehicles/index.ts';
import { at, plateParam } from './words.ts';

type Look = Looking<Data, RecordInfractionDeps>;

export async function plateChoices({ data, deps }: Look): Promise<View> {
  const choices = data.plates ?? [];
  const refs = choices.map(toPlateRef);
  const vehicles = await Promise.all(refs.map(({ country, plate }) => deps.vehicles.byPlate(country, plate)));
  return {
    text: t('roadside:plate.choose'),
    options: choices.map((value, index) => {
      const vehicle = vehicles[index];
      const plate = plateParam(refs[index]?.plate ?? '');
      return { value, label: vehicle ? `${plate} ${vehicle.make} ${vehicle.model}` : plate };
    }),
  };
}

/** The five kinds that this agent, or the commune where he stands, records most; then the way to all. */
export async function usualTypes({ deps, caller, language }: Look): Promise<View> {
  const agentId = caller.personId ?? '';
  const [types, [last]] = await Promise.all([deps.fines.types(caller.country), deps.agentRecords.latest(agentId, 1)]);
  const commune = last?.place.commune;
  const usual = await deps.agentRecords.usualTypes(agentId, { country: caller.country, commune });
  const first = usual.flatMap((code) => types.find((type) => type.code === code) ?? []);
  const filled = [...first, ...types.filter((type) => !first.includes(type))].slice(0, 5);
  const rest = types.length > filled.length ? [{ value: 'all', label: t('roadside:type.all') }] : [];
  return {
    text: t('roadside:type.ask'),
    options: [...filled.map((type) => ({ value: `=${type.code}`, label: labelIn(type, language) })), ...rest],
  };
}

export async function foundTypes({ data, deps, caller, language }: Look): Promise<View> {
  const types = await deps.fines.types(caller.country);
  const found = data.found?.length ? types.filter(({ code }) => data.found?.includes(code)) : types;
  return {
    text: t('roadside:type.choose'),
    options: found.map((type) => ({ value: `=${type.code}`, label: labelIn(type, language) })),
  };
}

export async function amounts({ data, deps, caller }: Look): Promise<View> {
  const type = await typeIn(data, caller.country, deps);
  if (type?.tariff.kind !== 'range') return { text: t('roadside:type.none') };
  const { min, max, currency } = type.tariff;
  const range = { min: money({ amount: min, currency }), max: money({ amount: max, currency }) };
  return {
    text: t('roadside:amount.ask', range),
    options: [min, max].map((amount) => ({
      value: String(amount),
      label: t('roadside:amount.one', { amount: money({ amount, currency }) }),
    })),
  };
}

/** Where the agent was last, then the communes. */
export async function places({ data, deps, caller }: Look): Promise<View> {
  const communes: Option[] = countries[caller.country].communes.map((name) => ({ value: name, label: name }));
  if (data.position)
    return {
      text: t('roadside:place.commune'),
      options: [{ value: '=', label: t('roadside:place.positionOnly') }, ...communes],
    };
  const [last] = await deps.agentRecords.latest(caller.personId ?? '', 1);
  return {
    text: t('roadside:place.ask'),
    options: [
      ...(last ? [{ value: `=${last.id}`, label: t('roadside:place.same', { place: last.place.text }) }] : []),
      ...communes,
    ],
    hints: { location: t('roadside:place.hint') },
  };
}

/** B3: an agent sees the owner's name and general area, and nothing more of them. */
async function vehicleAndOwner({ data, deps, caller }: Look): Promise<Words[]> {
  const vehicle = await deps.vehicles.byPlate(data.plateCountry ?? caller.country, data.plate ?? '');
  if (!vehicle) return [t('roadside:confirm.unknownVehicle')];
  const owner = await deps.owners.ownerOf(vehicle);
  const { name, area } = owner ?? {};
  return [
    vehicleLine(vehicle),
    ...(vehicle.stolen ? [t('roadside:confirm.stolen')] : []),
    !name
      ? t('roadside:confirm.unknownOwner')
      : area
        ? t('roadside:confirm.ownerOf', { name, area })
        : t('roadside:confirm.owner', { name }),
  ];
}

export async function confirmation(look: Look): Promise<View> {
  const { data, deps, caller, language } = look;
  const type = await typeIn(data, caller.country, deps);
  if (!type) return { text: t('roadside:type.none') };
  const photos = data.photos?.length ?? 0;
  return {
    text: [
      t('roadside:confirm.plate', { plate: plateParam(data.plate ?? '') }),
      ...(await vehicleAndOwner(look)),
      t('roadside:confirm.what', { what: labelIn(type, language), amount: money(dueOf(type, data.amount)) }),
      data.place?.text ?? '',
      ...(photos > 0 ? [t('roadside:confirm.photos', { count: photos })] : []),
      ...(data.driver ? [t('roadside:confirm.driver')] : []),
    ],
    options: [
      { value: 'yes', label: t('roadside:confirm.yes') },
      { value: 'driver', label: t(data.driver ? 'roadside:driver.change' : 'roadside:driver.add') },
    ],
    hints: { photo: t('roadside:photo.hint') },
  };
}

export async function similarOnes(look: Look): Promise<View> {
  const [other] = await look.deps.agentRecords.similar(sightingOf(look));
  if (!other)
    return { text: t('roadside:similar.none'), options: [{ value: 'anyway', label: t('roadside:confirm.yes') }] };
  const mine = other.agentId === look.caller.personId;
  return {
    text: t(mine ? 'roadside:similar.mine' : 'roadside:similar.other', {
      reference: other.reference,
      time: at(other, other.at, 'time'),
    }),
    options: [
      { value: 'anyway', label: t('roadside:similar.anyway') },
      { value: 'no', label: t('roadside:similar.drop') },
    ],
  };
}
