/**
 * Tells all who listen, at once. One who cannot hear keeps it from nobody else; then it throws what that one threw, so
 * that all are told again.
 */
export async function tellAll<Told extends readonly unknown[]>(
  listeners: readonly ((...told: Told) => unknown)[],
  ...told: Told
): Promise<void> {
  const heard = await Promise.allSettled(listeners.map(async (listener) => listener(...told)));
  for (const one of heard) if (one.status === 'rejected') throw one.reason;
}
