import { createBranchFeed, type BranchFeed, type BranchFeedDeps, type Following } from './branch-feed.ts';

export interface DisplayFeed {
  /**
   * Tells how a branch stands, with all that happened after the event `after`, and from then on whatever happens, until
   * it is stopped. Undefined where there is no such branch.
   */
  follow(branchId: string, following: Following): Promise<(() => void) | undefined>;
}

interface Shared {
  readonly feed: Promise<BranchFeed | undefined>;
  uses: number;
}

/** What the screens of all halls show, in this process: a branch is looked at while somebody follows it. */
export function createDisplayFeed(deps: BranchFeedDeps): DisplayFeed {
  const branches = new Map<string, Shared>();

  async function start(branchId: string): Promise<BranchFeed | undefined> {
    // The board is read after the number: it may know more than the number says, and never less.
    const seen = await deps.displayLog.last(branchId);
    const board = await deps.boards.of(branchId);
    return board && createBranchFeed(branchId, { board, seen }, deps);
  }

  function leave(branchId: string, shared: Shared): void {
    shared.uses -= 1;
    if (shared.uses > 0) return;
    branches.delete(branchId);
    void shared.feed.then((feed) => feed?.stop()).catch(() => undefined);
  }

  return {
    async follow(branchId, following) {
      const shared = branches.get(branchId) ?? { feed: start(branchId), uses: 0 };
      shared.uses += 1;
      branches.set(branchId, shared);
      let isOver = false;
      const over = (): void => {
        if (!isOver) leave(branchId, shared);
        isOver = true;
      };
      try {
        const feed = await shared.feed;
        const stop = await feed?.join(following);
        if (!stop) {
          over();
          return undefined;
        }
        return () => {
          stop();
          over();
        };
      } catch (error) {
        over();
        throw error;
      }
    },
  };
}
