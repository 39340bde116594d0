import { countries } from '../../../countries/index.ts';
import type { Looking, Option, View } from '../../../dialog/types.ts';
import { moment, t, type Words } from '../../../dialog/words.ts';
import { showPlate } from '../../../plates/index.ts';
import { cardLines, vehicleLine } from '../../card.ts';
import type { Vehicle } from '../../vehicle.model.ts';
import { vehicleColours } from '../../vehicle.model.ts';
import { factsFor } from '../../visibility.ts';
import { paperKinds } from '../../papers/index.ts';
import type { Verification } from '../verification.types.ts';
import { lineOf, reasonOf, verdictWord, worstFirst } from '../words.ts';
import { hasPlace, toPlate, type Data, type VerifyVehicleDeps } from './verify-vehicle.steps.ts';

type Look = Looking<Data, VerifyVehicleDeps>;

const vehicleOf = ({ data, deps, caller }: Look): Promise<Vehicle | undefined> =>
  deps.vehicles.byPlate(data.country ?? caller.country, data.plate ?? '');

export const askPlate = ({ caller }: Look): View => ({
  text: t(`verification:ask.${caller.country}`),
  hints: { photo: t('vehicles:check.photo') },
});

export async function plateChoices({ data, deps }: Look): Promise<View> {
  const choices = await Promise.all(
    (data.plates ?? []).map(async (value): Promise<Option> => {
      const { country, plate } = toPlate(value);
      const vehicle = await deps.vehicles.byPlate(country, plate);
      const shown = showPlate(plate);
      if (vehicle) return { value, label: `${shown} ${vehicle.make} ${vehicle.model}` };
      return { value, label: t('verification:asTyped', { plate: shown }) };
    }),
  );
  return { text: t('verification:choose'), options: choices };
}

/** What has been added so far. */
function given({ data }: Look): Words[] {
  const { colour, make, model, vin, place, papers = [], photos = [] } = data;
  const name = [make, model].filter(Boolean).join(' ');
  return [
    ...(colour ? [t('verification:given.colour', { colour: t(`vehicles:colour.${colour}`) })] : []),
    ...(name ? [t('verification:given.model', { model: name })] : []),
    ...(vin ? [t('verification:given.vin', { vin })] : []),
    ...(hasPlace(place)
      ? [t('verification:given.place', { place: place.text ?? t('verification:seen.positionOnly') })]
      : []),
    ...(papers.length > 0 ? [t('verification:given.papers', { number: papers.length })] : []),
    ...(photos.length > 0 ? [t('verification:given.photos', { number: photos.length })] : []),
  ];
}

/** What an agent may know of the vehicle; a phone has room for what was asked only. */
async function known(look: Look): Promise<Words[]> {
  if (look.surface.short) return [];
  const vehicle = await vehicleOf(look);
  if (!vehicle) return [t('verification:result.unknown', { plate: showPlate(look.data.plate ?? '') })];
  return cardLines(factsFor('agent', vehicle, await look.deps.owners.ownerOf(vehicle)), look.now);
}

export async function seenView(look: Look): Promise<View> {
  return {
    text: [
      ...(await known(look)),
      ...given(look),
      t('verification:seen.ask', { plate: showPlate(look.data.plate ?? '') }),
    ],
    options: ['verdict', 'look', 'vin', 'place'].map((value) => ({ value, label: t(`verification:seen.${value}`) })),
    hints: { photo: t('verification:seen.photo'), location: t('verification:seen.location') },
  };
}

export const paperView = (): View => ({
  text: t('verification:paper.ask'),
  options: [...paperKinds, 'vehicle'].map((value) => ({ value, label: t(`verification:paper.${value}`) })),
});

export const colourView = (): View => ({
  text: t('verification:look.colour'),
  options: [
    ...vehicleColours.map((colour) => ({ value: colour, label: t(`vehicles:colour.${colour}`) })),
    { value: 'skip', label: t('verification:look.skip') },
  ],
});

export async function modelView(look: Look): Promise<View> {
  const vehicle = await vehicleOf(look);
  const skip = { value: 'skip', label: t('verification:look.skip') };
  if (!vehicle) return { text: t('verification:look.type'), options: [skip] };
  const model = `${vehicle.make} ${vehicle.model}`;
  return {
    text: t('verification:look.model', { model }),
    options: [{ value: 'same', label: t('verification:look.yes', { model }) }, skip],
  };
}

export const placeView = ({ data, caller }: Look): View => ({
  text: t('roadside:place.ask'),
  options: countries[data.country ?? caller.country].communes.map((name) => ({ value: name, label: name })),
  hints: { location: t('roadside:place.hint') },
});

const recorders = ['pcr_agent'];

function nextSteps({ caller, surface }: Look): Option[] {
  const option = (value: string): Option => ({ value, label: t(`verification:result.${value}`) });
  return [
    ...(recorders.some((role) => caller.roles.includes(role)) ? [option('record')] : []),
    ...(surface.showsFiles || caller.phone === undefined ? [] : [option('sms')]),
    option('more'),
    ...(surface.short ? [] : [option('another')]),
  ];
}

function told({ findings, vehicleId }: Verification): Words[] {
  if (!vehicleId) return [];
  if (findings.some(({ reason }) => reason === 'stolen.yes')) return [t('verification:result.toldBoth')];
  const usurped = findings.some(({ check, outcome }) => check === 'usurpation' && outcome === 'fail');
  return usurped ? [t('verification:result.toldOwner')] : [];
}

/** On one page of a phone there is room for the verdict and the two worst reasons. */
const mostReasons = 2;

function shortText(verification: Verification): Words[] {
  const { findings, country, plate, score, facts } = verification;
  const wrong = worstFirst(findings).filter(({ outcome }) => outcome === 'fail' || outcome === 'warning');
  return [
    t('verification:result.verdict', { verdict: verdictWord(verification), score, plate: showPlate(plate) }),
    ...(facts ? [`${facts.make} ${facts.model}`.slice(0, 24)] : []),
    ...wrong.slice(0, mostReasons).map((finding) => reasonOf(finding, country)),
  ];
}

function longText(verification: Verification): Words[] {
  const { findings, country, plate, score, facts, number, at } = verification;
  const shown = showPlate(plate);
  return [
    t('verification:result.verdict', { verdict: verdictWord(verification), score, plate: shown }),
    facts
      ? t('verification:result.vehicle', { plate: shown, vehicle: vehicleLine(facts) })
      : t('verification:result.unknown', { plate: shown }),
    ...worstFirst(findings).map((finding) => lineOf(finding, country)),
    ...told(verification),
    t('verification:result.number', { number, at: moment(at, countries[country].timeZone, 'datetime') }),
  ];
}

export async function resultView(look: Look): Promise<View> {
  const { data, deps, surface, language } = look;
  const verification = await deps.verifications.byId(data.verificationId ?? '');
  if (!verification) return { text: t('verification:result.gone'), final: true };
  return {
    text: surface.short ? shortText(verification) : longText(verification),
    options: nextSteps(look),
    ...(surface.showsFiles ? { attachments: [await deps.verificationReports.print(verification, language)] } : {}),
  };
}
