/** Work that goes on after its answer was given, so that a stop can wait for it. */
export interface UnderWay {
  /** Counts the work as under way until it has ended, well or not, and gives it back. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves once nothing is under way, whatever was begun meanwhile. */
  idle(): Promise<void>;
}

export function createUnderWay(): UnderWay {
  const works = new Set<Promise<unknown>>();
  return {
    track(work) {
      const kept = work.catch(() => undefined).finally(() => works.delete(kept));
      works.add(kept);
      return work;
    },
    async idle() {
      while (works.size > 0) await Promise.all(works);
    },
  };
}
