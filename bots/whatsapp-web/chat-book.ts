import type { Connection } from 'mongoose';
import type { Clock } from '../../core/clock.ts';
import { chatModel, type ChatDocument } from './chat.model.ts';

export interface ChatBook {
  /** Notes that the person of this address has written, and where. */
  remember(address: string, chatId: string): Promise<void>;
  /** The chat to write to, or undefined when the person never wrote: unasked messages get a number banned. */
  chatOf(address: string): Promise<string | undefined>;
  /** What is held of these addresses. */
  entries(addresses: readonly string[]): Promise<readonly ChatDocument[]>;
  /** Erases the address (A9). */
  forget(address: string): Promise<void>;
}

/** Who wrote to us on WhatsApp, kept over restarts. */
export function createChatBook({ connection, clock }: { connection: Connection; clock: Clock }): ChatBook {
  const chats = chatModel(connection);
  return {
    async remember(address, chatId) {
      const now = clock();
      const change = { $set: { chatId, lastSeenAt: now }, $setOnInsert: { firstSeenAt: now } };
      await chats.updateOne({ _id: address }, change, { upsert: true });
    },
    chatOf: async (address) => (await chats.findById(address).lean())?.chatId,
    entries: (addresses) => chats.find({ _id: { $in: [...addresses] } }).lean<ChatDocument[]>(),
    async forget(address) {
      await chats.deleteOne({ _id: address });
    },
  };
}
