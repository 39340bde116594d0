/**
 * Work on one thing after the other: who asks while it is being done shares the next run with all others who do, which
 * begins after they asked. It spares work; whether it is done right in several processes does not hang on it.
 */
export function sharedRuns(work: (id: string) => Promise<void>): (id: string) => Promise<void> {
  const running = new Map<string, { readonly now: Promise<void>; next?: Promise<void> }>();

  function run(id: string): Promise<void> {
    const now = work(id);
    const turn = { now };
    running.set(id, turn);
    const end = (): void => {
      if (running.get(id) === turn) running.delete(id);
    };
    now.then(end, end);
    return now;
  }

  return (id) => {
    const turn = running.get(id);
    if (!turn) return run(id);
    turn.next ??= turn.now.then(
      () => run(id),
      () => run(id),
    );
    return turn.next;
  };
}
