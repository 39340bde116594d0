import PQueue from 'p-queue';

export interface Pace {
  /** Messages a second to all chats together. */
  readonly perSecond: number;
  /** Messages to one chat within `chatSeconds`: short bursts are fine, a steady flow is one a second. */
  readonly perChat: number;
  readonly chatSeconds: number;
}

/** Telegram's own advice is 30 a second over all and one a second to a chat (Bots FAQ, "broadcast limits"). */
const defaultPace: Pace = { perSecond: 25, perChat: 6, chatSeconds: 4 };

/** Runs calls to one chat one after the other, and all of them no faster than the pace. */
export function createPacer(pace: Pace = defaultPace) {
  const overall = new PQueue({ interval: 1_000, intervalCap: pace.perSecond });
  const chats = new Map<string, PQueue>();

  function queueOf(chatId: string): PQueue {
    const known = chats.get(chatId);
    if (known) return known;
    const queue = new PQueue({ concurrency: 1, interval: pace.chatSeconds * 1_000, intervalCap: pace.perChat });
    chats.set(chatId, queue);
    return queue;
  }

  /** Queues that have been idle for an interval have nothing left to remember. */
  function forgetIdle(): void {
    if (chats.size < 1_000) return;
    for (const [chatId, queue] of chats) if (queue.size === 0 && queue.pending === 0) chats.delete(chatId);
  }

  return {
    run<T>(chatId: string, call: () => Promise<T>): Promise<T> {
      forgetIdle();
      return queueOf(chatId).add(async () => {
        await overall.add(() => undefined);
        return call();
      });
    },
    async idle(): Promise<void> {
      await Promise.all([...chats.values()].map((queue) => queue.onIdle()));
    },
  };
}
