import type { Timers } from '../../../bots/whatsapp-web/timers.ts';

/** Time that passes only when a test says so. */
export function createManualTimers() {
  let now = 0;
  const waiting: { readonly at: number; readonly run: () => void }[] = [];
  const timers: Timers = {
    after(ms, run) {
      const entry = { at: now + ms, run };
      waiting.push(entry);
      return () => {
        const index = waiting.indexOf(entry);
        if (index >= 0) waiting.splice(index, 1);
      };
    },
  };
  /** Lets everything that is only waiting for its turn run. */
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    timers,
    settle,
    /** Milliseconds until each timer that is set. */
    pending: (): number[] => waiting.map(({ at }) => at - now).sort((a, b) => a - b),
    async pass(ms: number): Promise<void> {
      const end = now + ms;
      await settle();
      for (;;) {
        const [next] = [...waiting].sort((a, b) => a.at - b.at);
        if (!next || next.at > end) break;
        waiting.splice(waiting.indexOf(next), 1);
        now = next.at;
        next.run();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}
