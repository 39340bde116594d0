/** Runs the tasks of one key one after the other, in the order given; tasks of different keys side by side. */
export function createLanes() {
  const tails = new Map<string, Promise<unknown>>();

  return {
    run<T>(key: string, task: () => Promise<T>): Promise<T> {
      const before = tails.get(key) ?? Promise.resolve();
      const result = before.then(task, task);
      const tail = result.then(
        () => forget(),
        () => forget(),
      );
      const forget = () => {
        if (tails.get(key) === tail) tails.delete(key);
      };
      tails.set(key, tail);
      return result;
    },
    /** Resolves when nothing is under way. */
    async idle(): Promise<void> {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}
