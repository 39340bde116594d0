import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { newId } from '../../database/index.ts';
import { LisoloError } from '../../errors.ts';
import { keepPhoto, type FileService } from '../../files/index.ts';
import type { Role } from '../../identity/index.ts';
import { toPayable } from '../../money.ts';
import { changeFine } from '../change-fine.ts';
import { tariffNow } from '../dues.ts';
import { infractionModel, toFine, type Contestation, type Fine, type InfractionRecord } from '../infraction.model.ts';
import { contestationTransitions } from '../infraction.states.ts';
import { stands, upheld, withdrawn } from './closing.ts';
import { isGround, isReasonOf, longestWords, mostLater, mostPhotos, type ContestationDecision } from './codes.ts';
import { contestRefusal, hasWithdrawnEnough, isParty, openContestation, type Contester } from './rules.ts';

export interface Opening extends Contester {
  readonly fineId: string;
  readonly personId: string;
  /** Code of a listed ground. */
  readonly ground: string;
  readonly text?: string;
  /** Photos as the door has stored them. */
  readonly photos?: readonly string[];
  /** Idempotency key. */
  readonly key: string;
}

export interface Decision {
  /** Only if this is the open one. */
  readonly contestationId?: string;
  readonly to: ContestationDecision;
  /** Of a reduction: the new amount of the tariff, in minor units. */
  readonly amount?: number;
  /** Code of a listed reason; it or the own words are needed. */
  readonly reason?: string;
  readonly words?: string;
  readonly by: string;
  readonly role: Role;
}

export interface Contestations {
  /** Throws `unauthenticated`, `conflict` (details.refusal, a `ContestRefusal`), `invalid_input`, `not_found`, `unsupported_media`. */
  open(opening: Opening): Promise<Fine>;
  /**
   * More words or another photo, while it is open. Throws `forbidden` to anybody but the author, `conflict` (details.refusal
   * `over` or `enough`).
   */
  addEvidence(more: { fineId: string; personId: string; text?: string; photo?: string; key: string }): Promise<Fine>;
  /**
   * Repeating it changes nothing. Throws `forbidden` to anybody but the author, `conflict` (details.refusal `over`, or
   * `withdrawn` to whoever has done so often enough).
   */
  withdraw(fineId: string, personId: string): Promise<Fine>;
  /**
   * Repeating one's own decision changes nothing. Throws `forbidden` (details.refusal `party`: it is his own case),
   * `illegal_transition` when nothing is open, `invalid_input` (details.field).
   */
  decide(fineId: string, decision: Decision): Promise<Fine>;
}

const badInput = (field: string): LisoloError => new LisoloError('invalid_input', { reason: field, field });

function checkedWords(words: string | undefined, field: string): void {
  if (words !== undefined && (words.trim() === '' || words.length > longestWords)) throw badInput(field);
}

function checkReasons({ to, reason, words, amount }: Decision): void {
  checkedWords(words, 'words');
  if (reason === undefined && words === undefined) throw badInput('reason');
  if (reason !== undefined && !isReasonOf(to, reason)) throw badInput('reason');
  if ((amount !== undefined) !== (to === 'reduced')) throw badInput('amount');
}

/** Smaller than what the tariff asks, and not nothing: then it would be upheld. */
function checkedTariff(fine: Fine, amount: number): number {
  const most = tariffNow(fine) - 1;
  const isPaidExactly = Number.isSafeInteger(amount) && toPayable(amount, fine.due.currency) === amount;
  if (!isPaidExactly || amount <= 0 || amount > most)
    throw new LisoloError('invalid_input', { reason: 'amount', field: 'amount', most });
  return amount;
}

const sameDecision = ({ state, history }: Contestation, { to, by }: Decision): boolean =>
  state === to && history.at(-1)?.by === by;

/** C7: citizens contest fines, and officers answer. Each step is one write of the one fine. */
export function createContestations({
  connection,
  clock,
  files,
}: {
  connection: Connection;
  clock: Clock;
  files: Pick<FileService, 'read' | 'put'>;
}): Contestations {
  const infractions = infractionModel(connection);
  // The photos are the person's own data, and go with the person.
  const keep = (photo: string, personId: string, key: string): Promise<string> =>
    keepPhoto(files, photo, { name: 'contestation', owner: personId, key: `contestation:${key}` });

  async function keepAll(photos: readonly string[], personId: string, key: string): Promise<string[]> {
    const kept: string[] = [];
    for (const [index, photo] of photos.entries()) kept.push(await keep(photo, personId, `${key}:${index}`));
    return kept;
  }

  function refuseUnlessContestable(fine: Fine, who: Contester): void {
    const refusal = contestRefusal(fine, clock(), who);
    if (refusal) throw new LisoloError('conflict', { refusal });
  }

  /** The open one of this author, or why there is none. */
  function ownOpen(fine: Fine, personId: string): { one: Contestation; index: number } {
    if (!fine.contestations.some((one) => one.personId === personId))
      throw new LisoloError('forbidden', { refusal: 'not_yours' });
    const open = openContestation(fine);
    if (open?.one.personId !== personId || !open) throw new LisoloError('conflict', { refusal: 'over' });
    return open;
  }

  return {
    async open(opening) {
      const { fineId, personId, ground, text, photos = [], key } = opening;
      // An empty name is what is left of somebody who was forgotten.
      if (personId === '') throw new LisoloError('unauthenticated');
      const known = await infractions.findOne({ 'contestations.key': key }).lean<InfractionRecord>();
      if (known) return toFine(known);
      if (!isGround(ground)) throw badInput('ground');
      checkedWords(text, 'text');
      if (photos.length > mostPhotos) throw badInput('photos');
      // Before photos are kept for nothing.
      const found = await infractions.findById(fineId).lean<InfractionRecord>();
      if (found) refuseUnlessContestable(toFine(found), opening);
      const kept = await keepAll(photos, personId, key);
      return changeFine(infractions, fineId, (fine) => {
        if (fine.contestations.some((one) => one.key === key)) return undefined;
        refuseUnlessContestable(fine, opening);
        const now = clock();
        const contestation: Contestation = {
          id: newId(),
          key,
          state: 'open',
          personId,
          ground,
          ...(text === undefined ? {} : { text }),
          photos: kept,
          at: now,
          history: [{ to: 'open', at: now, by: personId }],
          tellAt: now,
        };
        return { $push: { contestations: contestation }, $set: { 'schedule.nextAt': now } };
      });
    },

    async addEvidence({ fineId, personId, text, photo, key }) {
      checkedWords(text, 'text');
      if (text === undefined && photo === undefined) throw badInput('text');
      const fileId = photo === undefined ? undefined : await keep(photo, personId, key);
      return changeFine(infractions, fineId, (fine) => {
        const { one, index } = ownOpen(fine, personId);
        const later = one.later ?? [];
        if (later.some((each) => each.key === key)) return undefined;
        const photos = one.photos.length + later.filter((each) => each.photo !== undefined).length;
        if (later.length >= mostLater || (fileId !== undefined && photos >= mostPhotos))
          throw new LisoloError('conflict', { refusal: 'enough' });
        const more = {
          key,
          at: clock(),
          ...(text === undefined ? {} : { text }),
          ...(fileId === undefined ? {} : { photo: fileId }),
        };
        return { $push: { [`contestations.${index}.later`]: more } };
      });
    },

    withdraw: (fineId, personId) =>
      changeFine(infractions, fineId, (fine) => {
        const last = fine.contestations.at(-1);
        if (last?.personId === personId && last.state === 'withdrawn') return undefined;
        const { index } = ownOpen(fine, personId);
        if (hasWithdrawnEnough(fine, personId)) throw new LisoloError('conflict', { refusal: 'withdrawn' });
        return withdrawn(fine, index, personId, clock());
      }),

    async decide(fineId, decision) {
      checkReasons(decision);
      const { to, by, role, reason, words, amount } = decision;
      return changeFine(infractions, fineId, (fine) => {
        const open = openContestation(fine);
        const last = fine.contestations.at(-1);
        const meant = decision.contestationId ?? (open?.one ?? last)?.id;
        if (!open && last?.id === meant && last && sameDecision(last, decision)) return undefined;
        if (!contestationTransitions.open[to]?.includes(role)) throw new LisoloError('forbidden', { to });
        if (open?.one.id !== meant || !open)
          throw new LisoloError('illegal_transition', { from: last?.state ?? 'none', to });
        if (isParty(fine, by)) throw new LisoloError('forbidden', { refusal: 'party' });
        const change = {
          to,
          by,
          ...(reason === undefined ? {} : { reason }),
          ...(words === undefined ? {} : { words }),
        };
        if (to === 'upheld') return upheld(fine, open.index, change, clock());
        const tariff = to === 'reduced' ? checkedTariff(fine, amount ?? 0) : undefined;
        return stands(fine, open.index, change, clock(), tariff);
      });
    },
  };
}
