import { DatabaseSilence, isOutOfReach } from './out-of-reach.ts';

interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export interface TogetherOptions<Ask, Answer> {
  /** One command for many asks; the answers are in the order of the asks. */
  perform(asks: readonly Ask[]): Promise<readonly Answer[]>;
  /** Asks in one command at most. */
  readonly size?: number;
  /** How long a command may take before it is given up, in milliseconds. */
  readonly patienceMs?: number;
}

/** A command that was lost with its connection is never answered: without an end, all that is asked later would wait behind it. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DatabaseSilence()), ms);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Gathers what concurrent callers ask of the database into one command. The next command leaves as soon as the last is
 * answered; nobody's ask is sent before it was made, and everybody waits for the answer to their own. Under load a
 * round trip is shared by dozens of callers, and a lone caller waits for nobody.
 */
export function createTogether<Ask, Answer>({
  perform,
  size = 200,
  patienceMs = 5_000,
}: TogetherOptions<Ask, Answer>): (ask: Ask) => Promise<Answer> {
  let queue: Waiting<Ask, Answer>[] = [];
  let busy = false;

  async function settle(group: readonly Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await inTime(perform(group.map(({ ask }) => ask)), patienceMs);
      for (const [index, { resolve }] of group.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      await fail(group, error);
    }
  }

  async function fail(group: readonly Waiting<Ask, Answer>[], error: unknown): Promise<void> {
    // Who waits behind would only wait as long once more to hear the same.
    if (isOutOfReach(error)) for (const { reject } of [...group, ...queue.splice(0)]) reject(error);
    // One ask that the database cannot take must not take the others down with it.
    else if (group.length > 1) await Promise.all(group.map((one) => settle([one])));
    else group[0]?.reject(error);
  }

  async function work(): Promise<void> {
    while (queue.length > 0) {
      const group = queue.slice(0, size);
      queue = queue.slice(size);
      await settle(group);
    }
    busy = false;
  }

  return (ask) =>
    new Promise((resolve, reject) => {
      queue.push({ ask, resolve, reject });
      if (busy) return;
      busy = true;
      // After this round of input: what arrived in the same moment goes together.
      setImmediate(() => void work());
    });
}
