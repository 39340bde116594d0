import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { countries, walletsOf } from '../../countries/index.ts';
import { isDuplicateKey, newId } from '../../database/index.ts';
import { countryCodes, type CountryCode } from '../../dialog/types.ts';
import { moment, t } from '../../dialog/words.ts';
import { LisoloError } from '../../errors.ts';
import type { IdentityService } from '../../identity/index.ts';
import type { Log } from '../../log.ts';
import type { NotificationService } from '../../notifications/index.ts';
import { bankLineModel } from '../bank/bank-line.model.ts';
import { bankName } from '../bank/bank.provider.ts';
import { paymentModel } from '../payment.model.ts';
import type { ProviderRegistry } from '../provider-registry.ts';
import { dayBefore, dayIn, type Day } from './days.ts';
import { createOneDay, type Finding } from './one-day.ts';
import {
  reconciliationModel,
  toReconciliation,
  type Reconciliation,
  type ReconciliationRecord,
} from './reconciliation.model.ts';

export interface ReconciliationWish {
  /** `2026-11-20`, in the time zone of each country. */
  readonly day: string;
  /** Absent: all with something to compare. */
  readonly provider?: string;
  readonly country?: CountryCode;
  /** A person's id. */
  readonly by: string;
}

export interface ReconciliationService {
  /** Compares a day with the providers now, in place of what an earlier run found. Throws `invalid_input` for the day or the provider. */
  run(wish: ReconciliationWish): Promise<Reconciliation[]>;
  /** Compares yesterday, once; again those of two weeks that showed differences or questions without an answer. */
  runDue(now: Date): Promise<number>;
  /** Notes what a difference was; it stays in the report. Repeating it changes nothing. Throws `not_found`. */
  explain(id: string, explanation: { key: string; words: string; by: string }): Promise<Reconciliation>;
}

export interface ReconciliationDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly registry: ProviderRegistry;
  readonly people: Pick<IdentityService, 'list'>;
  readonly notifications: Pick<NotificationService, 'notify'>;
}

const mostDifferences = 1_000;
const mostAccountants = 200;
const daysBack = 14;
/** A little less than a day and an hour: the job is never quite on time. */
const dailyMs = 20 * 3_600_000;
const hourlyMs = 50 * 60_000;

/** D5: each provider's day next to our book. It reports and never moves money. */
export function createReconciliation(deps: ReconciliationDeps): ReconciliationService {
  const { connection, clock, log, registry, people, notifications } = deps;
  const reports = reconciliationModel(connection);
  const lookAt = createOneDay(deps);

  const openIn = (country: CountryCode): string[] =>
    walletsOf(country).flatMap(({ id }) => registry.choose(id, country)?.name ?? []);

  /** The providers with something to compare: those that ask for money there, and those that took some. */
  async function providersOf({ country, day, from, to }: Day): Promise<string[]> {
    const within = { $gte: from, $lt: to };
    const names = await Promise.all([
      paymentModel(connection).distinct('provider', { country, createdAt: within }),
      paymentModel(connection).distinct('provider', { country, confirmedAt: within }),
    ]);
    const hasLine = await bankLineModel(connection).exists({ country, on: day });
    return [...new Set([...openIn(country), ...names.flat(), ...(hasLine ? [bankName] : [])])].sort();
  }

  /** In place of the report of an earlier run; what was explained stays explained. */
  async function store(provider: string, { country, day }: Day, found: Finding, by: string): Promise<Reconciliation> {
    await reports.init();
    const key = `${provider}:${country}:${day}`;
    const differences = found.differences.slice(0, mostDifferences);
    for (;;) {
      const before = await reports.findOne({ key }).lean<ReconciliationRecord>();
      const explained = new Set(before?.explained.map((one) => one.key));
      const facts = {
        totals: found.totals,
        asked: found.asked,
        unanswered: found.unanswered,
        differences,
        left: found.differences.length - differences.length,
        open: found.differences.filter((one) => !explained.has(one.key)).length,
        by,
        ranAt: clock(),
      };
      const runs = (before?.runs ?? 0) + 1;
      if (before) {
        const written = await reports
          .findOneAndUpdate(
            { _id: before._id, rev: before.rev },
            { $set: { ...facts, runs }, $inc: { rev: 1 } },
            { returnDocument: 'after' },
          )
          .lean<ReconciliationRecord>();
        if (written) return toReconciliation(written);
        continue;
      }
      const record = { _id: newId(), key, provider, country, day, ...facts, explained: [], runs, rev: 0 };
      try {
        await reports.create(record);
        return toReconciliation(record);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  /** Once per report: the key of the notice is the report's. */
  async function tell({ key, provider, country, day, open }: Reconciliation): Promise<void> {
    if (open === 0) return;
    const page = { offset: 0, limit: mostAccountants };
    const { items } = await people.list({ filter: { role: 'accountant' }, page });
    const noon = new Date(dayIn(country, day).from.getTime() + 12 * 3_600_000);
    const params = { provider, day: moment(noon, countries[country].timeZone), count: open };
    for (const { id: personId } of items)
      await notifications.notify({
        key: `reconciliation:${key}:${personId}`,
        to: { personId },
        body: [t('bank:differences', params)],
        onlyByDay: country,
      });
  }

  async function runOne(provider: string, day: Day, by: string): Promise<Reconciliation> {
    const report = await store(provider, day, await lookAt(provider, day, clock()), by);
    await tell(report);
    return report;
  }

  return {
    async run({ day: wanted, provider, country, by }) {
      const now = clock();
      if (provider !== undefined && !registry.byName(provider))
        throw new LisoloError('invalid_input', { reason: 'there is no such provider', field: 'provider' });
      const days = (country ? [country] : countryCodes).map((code) => dayIn(code, wanted));
      if (days.every(({ from }) => from > now))
        throw new LisoloError('invalid_input', { reason: 'the day has not come yet', field: 'day' });
      const made: Reconciliation[] = [];
      for (const day of days)
        for (const name of await providersOf(day))
          if (provider === undefined || provider === name) made.push(await runOne(name, day, by));
      return made;
    },

    async runDue(now) {
      let count = 0;
      const isOver = async (provider: string, { country, day, to }: Day): Promise<boolean> =>
        (await reports.exists({ key: `${provider}:${country}:${day}`, ranAt: { $gte: to } })) !== null;
      for (const country of countryCodes) {
        const yesterday = dayBefore(country, now, 1);
        for (const provider of await providersOf(yesterday)) {
          if (await isOver(provider, yesterday)) continue;
          await runOne(provider, yesterday, 'clock');
          count += 1;
        }
        const since = dayBefore(country, now, daysBack).day;
        const again = await reports
          .find({
            country,
            day: { $gte: since, $lte: yesterday.day },
            $or: [
              { open: { $gt: 0 }, ranAt: { $lt: new Date(now.getTime() - dailyMs) } },
              { unanswered: { $gt: 0 }, ranAt: { $lt: new Date(now.getTime() - hourlyMs) } },
            ],
          })
          .lean<ReconciliationRecord[]>();
        for (const { provider, day } of again) await runOne(provider, dayIn(country, day), 'clock');
        count += again.length;
      }
      if (count > 0) log.info({ count }, 'days were compared with the providers');
      return count;
    },

    async explain(id, { key, words, by }) {
      for (;;) {
        const report = await reports.findById(id).lean<ReconciliationRecord>();
        if (!report?.differences.some((one) => one.key === key))
          throw new LisoloError('not_found', { reason: 'there is no such difference' });
        if (report.explained.some((one) => one.key === key)) return toReconciliation(report);
        const written = await reports
          .findOneAndUpdate(
            { _id: id, rev: report.rev },
            { $push: { explained: { key, by, words, at: clock() } }, $inc: { rev: 1, open: -1 } },
            { returnDocument: 'after' },
          )
          .lean<ReconciliationRecord>();
        if (written) return toReconciliation(written);
      }
    },
  };
}
