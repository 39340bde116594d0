import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpServer {
  readonly port: number;
  /** Refuses new requests, lets running ones finish for a second, then cuts the rest (event streams never finish). */
  stop(): Promise<void>;
}

const graceMs = 1_000;

/** What to tell the operator when the address cannot be listened on. */
function toAdvice(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') return new Error(`Port ${port} is taken. Stop the other program, or set PORT.`);
  if (error.code === 'EACCES') return new Error(`Port ${port} needs more rights. Set PORT to 1024 or above.`);
  if (error.code === 'EADDRNOTAVAIL') return new Error(`${host} is no address of this machine. Set HOST.`);
  return error;
}

/** Tries an address without serving it, and returns its port: for 0 a free one. Throws as `listen` does. */
export async function probePort(wanted: number, host: string): Promise<number> {
  const probe = createServer();
  await opened(probe, wanted, host);
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const opened = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toAdvice(error, port, host)));
    server.listen(port, host, resolve);
  });

/** Serves `handler`. Throws an error with advice when the port is taken or forbidden. */
export async function listen(options: { handler: RequestListener; port: number; host: string }): Promise<HttpServer> {
  const server = createServer(options.handler);
  // Longer than load balancers keep a connection (60 s), so that it is never we who drop one that is being used.
  server.keepAliveTimeout = 65_000;
  server.requestTimeout = 60_000;
  await opened(server, options.port, options.host);
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
