import type { Connection } from 'mongoose';
import { connectDatabase } from '../../core/database/index.ts';
import { silentLog } from '../../core/log.ts';

type Command = Record<string, unknown>;

/** One question to the database, however often it is asked with other values. */
interface Question {
  /** Collection and shape. */
  readonly asked: string;
  /** How it was answered the first time, when what it is about was still there. */
  readonly atFirst: Promise<Plan>;
  /** As the driver sent it last. */
  readonly last: Command;
}

/** How the database answers a question. */
interface Plan {
  readonly scans: boolean;
  /** Documents that were sorted in memory. */
  readonly sorted: number;
  readonly docs: number;
  readonly keys: number;
  /** Returned, or changed. */
  readonly found: number;
}

export interface QueryWatch {
  /** Every command sent through it is watched. */
  readonly connection: Connection;
  /** Does some work and says what is wrong with the questions that it asked of the watched collections. */
  faults(what: string, work: () => Promise<unknown>, most?: Most): Promise<string[]>;
  close(): Promise<void>;
}

export interface Most {
  /** Documents looked at for nothing. */
  readonly docs?: number;
  /** Documents sorted in memory. */
  readonly sorted?: number;
}

const usual = { docs: 60, sorted: 300 };
const asking = new Set(['find', 'aggregate', 'count', 'distinct', 'update', 'delete', 'findAndModify']);

/** What goes with a command and is none of the question. */
const aside = new Set(['lsid', '$db', '$clusterTime', 'txnNumber', 'writeConcern']);
const explained = (command: Command): Command =>
  Object.fromEntries(Object.entries(command).filter(([name]) => !aside.has(name)));

/** A write of several statements is explained one by one. */
function questionsOf(commandName: string, command: Command): Command[] {
  const own = explained(command);
  const list = commandName === 'update' ? 'updates' : commandName === 'delete' ? 'deletes' : undefined;
  return list ? (own[list] as unknown[]).map((one) => ({ ...own, [list]: [one] })) : [own];
}

/** The same question with other values is asked alike. */
function shapeOf(value: unknown): unknown {
  // A list of values is one question however long it is; a list of conditions or stages is not.
  if (Array.isArray(value)) return [...new Set(value.map((each) => JSON.stringify(shapeOf(each))))];
  if (value instanceof Map) return shapeOf(Object.fromEntries(value));
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
  return typeof value;
}

function shape({ filter, query, pipeline, updates, deletes, sort, key }: Command): string {
  const write = ((updates ?? deletes) as readonly Command[] | undefined)?.[0]?.['q'];
  return JSON.stringify([shapeOf(filter ?? query ?? pipeline ?? write), sort instanceof Map ? [...sort] : sort, key]);
}

const isRecord = (value: unknown): value is Command => value !== null && typeof value === 'object';

/** Every stage of what was carried out, the plans that lost left aside. */
function* stagesOf(value: unknown): Generator<Command> {
  if (!isRecord(value)) return;
  if (typeof value['stage'] === 'string') yield value;
  for (const [name, inner] of Object.entries(value)) if (name !== 'rejectedPlans') yield* stagesOf(inner);
}

const total = (all: readonly Command[], field: string): number =>
  all.reduce((sum, each) => sum + (typeof each[field] === 'number' ? each[field] : 0), 0);

function planOf(explanation: Command): Plan {
  const cursors = Array.isArray(explanation['stages'])
    ? (explanation['stages'] as Command[]).flatMap((stage) => (isRecord(stage['$cursor']) ? [stage['$cursor']] : []))
    : [explanation];
  const stats = cursors.flatMap((each) => (isRecord(each['executionStats']) ? [each['executionStats']] : []));
  const stages = [...stagesOf(stats.map((each) => each['executionStages']))];
  const sorts = stages.filter(({ stage }) => stage === 'SORT');
  return {
    scans: stages.some(({ stage }) => stage === 'COLLSCAN'),
    sorted: Math.max(0, ...sorts.map((sort) => total([sort['inputStage'] as Command], 'nReturned'))),
    docs: total(stats, 'totalDocsExamined'),
    keys: total(stats, 'totalKeysExamined'),
    found: total(stats, 'nReturned') + total(stages, 'nMatched') + total(stages, 'nWouldDelete'),
  };
}

/**
 * Watches what is asked of the database at `uri`, and asks it how it answers: by an index, looking at no more than it
 * gives, and without sorting much in memory.
 */
export async function watchQueries(uri: string, collections: readonly string[]): Promise<QueryWatch> {
  const connection = await connectDatabase({ uri: `${uri}&monitorCommands=true`, log: silentLog });
  let open: Map<string, Question> | undefined;

  const explain = async (command: Command): Promise<Plan> =>
    planOf((await connection.db?.command({ explain: command, verbosity: 'executionStats' })) as Command);

  connection.getClient().on('commandStarted', ({ commandName, command }: { commandName: string; command: Command }) => {
    const collection = String(command[commandName]);
    if (!open || !asking.has(commandName) || !collections.includes(collection)) return;
    for (const question of questionsOf(commandName, command)) {
      const asked = `${collection} ${commandName} ${shape(question)}`;
      const atFirst = open.get(asked)?.atFirst ?? explain(question);
      // A failure is heard of when it is looked at.
      atFirst.catch(() => undefined);
      open.set(asked, { asked, atFirst, last: question });
    }
  });

  function faultIn(asked: string, plan: Plan, most: Required<Most>): string | undefined {
    const said = `${plan.docs} documents and ${plan.keys} keys looked at for ${plan.found}`;
    if (plan.scans) return `reads the whole collection: ${asked} (${said})`;
    if (plan.docs > most.docs + 2 * plan.found) return `looks at too much: ${asked} (${said})`;
    if (plan.sorted > most.sorted) return `sorts ${plan.sorted} documents in memory: ${asked}`;
    return undefined;
  }

  return {
    connection,
    async faults(what, work, most = {}) {
      const questions = new Map<string, Question>();
      open = questions;
      try {
        await work();
      } finally {
        open = undefined;
      }
      const found: string[] = [];
      for (const { asked, atFirst, last } of questions.values()) {
        const plans = [await atFirst, await explain(last)];
        const fault = plans.map((plan) => faultIn(asked, plan, { ...usual, ...most })).find((one) => one !== undefined);
        if (fault !== undefined) found.push(`${what}: ${fault}`);
      }
      return found;
    },
    close: () => connection.close(),
  };
}
