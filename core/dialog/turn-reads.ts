import type { Model } from 'mongoose';
import { createTogether } from '../database/index.ts';
import type { TurnDocument } from './turn.model.ts';

/** `_id`s of one dialog, in order: revs have thirteen digits until the year 2286. */
export const ofDialog = (dialogId: string): { $gt: string; $lt: string } => ({
  $gt: `${dialogId}:`,
  $lt: `${dialogId};`,
});

/** The dialog of a turn's `_id`. */
export const dialogOf = (turnId: string): string => turnId.slice(0, turnId.lastIndexOf(':'));

/** Ids that one shared look-up reads at most. */
const mostIds = 2_000;

export interface TurnReads {
  /** The `_id` of a dialog's last turn, found in the index alone. */
  newestId(dialogId: string): Promise<string | undefined>;
  byId(id: string): Promise<TurnDocument | undefined>;
  byInbound(inbound: string): Promise<TurnDocument | undefined>;
}

/**
 * The look-ups of concurrent steps, gathered into shared commands: a look-up on its own costs the engine three times
 * what it costs in company.
 */
export function createTurnReads(model: Model<TurnDocument>): TurnReads {
  const turns = model.collection;

  async function newestOf(dialogId: string): Promise<string | undefined> {
    const found = await turns.findOne({ _id: ofDialog(dialogId) } as never, {
      sort: { _id: -1 },
      projection: { _id: 1 },
    });
    return found ? String(found._id) : undefined;
  }

  const newestId = createTogether<string, string | undefined>({
    size: 50,
    async perform(dialogIds) {
      const ranges = [...new Set(dialogIds)].map((dialogId) => ({ _id: ofDialog(dialogId) }));
      const found = await turns.find({ $or: ranges } as never, { projection: { _id: 1 }, limit: mostIds }).toArray();
      // Somebody among them has written very much: then each is asked for the newest only.
      if (found.length === mostIds) return Promise.all(dialogIds.map(newestOf));
      const newest = new Map<string, string>();
      for (const { _id } of found as unknown as { _id: string }[]) {
        const dialogId = dialogOf(_id);
        if (_id > (newest.get(dialogId) ?? '')) newest.set(dialogId, _id);
      }
      return dialogIds.map((dialogId) => newest.get(dialogId));
    },
  });

  /** One document for each value of a unique field. */
  const byUnique = (field: '_id' | 'inbound'): ((value: string) => Promise<TurnDocument | undefined>) =>
    createTogether({
      async perform(values) {
        const found = (await turns.find({ [field]: { $in: [...values] } }).toArray()) as unknown as TurnDocument[];
        const byValue = new Map(found.map((turn) => [turn[field], turn]));
        return values.map((value) => byValue.get(value));
      },
    });

  return { newestId, byId: byUnique('_id'), byInbound: byUnique('inbound') };
}
