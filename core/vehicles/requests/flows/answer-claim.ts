import type { Looking, Outcome, Turn, View } from '../../../dialog/types.ts';
import { defineFlow } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { dayOf, plateOf } from '../request-notices.ts';
import type { VehicleRequest } from '../request.model.ts';
import type { VehicleRequests } from '../requests.service.ts';
import { badWords } from './facts.ts';

export interface AnswerClaimDeps {
  readonly vehicleRequests: Pick<VehicleRequests, 'against' | 'object'>;
}

type ScreenId = 'which' | 'claim' | 'words';

interface Data {
  readonly requestId: string;
}

type Look = Looking<Data, AnswerClaimDeps>;
type Step = Turn<Data, AnswerClaimDeps>;
type Next = Outcome<ScreenId, Data>;

const none: View = { text: t('requests:against.none'), final: true };
const ownerIn = ({ caller }: Look) => ({
  personId: caller.personId ?? '',
  ...(caller.phone === undefined ? {} : { phone: caller.phone }),
});

async function which(look: Look): Promise<View> {
  const claims = await look.deps.vehicleRequests.against(ownerIn(look));
  if (claims.length === 0) return none;
  return {
    text: t('requests:against.which'),
    options: claims.map((one) => ({ value: one.id, label: t('requests:mine.against', { plate: plateOf(one) }) })),
  };
}

const claimIn = async (look: Look): Promise<VehicleRequest | undefined> =>
  (await look.deps.vehicleRequests.against(ownerIn(look))).find(({ id }) => id === look.data.requestId);

/** Nothing is said of who claims it. */
async function claim(look: Look): Promise<View> {
  const one = await claimIn(look);
  if (!one) return none;
  const { objection, decideFrom } = one;
  if (objection) return { text: t('requests:against.said', { date: dayOf(one, objection.at) }), options: [] };
  return {
    text: t('requests:against.ask', { plate: plateOf(one), date: dayOf(one, decideFrom) }),
    options: [{ value: 'object', label: t('requests:against.object') }],
  };
}

const askWords = (): View => ({
  text: t('requests:against.words'),
  options: [{ value: 'skip', label: t('contestations:words.skip') }],
});

async function object(turn: Step, words?: string): Promise<Next> {
  const { data, deps } = turn;
  try {
    await deps.vehicleRequests.object(data.requestId ?? '', { ...ownerIn(turn), ...(words ? { words } : {}) });
  } catch (error) {
    // The claim is over, and the screen says so.
    if (!isLisoloError(error, 'illegal_transition') && !isLisoloError(error, 'forbidden')) throw error;
  }
  return { go: 'claim' };
}

function takeWords(turn: Step, typed: string): Promise<Next> | Next {
  const bad = badWords(typed);
  return bad ? { go: 'words', notice: bad } : object(turn, typed);
}

/** The present owner answers somebody who claims the vehicle. */
export const answerClaim = defineFlow<ScreenId, Data, AnswerClaimDeps>({
  id: 'answer-claim',
  version: 1,
  start: 'which',
  requires: ['consent', 'phone'],
  shortcuts: [{ keywords: 'requests:against.keywords' }],
  screens: {
    which: { show: which, on: { choice: (_turn, requestId) => ({ go: 'claim', set: { requestId } }) } },
    claim: { show: claim, on: { choice: () => ({ go: 'words' }) } },
    words: { show: askWords, on: { choice: (turn) => object(turn), text: takeWords } },
  },
});
