import { countries } from '../../countries/index.ts';
import { countryCodes, defineFlow } from '../../dialog/types.ts';
import type { Caller, Outcome, Turn, View } from '../../dialog/types.ts';
import { moment, money, t, type Text, type Words } from '../../dialog/words.ts';
import type { VerificationProof } from '../../documents/index.ts';
import { looksLikePlate, parsePlate, plateTaken, readPlateIn } from '../../plates/index.ts';
import type { PlateRead, PlateReadings, PlateSought } from '../../plates/index.ts';
import type { Claim, DocumentCheck, Finding } from '../document-check.ts';
import type { PlateSearch } from '../plate-search.ts';
import { looksLikeReference } from '../reference.ts';
import { isPayable } from '../fines.service.ts';
import { at, plateParam, standing } from './words.ts';

type ScreenId = 'ask' | 'answer';

interface Data extends PlateSought {
  readonly claim: Claim;
}

export interface VerifyDocumentDeps {
  readonly documentCheck: DocumentCheck;
  readonly plates: Pick<PlateSearch, 'exact'>;
  readonly plateReadings: PlateReadings;
}

type Next = Outcome<ScreenId, Data>;

/** Who stops people on the road, and has to know before anything else whether a paper is genuine. */
const officers = ['pcr_agent', 'opj'] as const;
const isOfficer = ({ roles }: Caller): boolean => officers.some((role) => roles.includes(role));

const verdicts: Record<Claim['by'], (finding: Finding) => Text> = {
  token: ({ proof }) => {
    if (!proof) return t('fines:verify.forged');
    const number = proof.number ?? proof.reference;
    return proof.specimen ? t('fines:verify.specimen', { number }) : t(`fines:verify.genuine.${proof.kind}`, { number });
  },
  receipt: ({ claim, known }) =>
    t(known ? 'fines:verify.known' : 'fines:verify.unknown', { number: claim.by === 'receipt' ? claim.number : '' }),
  plate: ({ claim, fines }) =>
    t('fines:list.count', {
      count: fines.filter(isPayable).length,
      plate: plateParam(claim.by === 'plate' ? claim.plate : ''),
    }),
  fine: ({ known }) => t(known ? 'fines:verify.onRecord' : 'fines:reference.unknown'),
}; // prettier-ignore

function verificationOnPaper({ plate = '', verdict, score, reference, issuedAt }: VerificationProof): Words[] {
  const country = countryCodes.find((code) => reference.startsWith(`V-${code}-`));
  const zone = country ? countries[country].timeZone : 'UTC';
  return [
    t('verification:paperSays', {
      plate: plateParam(plate),
      verdict: t(`verification:verdict.${verdict}`),
      score,
      at: moment(issuedAt, zone, 'datetime'),
    }),
  ];
}

/** What the paper says, to be held against the paper. */
function onPaper({ proof, fines }: Finding): Words[] {
  const [fine] = fines;
  if (!proof) return [];
  if (proof.kind === 'verification') return verificationOnPaper(proof);
  const when = fine ? at(fine, proof.issuedAt) : proof.issuedAt.toISOString().slice(0, 10);
  return [t('fines:verify.paper', { amount: money(proof.amount), date: when })];
}

function answer(finding: Finding): View {
  const { fines, known, claim } = finding;
  const verdict = verdicts[claim.by](finding);
  return {
    // A fine that is looked up by its number needs no verdict: how it stands says it all.
    text: [...(claim.by === 'fine' && known ? [] : [verdict]), ...onPaper(finding), ...fines.map(standing)],
    options: [
      ...(fines.length > 0 ? [{ value: 'open', label: t('fines:verify.open') }] : []),
      { value: 'another', label: t('fines:verify.another') },
    ],
  };
}

/** What was typed: a document's number, its address, a fine, or a plate. */
async function claimIn(
  typed: string,
  { documentCheck, plates }: VerifyDocumentDeps,
  { country }: Caller,
): Promise<Claim> {
  const claim = documentCheck.claimIn(typed);
  if (claim) return claim;
  const parsed = !looksLikeReference(typed) && looksLikePlate(typed, country) ? parsePlate(typed, country) : undefined;
  return parsed && !parsed.partial
    ? { by: 'plate', ...(await plates.exact(parsed, country)) }
    : { by: 'fine', reference: typed.slice(0, 60) };
}

async function byText(turn: Turn<Data, VerifyDocumentDeps>, typed: string): Promise<Next> {
  const claim = await claimIn(typed, turn.deps, turn.caller);
  if (claim.by === 'plate') await plateTaken(turn, claim.plate);
  return { go: 'answer', set: { claim, plateIn: '' } };
}

/** A paper bears a QR code; where there is none, the photo may be of the vehicle. */
async function byPhoto(turn: Turn<Data, VerifyDocumentDeps>, { fileId }: { fileId: string }): Promise<Next> {
  const claim = await turn.deps.documentCheck.claimOfPhoto(fileId);
  if (claim) return { go: 'answer', set: { claim } };
  const plate = await readPlateIn(turn, fileId, 'ask');
  return 'retry' in plate ? { retry: t('fines:verify.noCode') } : plate;
}

/**
 * A paper that somebody photographs is checked at once, except a genuine note in a citizen's hands: who sends that wants
 * to pay it.
 */
async function photographed(
  { fileId }: { fileId: string },
  { documentCheck }: VerifyDocumentDeps,
  caller: Caller,
): Promise<Partial<Data> | undefined> {
  const claim = await documentCheck.claimOfPhoto(fileId);
  if (claim?.by !== 'token') return undefined;
  return documentCheck.proofOf(claim)?.kind === 'notice' && !isOfficer(caller) ? undefined : { claim };
}

/** C10: is this paper genuine, and is it paid? For officers in the menu, for everybody by photo, link or number. */
export const verifyDocument = defineFlow<ScreenId, Data, VerifyDocumentDeps>({
  id: 'verify-document',
  version: 1,
  start: 'ask',
  menu: { label: t('fines:verify.menu'), order: 15, roles: officers },
  shortcuts: [
    { keywords: 'fines:verify.keywords' },
    {
      text: (typed, { documentCheck }) => {
        const claim = documentCheck.claimIn(typed);
        return claim && { claim };
      },
      photo: photographed,
      screen: 'answer',
    },
  ],
  screens: {
    ask: {
      show: () => ({ text: t('fines:verify.ask'), hints: { photo: t('fines:verify.photo') } }),
      on: { text: byText, photo: byPhoto, returned: (turn, value) => byText(turn, (value as PlateRead).typed) },
    },
    answer: {
      async show({ data, deps }) {
        return data.claim ? answer(await deps.documentCheck.find(data.claim)) : { text: t('fines:reference.unknown') };
      },
      on: {
        async choice({ data, deps }, value) {
          if (value !== 'open' || !data.claim) return { go: 'ask' };
          const { fines } = await deps.documentCheck.find(data.claim);
          const entitled = data.claim.by !== 'plate';
          return { run: 'pay-fine', with: { fineIds: fines.map(({ id }) => id), entitled }, then: 'answer' };
        },
      },
    },
  },
});
