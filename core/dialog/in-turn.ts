/** Runs work of the same key one after the other, in the order of asking; other keys do not wait. */
export function createInTurn(): { <T>(key: string, work: () => Promise<T>): Promise<T>; waiting(key: string): number } {
  const tails = new Map<string, { last: Promise<unknown>; count: number }>();

  function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const line = tails.get(key) ?? { last: Promise.resolve(), count: 0 };
    const mine = line.last.then(work, work);
    const entry = { last: mine, count: line.count + 1 };
    tails.set(key, entry);
    const leave = (): void => {
      const now = tails.get(key);
      if (now === undefined) return;
      if (now.count === 1) tails.delete(key);
      else tails.set(key, { ...now, count: now.count - 1 });
    };
    mine.then(leave, leave);
    return mine;
  }
  inTurn.waiting = (key: string): number => tails.get(key)?.count ?? 0;
  return inTurn;
}
