import PQueue from 'p-queue';
import type { Log } from '../log.ts';
import type { Targets } from './targets.ts';
import type { TryNext } from './trying.ts';

/** Requests that one process has under way to one target: for as many subjects. */
const sideBySide = 4;
/** What takes longer goes on by itself, so that a slow target keeps the others from nothing. */
const usualPatienceMs = 20_000;

/** Sends in the background, for each target by itself. Nothing in memory matters: another process would do the same. */
export function createSending({
  targets,
  tryNext,
  log,
  patienceMs = usualPatienceMs,
}: {
  readonly targets: Pick<Targets, 'open'>;
  readonly tryNext: TryNext;
  readonly log: Log;
  readonly patienceMs?: number;
}) {
  const queues = new Map<string, PQueue>();
  let tries = 0;
  let isStopping = false;

  /** One after the other, until nothing is due; whoever finds something calls another one to help. */
  async function work(subscriptionId: string): Promise<void> {
    let hasCalled = false;
    const callHelp = (): void => {
      if (!hasCalled) sendSoon([subscriptionId]);
      hasCalled = true;
    };
    try {
      while (!isStopping) {
        const step = await tryNext(subscriptionId, callHelp);
        if (step === 'nothing') return;
        if (step === 'tried') tries += 1;
      }
    } catch (error) {
      log.warn({ subscriptionId, error }, 'webhooks are sent later');
    }
  }

  function queueOf(subscriptionId: string): PQueue {
    const known = queues.get(subscriptionId);
    if (known) return known;
    const made = new PQueue({ concurrency: sideBySide });
    // Forgotten again, as targets come and go.
    made.on('idle', () => void queues.delete(subscriptionId));
    queues.set(subscriptionId, made);
    return made;
  }

  function sendSoon(subscriptionIds: readonly string[]): void {
    if (isStopping) return;
    for (const id of subscriptionIds) {
      const queue = queueOf(id);
      // One that waits will find whatever was put in until then.
      if (queue.size === 0) void queue.add(() => work(id));
    }
  }

  async function idle(): Promise<void> {
    while (queues.size > 0) await Promise.all([...queues.values()].map((queue) => queue.onIdle()));
  }

  async function within(ms: number, done: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms).unref()));
    await Promise.race([done, late]);
    clearTimeout(timer);
  }

  return {
    /** In the background. */
    sendSoon,
    idle,

    async sendDue(): Promise<number> {
      const before = tries;
      sendSoon(await targets.open());
      await within(patienceMs, idle());
      return tries - before;
    },

    /** Begins nothing more, and waits a little for what is under way; another process takes up what was left. */
    async stop(ms: number): Promise<void> {
      isStopping = true;
      await within(ms, idle());
    },
  };
}

export type Sending = ReturnType<typeof createSending>;
