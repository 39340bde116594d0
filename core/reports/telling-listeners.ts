import type { ReportRecord } from './report.model.ts';
import { toReport } from './report.model.ts';
import type { ReportListeners } from './types.ts';

/** How far one listener has come with the events of a report. */
interface Heard {
  readonly name: string;
  readonly upTo: number;
  readonly isLeft?: boolean;
  readonly fault?: unknown;
}

/** How far all have come together, how far each of those who are ahead of the others, and what went wrong. */
export interface Told {
  readonly announced: number;
  readonly ahead: Readonly<Record<string, number>>;
  /** Whether somebody left something for later. */
  readonly isLeft: boolean;
  readonly faults: readonly unknown[];
}

/** Tells a listener what they have not heard yet, one event after the other; never throws. */
async function tellOne(
  [name, listener]: readonly [string, ReportListeners[string]],
  record: ReportRecord,
  inHaste: boolean,
): Promise<Heard> {
  const report = toReport(record);
  let upTo = Math.max(record.announced, record.heard?.[name] ?? 0);
  try {
    for (const change of record.history.filter(({ seq }) => seq > upTo)) {
      if ((await listener(report, change, inHaste)) === 'left') return { name, upTo, isLeft: true };
      upTo = change.seq;
    }
    return { name, upTo };
  } catch (fault) {
    return { name, upTo, fault };
  }
}

/** Tells all listeners at once what has happened to a report: one who cannot hear, or is slow, keeps it from nobody else. */
export async function tellListeners(listeners: ReportListeners, record: ReportRecord, inHaste: boolean): Promise<Told> {
  const all = await Promise.all(Object.entries(listeners).map((one) => tellOne(one, record, inHaste)));
  const last = record.history.at(-1)?.seq ?? record.announced;
  const announced = Math.min(last, ...all.map(({ upTo }) => upTo));
  const ahead = all.filter(({ upTo }) => upTo > announced).map(({ name, upTo }) => [name, upTo] as const);
  return {
    announced,
    ahead: Object.fromEntries(ahead),
    isLeft: all.some((one) => one.isLeft),
    faults: all.flatMap((one) => ('fault' in one ? [one.fault] : [])),
  };
}
