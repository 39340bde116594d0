import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { connectDatabase } from '../../core/database/index.ts';
import { silentLog } from '../../core/log.ts';
import { testDatabase } from './mongo.ts';

/** Where a database address leads: a unix socket or a host and port. */
function targetOf(uri: string): { path: string } | { host: string; port: number } {
  const host = /^mongodb:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri)?.[1] ?? '';
  if (host.startsWith('%2F')) return { path: decodeURIComponent(host) };
  const [name = '', port = '27017'] = host.split(':');
  return { host: name, port: Number(port) };
}

/** A line to a server that can fall silent or break. */
export async function lineTo(address: string) {
  const target = targetOf(address);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isCut = false;
  let isSilent = false;

  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(target);
    const pair = [near, far] as const;
    pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        for (const end of pair) end.destroy();
      });
    }
    if (isSilent) pair.forEach((socket) => socket.pause());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  /** Breaks every connection and takes no new one. */
  const cut = (): void => {
    isCut = true;
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };

  return {
    uri: address.replace(/^(mongodb:\/\/(?:[^@/]*@)?)[^/?]+/, `$1127.0.0.1:${port}`),
    cut,
    /** Passes nothing on, and tells nobody. */
    fallSilent(): void {
      isSilent = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    /** All as before. */
    restore(): void {
      isCut = false;
      isSilent = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    async close(): Promise<void> {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A database of its own at the end of such a line, out of reach or silent for whoever has waited so long for it. */
export async function databaseOnALine(patienceMs = 1_000) {
  const direct = await testDatabase();
  const line = await lineTo(direct.uri);
  const connection = await connectDatabase({ uri: line.uri, log: silentLog, patienceMs });
  return {
    ...line,
    connection,
    async drop(): Promise<void> {
      await connection.close();
      await line.close();
      await direct.drop();
    },
  };
}
