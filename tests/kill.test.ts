import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { afterEach, expect, inject, it } from 'vitest';
import { connectDatabase, newId, startDatabase, withDatabase } from '../core/database/index.ts';
import { silentLog } from '../core/log.ts';
import { projectRoot } from '../core/project-root.ts';
import { startProgram } from './support/program.ts';
import type { Program } from './support/program.ts';

const crowd = 120;
/** Answers after which the program is killed, each time in the middle of all that follows. */
const deaths = [300, 700];
const plate = '1234AB01';

type Texts = { readonly [key: string]: string | Texts };
/** The wording of a button, as the person reads it, without what is filled in. */
function words(key: string, language = 'en'): string {
  const [file = '', where = ''] = key.split(':');
  const texts = JSON.parse(readFileSync(path.join(projectRoot, `locales/${language}/${file}.json`), 'utf8')) as Texts;
  const found = where.split('.').reduce<string | Texts | undefined>((at, name) => (at as Texts)[name], texts);
  if (typeof found !== 'string') throw new Error(`no text is called ${key}`);
  return found.replace(/\{\{.*$/, '');
}
const wanted = [
  'payments:busy.anyway',
  'payments:confirm.yes',
  'fines:pay.all',
  'fines:how.plate',
  'fines:menu',
  'identity:consent.agree',
];
const labels = [...wanted.map((key) => words(key)), 'English'];

/** What a person who wants to pay answers to a screen; the screen alone decides. */
function answerTo(screen: string): string {
  const options = [...screen.matchAll(/^(\d+)\. (.*)$/gm)];
  const label = labels.find((one) => options.some(([, , text]) => text?.startsWith(one)));
  const option = label === undefined ? options[0] : options.find(([, , text]) => text?.startsWith(label));
  return option?.[1] ?? plate;
}

/** A phone in one USSD session: what was dialled, and what was acknowledged. */
interface Caller {
  readonly phone: string;
  readonly sessionId: string;
  readonly answers: Map<string, string>;
  text: string;
  isDone: boolean;
}

const aCaller = (_: unknown, index: number): Caller => ({
  phone: `+24381${String(5_000_000 + index)}`,
  sessionId: randomUUID(),
  answers: new Map(),
  text: '',
  isDone: false,
});

/** A step that comes too late for its page is answered with an apology; asked again, it has an answer of its own. */
const apologies = ['fr', 'en'].map((language) => words('errors:unavailable', language));
const isApology = (answer: string): boolean => apologies.some((apology) => answer.includes(apology));

/** One step; undefined when the connection breaks, which is all that a gateway learns of a dead program. */
async function post(address: string, { phone, sessionId }: Caller, text: string): Promise<string | undefined> {
  const body = new URLSearchParams({
    sessionId,
    phoneNumber: phone,
    networkCode: '63001',
    serviceCode: '*384*123#',
    text,
  });
  try {
    for (;;) {
      const response = await fetch(`${address}/ussd/africastalking`, { method: 'POST', body });
      const answer = await response.text();
      if (!isApology(answer)) return answer;
    }
  } catch {
    return undefined;
  }
}

/** Goes on until the dialog is over or the program is gone. Every third step is delivered twice at the same time. */
async function goOn(address: string, caller: Caller, onAnswer: () => void): Promise<void> {
  const { answers } = caller;
  for (const [text, answer] of [...answers].slice(-2)) {
    const again = await post(address, caller, text);
    if (again === undefined) return;
    expect(again, `the repeat of "${text}"`).toBe(answer);
  }
  while (!caller.isDone) {
    const { text } = caller;
    const times = answers.size % 3 === 1 ? 2 : 1;
    const got = await Promise.all(Array.from({ length: times }, () => post(address, caller, text)));
    const [answer] = got.filter((one) => one !== undefined);
    if (answer === undefined) return;
    expect(
      got.filter((one) => one !== undefined && one !== answer),
      `both answers to "${text}"`,
    ).toEqual([]);
    expect(answer, text).toMatch(/^(CON|END) \S/);
    answers.set(text, answer);
    onAnswer();
    caller.isDone = answer.startsWith('END');
    caller.text = text === '' ? answerTo(answer) : `${text}*${answerTo(answer)}`;
  }
}

/** The processes that this program has started for its database. */
async function enginesOf(pid: number): Promise<number[]> {
  const read = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(threads.map((thread) => read(`/proc/${pid}/task/${thread}/children`)));
  const children = lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  const commands = await Promise.all(children.map((child) => read(`/proc/${child}/cmdline`)));
  return children.filter((_, index) => commands[index]?.includes('engine-child'));
}

/** No goodbye for anybody: the program and its database end between two instructions. */
async function kill(program: Program): Promise<void> {
  const engines = await enginesOf(program.process.pid ?? 0);
  for (const pid of engines) process.kill(pid, 'SIGKILL');
  program.process.kill('SIGKILL');
  await program.ended;
}

let cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.reverse()) await step();
  cleanUp = [];
});

async function openDatabase(folder: string, settings: Record<string, string>): Promise<Connection> {
  const database = await startDatabase({ mongodbUri: settings['MONGODB_URI'], dataDirectory: folder, log: silentLog });
  cleanUp.push(() => database.stop());
  const connection = await connectDatabase({ uri: database.uri, log: silentLog });
  cleanUp.push(() => connection.close());
  return connection;
}

it('killed twice in the middle of a storm, the program loses no acknowledged step and does nothing twice', async () => {
  const folder = await mkdtemp(path.join(inject('databaseFolder'), 'kill-'));
  cleanUp.push(() => rm(folder, { recursive: true, force: true }));
  const server = process.env['MONGODB_URI'];
  const settings: Record<string, string> = {
    DATA_DIR: folder,
    DEMO: 'on',
    ...(server === undefined ? {} : { MONGODB_URI: withDatabase(server, `test_${newId()}`) }),
  };
  const start = async (): Promise<{ program: Program; address: string }> => {
    const program = startProgram(settings);
    cleanUp.push(() => program.stop('SIGKILL'));
    return { program, address: (await program.address()).replace('localhost', '127.0.0.1') };
  };

  const callers = Array.from({ length: crowd }, aCaller);
  let acknowledged = 0;
  for (const death of deaths) {
    const { program, address } = await start();
    let dying: Promise<void> | undefined;
    const onAnswer = (): void => {
      acknowledged += 1;
      if (acknowledged >= death) dying ??= kill(program);
    };
    await Promise.all(callers.map((caller) => goOn(address, caller, onAnswer)));
    expect(dying, 'the storm outlasts the program').toBeDefined();
    await dying;
    expect(callers.some(({ isDone }) => !isDone)).toBe(true);
  }
  const { program, address } = await start();
  await Promise.all(callers.map((caller) => goOn(address, caller, () => undefined)));
  for (const { answers, isDone, text } of callers) {
    expect(isDone, text).toBe(true);
    expect([...answers.values()].at(-1)).toContain(words('payments:approve').split(' ')[0]);
  }
  expect((await program.stop()).code).toBe(0);

  const connection = await openDatabase(folder, settings);
  const count = async (collection: string, key: string, those: object = {}): Promise<Map<string, number>> => {
    const steps = [{ $match: those }, { $unwind: key }, { $group: { _id: key, n: { $sum: 1 } } }];
    const rows = await connection.collection(collection).aggregate<{ _id: string; n: number }>(steps).toArray();
    return new Map(rows.map(({ _id, n }) => [_id, n]));
  };
  const people = await count('people', '$keys');
  const payments = await count('payments', '$requester.address', { reason: { $ne: 'busy' } });
  const prompts = await count('sandbox_approvals', '$phone');
  for (const { phone, answers } of callers) {
    expect(people.get(`phone:${phone}`), 'persons of one phone').toBe(1);
    expect(payments.get(phone), 'payments of one confirmation').toBe(1);
    // A prompt that died on its way is sent by a job, in a while.
    expect(prompts.get(phone) ?? 0, 'prompts of one payment').toBeLessThanOrEqual(1);
    const turns = await connection
      .collection('turns')
      .find({ _id: new RegExp(`^ussd:\\${phone}:`) })
      .toArray();
    const revs = turns.map(({ _id }) => Number(String(_id).split(':').at(-1))).sort((a, b) => a - b);
    expect(revs, 'one stored turn for each step').toHaveLength(answers.size);
    expect((revs.at(-1) ?? 0) - (revs[0] ?? 0), 'no gap between them').toBe(answers.size - 1);
  }
}, 240_000);
