import type { Connection } from 'mongoose';
import { bodyModel, toBody, type Body, type BodyRecord } from './body.model.ts';
import { areasOf } from './area.ts';
import { reportModel, type ReportRecord } from './report.model.ts';
import { activeStates } from './report.states.ts';
import type { ReportWrites } from './report-writes.ts';
import type { Routing } from './routing.ts';

const mayBeFor = (body: Body, report: ReportRecord): boolean =>
  (body.categories.length === 0 || body.categories.includes(report.category)) &&
  areasOf(report).some((area) => body.areas.includes(area));

/** Sends what was told while nobody looked after it, once somebody does, and what a body has left behind. */
export function createLateRouting({
  connection,
  routing,
  writes,
}: {
  readonly connection: Connection;
  readonly routing: Routing;
  readonly writes: ReportWrites;
}) {
  const reports = reportModel(connection);
  const bodies = bodyModel(connection);

  async function routeTo(body: Body): Promise<number> {
    let routed = 0;
    const left = reports.find({ bodyId: null, state: { $in: [...activeStates] } }).lean<ReportRecord[]>();
    for await (const one of left.cursor()) {
      if (one.country !== body.country || !mayBeFor(body, one)) continue;
      await writes.write(one._id, undefined, async (report) => {
        if (report.bodyId !== undefined || !activeStates.includes(report.state)) return undefined;
        const right = await routing.bodyFor(report);
        if (!right) return undefined;
        routed += 1;
        return { set: { bodyId: right.id }, changes: [{ what: 'routed', role: 'system', bodyId: right.id }] };
      });
    }
    return routed;
  }

  /** What a body had that is no longer there goes to another one, or waits for one. */
  async function takeFrom({ _id: gone }: BodyRecord): Promise<number> {
    let routed = 0;
    const left = reports
      .find({ bodyId: gone, state: { $in: [...activeStates] } }, { _id: 1 })
      .lean<{ _id: string }[]>();
    for await (const { _id } of left.cursor())
      await writes.write(_id, undefined, async (report) => {
        if (report.bodyId !== gone || !activeStates.includes(report.state)) return undefined;
        const right = await routing.bodyFor(report);
        routed += right ? 1 : 0;
        const { state: from } = report;
        const sent = { what: 'routed', role: 'system', from, to: 'open' } as const;
        return {
          set: { state: 'open', ...(right && { bodyId: right.id }) },
          unset: ['takenBy', 'lease', ...(right ? [] : (['bodyId'] as const))],
          changes: right ? [{ ...sent, bodyId: right.id }] : from === 'open' ? [] : [{ ...sent, what: 'given_back' }],
        };
      });
    return routed;
  }

  return {
    /** Says how many reports were sent. */
    async run(): Promise<number> {
      let routed = 0;
      for (const record of await bodies.find({ toRoute: true }).lean<BodyRecord[]>()) {
        routed += await (record.active ? routeTo(toBody(record)) : takeFrom(record));
        // One that was changed meanwhile is looked at again.
        await bodies.updateOne({ _id: record._id, revision: record.revision }, { $unset: { toRoute: 1 } });
      }
      return routed;
    },
  };
}

export type LateRouting = ReturnType<typeof createLateRouting>;
