const duplicateKey = 11000;

/** Whether a write was refused because a unique index has that key already: somebody was first, or it is a repeat. */
export const isDuplicateKey = (error: unknown): boolean =>
  (error as { code?: unknown } | null | undefined)?.code === duplicateKey;
