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

/** A database of its own behind a line that can fall silent or break. */
export async function databaseOnALine() {
  const direct = await testDatabase();
  const target = targetOf(direct.uri);
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
  const uri = direct.uri.replace(/^(mongodb:\/\/(?:[^@/]*@)?)[^/?]+/, `$1127.0.0.1:${port}`);
  const connection = await connectDatabase({ uri, log: silentLog, patienceMs: 1_000 });

  return {
    connection,
    uri,
    /** Breaks every connection and takes no new one. */
    cut(): void {
      isCut = true;
      for (const pair of pairs) for (const socket of pair) socket.destroy();
    },
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
    async drop(): Promise<void> {
      await connection.close();
      await new Promise((resolve) => server.close(resolve));
      await direct.drop();
    },
  };
}
