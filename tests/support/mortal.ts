const writes = [
  'insertOne', 'insertMany', 'updateOne', 'updateMany', 'findOneAndUpdate', 'bulkWrite', 'deleteOne', 'deleteMany',
] as const; // prettier-ignore

const death = 'the process dies here';
export const isDeath = (error: unknown): boolean =>
  error instanceof Error && (error.message.includes(death) || isDeath(error.cause));

/** A process that dies before one of its writes, which is as good as after the one before; it writes nothing more. */
export function mortalWrites(collections: readonly object[]) {
  let left = Number.MAX_SAFE_INTEGER;
  let last = '';
  for (const known of collections) {
    const collection = known as Record<string, (...args: unknown[]) => Promise<unknown>>;
    for (const name of writes) {
      const write = collection[name]?.bind(known);
      collection[name] = async (...args) => {
        left -= 1;
        if (left >= 0) last = `${String(collection['name'])}.${name}`;
        if (left <= 0) throw new Error(death);
        return write?.(...args);
      };
    }
  }
  return {
    /** 1 is the next one. */
    dieAt: (write: number): void => void (left = write),
    /** Another process goes on; says whether the first one had died. */
    revive(): boolean {
      const wasDead = left <= 0;
      if (wasDead) left = Number.MAX_SAFE_INTEGER;
      return wasDead;
    },
    /** What it has tried to write before all others. */
    last: (): string => last,
  };
}
