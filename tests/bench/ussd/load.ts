import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { dialogueOf } from './dialogue.ts';

export interface Result {
  readonly requests: number;
  readonly wrong: readonly string[];
  readonly seconds: number;
  /** Milliseconds, unsorted. */
  readonly latencies: readonly number[];
}

const head = /^HTTP\/1\.1 (\d+)[^]*?content-length: (\d+)[^]*?\r\n\r\n/i;

/** One keep-alive connection that sends a form and waits for its whole answer: as little work as a client can do. */
async function openConnection(
  port: number,
): Promise<{ post(path: string, body: string): Promise<string>; close(): void }> {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let received = '';
  let done: ((body: string) => void) | undefined;
  let failed: ((error: Error) => void) | undefined;
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk;
    const found = head.exec(received);
    if (!found || received.length < found[0].length + Number(found[2])) return;
    const body = received.slice(found[0].length);
    received = '';
    done?.(found[1] === '200' ? body : `status ${found[1]}`);
  });
  socket.on('close', () => failed?.(new Error('the server closed the connection')));
  return {
    post: (path, body) =>
      new Promise((resolve, reject) => {
        done = resolve;
        failed = reject;
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
      }),
    close: () => socket.destroy(),
  };
}

/** People on a number of connections hold dialogues, one after the other, for some seconds. Every answer is checked. */
export async function load({
  port,
  path,
  connections,
  seconds,
  firstPerson,
}: {
  port: number;
  path: string;
  connections: number;
  seconds: number;
  firstPerson: number;
}): Promise<Result> {
  const latencies: number[] = [];
  const wrong: string[] = [];
  let next = firstPerson;
  const start = performance.now();
  const end = start + seconds * 1_000;

  async function holdDialogues(): Promise<void> {
    const connection = await openConnection(port);
    while (performance.now() < end) {
      const person = next++;
      for (const { text, expected } of dialogueOf(person)) {
        const form = `sessionId=ATUid_${person}&phoneNumber=%2B24381${String(person).padStart(7, '0')}&networkCode=63001&serviceCode=*384*123%23&text=${text}`;
        const sent = performance.now();
        const answer = await connection.post(path, form);
        latencies.push(performance.now() - sent);
        if (answer !== expected) wrong.push(`"${text}" -> ${answer}`);
      }
    }
    connection.close();
  }

  await Promise.all(Array.from({ length: connections }, holdDialogues));
  return { requests: latencies.length, wrong, latencies, seconds: (performance.now() - start) / 1_000 };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
