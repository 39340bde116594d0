import { RateLimiterMemory } from 'rate-limiter-flexible';

/** `slower`: too much of this one person, to be said now; `told`: it was said a moment ago. */
export type Admission = 'come' | 'busy' | 'slower' | 'told';

export interface Crowd {
  admit(channel: string, person: string): Promise<Admission>;
  /** Counts the work as under way in its channel. */
  within<T>(channel: string, work: () => Promise<T>): Promise<T>;
}

/**
 * Who is let through when many, or one alone, write too much at once. Counted in each process: it protects the process,
 * and a person's messages come through few of them.
 */
export function createCrowd({
  burst,
  maxInFlight,
  reminderSeconds,
}: {
  /** Messages of one person in ten seconds. */
  burst: number;
  /** Messages of one channel under way at once. */
  maxInFlight: number;
  /** Whoever goes on regardless is asked again only so often. */
  reminderSeconds: number;
}): Crowd {
  const messages = new RateLimiterMemory({ points: burst, duration: 10 });
  const reminders = new RateLimiterMemory({ points: 1, duration: reminderSeconds });
  const inFlight = new Map<string, number>();

  const fits = (limiter: RateLimiterMemory, key: string): Promise<boolean> =>
    limiter.consume(key).then(
      () => true,
      () => false,
    );
  const count = (channel: string, by: number): void => void inFlight.set(channel, (inFlight.get(channel) ?? 0) + by);

  return {
    async admit(channel, person) {
      if ((inFlight.get(channel) ?? 0) >= maxInFlight) return 'busy';
      if (await fits(messages, person)) return 'come';
      return (await fits(reminders, person)) ? 'slower' : 'told';
    },
    async within(channel, work) {
      count(channel, 1);
      try {
        return await work();
      } finally {
        count(channel, -1);
      }
    },
  };
}
