import type { Log } from '../../log.ts';
import type { Announcements } from './announcements.ts';
import type { Board, Boards } from './board.ts';
import type { DisplayEvent } from './display-event.model.ts';
import type { DisplayLog } from './display-log.ts';

/** What one screen is told. */
export interface DisplayNews {
  /** What happened, in order, each once. */
  readonly events: readonly DisplayEvent[];
  /** How it stands after them. */
  readonly board: Board;
  /** The number up to which everything is in here: to go on from after a break. */
  readonly upTo: number;
}

export interface Following {
  /** The last event that was seen before a break; absent: from now on. */
  readonly after?: number;
  tell(news: DisplayNews): void;
}

export interface BranchFeedDeps {
  readonly displayLog: Pick<DisplayLog, 'last' | 'after' | 'watch'>;
  readonly boards: Boards;
  readonly announcements: Pick<Announcements, 'queueChanged'>;
  readonly log: Pick<Log, 'warn'>;
  /** How often a branch is looked at for what other processes wrote. */
  readonly pollMs?: number;
  /** How often it is counted how many wait, although nobody was called. */
  readonly countMs?: number;
}

export interface BranchFeed {
  /** Tells how it stands, then whatever happens. Answers how to stop it. */
  join(following: Following): Promise<() => void>;
  stop(): void;
}

interface Follower extends Pick<Following, 'tell'> {
  /** The last event that it was told. */
  seen: number;
}

const page = 200;
/** Whoever was away for more than this is told how it stands, and not all that was called meanwhile. */
const mostMissed = 1_000;

/** Sleeps for a while, or until it is rung for; a ring while nobody sleeps counts for the next time. */
function createAlarm(ms: number) {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring(): void {
      rung = true;
      wake?.();
    },
    async sleep(): Promise<void> {
      if (!rung)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      rung = false;
      wake = undefined;
    },
  };
}

/** Looks after one branch for all who follow it in this process: one question to the database serves them all. */
export function createBranchFeed(
  branchId: string,
  from: { readonly board: Board; readonly seen: number },
  { displayLog, boards, announcements, log, pollMs = 1_000, countMs = 4_000 }: BranchFeedDeps,
): BranchFeed {
  const followers = new Set<Follower>();
  const alarm = createAlarm(pollMs);
  let { board, seen } = from;
  let countedAt = performance.now();
  let isStopped = false;
  // What one is told when he joins may not overlap with what all are told.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  /** Everything after a number; undefined where some of it was swept away, or it is too much, or comes from elsewhere. */
  async function since(number: number): Promise<DisplayEvent[] | undefined> {
    const found: DisplayEvent[] = [];
    for (let more: DisplayEvent[] | undefined; !more || more.length === page;) {
      const last = found.at(-1)?.number ?? number;
      more = await displayLog.after(branchId, last, page);
      if (more[0] && more[0].number !== last + 1) return undefined;
      found.push(...more);
      if (found.length > mostMissed) return undefined;
    }
    return found;
  }

  async function tellAll(): Promise<void> {
    const events = await since(seen);
    if (events?.length === 0 && performance.now() - countedAt < countMs) return;
    const upTo = events ? (events.at(-1)?.number ?? seen) : await displayLog.last(branchId);
    const now = (await boards.of(branchId)) ?? board;
    countedAt = performance.now();
    if (upTo === seen && JSON.stringify(now) === JSON.stringify(board)) return;
    const stateBefore = new Map(board.queues.map(({ id, state }) => [id, state]));
    [seen, board] = [upTo, now];
    for (const follower of followers) {
      const news = (events ?? []).filter(({ number }) => number > follower.seen);
      follower.seen = Math.max(seen, follower.seen);
      follower.tell({ events: news, board, upTo: follower.seen });
    }
    // A queue is paused by a counter or by the administration: whoever sees it first writes it down, and all are told.
    for (const queue of now.queues)
      if (stateBefore.has(queue.id) && stateBefore.get(queue.id) !== queue.state)
        await announcements.queueChanged({ ...queue, branchId });
  }

  async function run(): Promise<void> {
    const unwatch = displayLog.watch(branchId, alarm.ring);
    while (!isStopped) {
      await inTurn(tellAll).catch((err: unknown) => log.warn({ err, branchId }, 'a display could not be read'));
      await alarm.sleep();
    }
    unwatch();
  }
  void run();

  return {
    async join({ after, tell }) {
      const follower: Follower = { seen, tell };
      await inTurn(async () => {
        await tellAll();
        // A number that was never given is from another time of this database: what follows it would never come.
        const missed = after === undefined || after > seen ? undefined : await since(after);
        follower.seen = seen;
        followers.add(follower);
        tell({ events: missed?.filter(({ number }) => number <= seen) ?? [], board, upTo: seen });
      });
      return () => followers.delete(follower);
    },
    stop() {
      isStopped = true;
      alarm.ring();
    },
  };
}
