import type { Connection } from 'mongoose';
import { endOfDayAfter, tariffAmount, type InfractionRecord } from '../../../core/fines/index.ts';
import { checkLedger } from '../../../core/ledger-check.ts';
import type { YearWorld } from './year-world.ts';

/** Increases that a fine that nobody contested must have by a moment, worked out afresh from its terms alone. */
function increasesBy({ type, deadline, country, ...fine }: InfractionRecord, moment: Date): number[] {
  const { increases = [], capPercent } = type.terms ?? {};
  const tariff = tariffAmount(fine);
  let room = capPercent === undefined ? Infinity : Math.floor((tariff * capPercent) / 100);
  return increases
    .filter(({ afterDays }) => endOfDayAfter(deadline, afterDays, country) < moment)
    .map(({ percent, amount = Math.floor((tariff * (percent ?? 0)) / 100) }) => {
      const more = Math.min(amount, room);
      room -= more;
      return more;
    })
    .filter((more) => more > 0);
}

const isPaid = ({ paidAmount, due }: InfractionRecord): boolean => paidAmount >= due.amount;

/** Until when time has run for a fine. */
function stoppedAt(fine: InfractionRecord, now: Date): Date {
  const ended = fine.history.find(({ to }) => to === 'forwarded' || to === 'dismissed')?.at;
  const paid = isPaid(fine) ? fine.payments.at(-1)?.at : undefined;
  return new Date(Math.min(...[now, ended, paid].filter((moment) => moment !== undefined).map(Number)));
}

function* faultsOf(fine: InfractionRecord, now: Date): Generator<string> {
  const { reference, adjustments, due, type, state } = fine;
  const increases = adjustments.filter(({ kind }) => kind === 'increase');
  const keys = adjustments.map(({ key }) => key);
  if (new Set(keys).size !== keys.length) yield `${reference} has an adjustment twice: ${keys.join(', ')}`;
  if (due.amount < 0) yield `${reference} owes less than nothing`;
  if (fine.contestations.length > 0) return;
  const expected = increasesBy(fine, stoppedAt(fine, now)).join(', ');
  const found = increases.map(({ amount }) => amount).join(', ');
  if (found !== expected)
    yield `${reference} was increased by ${found || 'nothing'} instead of ${expected || 'nothing'}`;
  const forwardAfter = type.terms?.forwardAfterDays;
  const isForwarded =
    forwardAfter !== undefined && !isPaid(fine) && endOfDayAfter(fine.deadline, forwardAfter, 'CD') < now;
  if (isForwarded && state !== 'forwarded') yield `${reference} was not forwarded`;
}

/** What is wrong at the end of the year. */
export async function yearFaults(connection: Connection, { infractions, clock }: YearWorld): Promise<string[]> {
  const now = new Date(clock().getTime() - 86_400_000);
  const faults = (await checkLedger({ connection })).faults.slice();
  for await (const fine of infractions.find().lean<InfractionRecord>().cursor({ batchSize: 1_000 }))
    faults.push(...faultsOf(fine, now));
  return faults;
}
