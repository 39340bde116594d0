import type { View } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import type { Attachment } from '../../../dialog/types.ts';
import { vehicleLine } from '../../card.ts';
import type { Vehicle } from '../../vehicle.model.ts';
import { factsFor } from '../../visibility.ts';
import { dayOf, plateOf } from '../request-notices.ts';
import type { VehicleRequest } from '../request.model.ts';
import { decisionReasons } from '../request.states.ts';
import { changedMeanwhile } from '../wishes.ts';
import { mostCounted } from '../work-list.ts';
import { adminOf, requestIn, type Look } from './decide-requests.steps.ts';
import { changeLine, factsIn, lineOf } from './facts.ts';
import { photoLines } from './sending.ts';

const counted = (count: number): string => (count < mostCounted ? String(count) : `${mostCounted - 1}+`);

export async function overview({ deps, caller }: Look): Promise<View> {
  const count = await deps.requestWorkList.count(adminOf(caller));
  return {
    text: [t('requests:decide.count', { count: counted(count) }), ...(count > 0 ? [] : [t('opj:overview.none')])],
    options: [{ value: 'next', label: t(count > 0 ? 'requests:decide.next' : 'opj:overview.again') }],
  };
}

/** Whether the last signs of the chassis number fit; only those who decide learn it. */
function vinLine({ vinEnd: signs }: VehicleRequest, vehicle: Vehicle | undefined): Words[] {
  if (signs === undefined) return [];
  if (vehicle?.vin === undefined) return [t('requests:decide.vinUnknown', { signs })];
  return [vehicle.vin.endsWith(signs) ? t('requests:decide.vinRight') : t('requests:decide.vinWrong', { signs })];
}

/** What the register says beside what it shall say. */
function sideBySide(request: VehicleRequest, vehicle: Vehicle | undefined): Words[] {
  const { wish, country } = request;
  if (!vehicle) return factsIn(wish).map((fact) => lineOf(fact, wish[fact], country));
  const meanwhile = changedMeanwhile(request, vehicle);
  return factsIn(wish).map((fact) => {
    const line = changeLine(fact, vehicle[fact], wish[fact], country);
    return meanwhile.includes(fact) ? t('requests:decide.meanwhile', { what: line }) : line;
  });
}

async function ownerLines(request: VehicleRequest, vehicle: Vehicle | undefined, { deps }: Look): Promise<Words[]> {
  if (!vehicle) return [];
  const { ownerName } = factsFor('admin', vehicle, await deps.owners.ownerOf(vehicle));
  const known =
    ownerName === undefined ? t('requests:decide.noOwner') : t('requests:decide.owner', { name: ownerName });
  const { objection } = request;
  return [
    vehicleLine(vehicle),
    known,
    ...(objection ? [t('requests:decide.objects')] : []),
    ...(objection?.words === undefined ? [] : [t('contestations:history.words', { words: objection.words })]),
  ];
}

const pictures = (photos: readonly string[]): Attachment[] =>
  photos.map((fileId, index) => ({
    kind: 'image',
    fileId,
    name: `preuve-${index + 1}.jpg`,
    mimeType: 'image/jpeg',
  }));

export async function oneRequest(look: Look): Promise<View> {
  const request = await requestIn(look);
  const skip = { value: 'skip', label: t('opj:case.skip') };
  if (request?.state !== 'pending') return { text: t('requests:decide.refused.over'), options: [skip] };
  const { deps, surface } = look;
  const { photos, words, setBack } = request;
  const [vehicle, author] = await Promise.all([
    deps.vehicleRequests.vehicleOf(request),
    deps.identity.byId(request.personId),
  ]);
  const about = { kind: t(`requests:kind.${request.kind}`), plate: plateOf(request) };
  return {
    text: [
      t('requests:decide.head', { ...about, date: dayOf(request, request.createdAt) }),
      ...(setBack ? [t(`requests:decide.refused.${setBack.why}`)] : []),
      t('requests:decide.by', { name: author?.name ?? author?.phone ?? '' }),
      ...(await ownerLines(request, vehicle, look)),
      ...sideBySide(request, vehicle),
      ...vinLine(request, vehicle),
      ...(words === undefined ? [] : [t('contestations:history.words', { words })]),
      ...photoLines(photos),
    ],
    options: [
      { value: 'accepted', label: t('requests:decide.accepted') },
      { value: 'rejected', label: t('requests:decide.rejected') },
      skip,
    ],
    attachments: surface.showsFiles ? pictures(photos) : [],
  };
}

export const askReason = ({ data }: Look): View => ({
  text: t('opj:reason.ask'),
  options: (data.decision ? decisionReasons[data.decision] : []).map((value) => ({
    value,
    label: t(`requests:reason.${value}`),
  })),
});

export async function confirmation(look: Look): Promise<View> {
  const { data } = look;
  const request = await requestIn(look);
  if (!request || !data.decision) return { text: t('requests:decide.refused.over'), final: true };
  const reason = data.words ? data.words : t(`requests:reason.${data.reason ?? ''}`);
  const about = { kind: t(`requests:kind.${request.kind}`), plate: plateOf(request) };
  return {
    text: [t(`requests:decide.confirm.${data.decision}`, about), t('requests:told.reason', { reason })],
    options: [{ value: 'yes', label: t('opj:confirm.yes') }],
  };
}
