import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface VendorRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

/** What goes wrong with the next order: it is lost on the way, carried out without an answer, or not answered in time. */
export type Mishap = 'lost' | 'answer_lost' | 'too_slow' | 'busy' | 'garbled';

export interface VendorReply {
  readonly status: number;
  readonly body?: unknown;
}

/** A vendor's API on 127.0.0.1 that can be told what goes wrong next. */
export async function startLocalVendor({
  token,
  serve,
}: {
  readonly token: string;
  serve(request: VendorRequest): VendorReply | Promise<VendorReply>;
}) {
  const mishaps: Mishap[] = [];
  const calls: { readonly method: string; readonly path: string }[] = [];
  const held = new Set<ServerResponse>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = request.method ?? 'GET';
    calls.push({ method, path: url.pathname });
    const send = ({ status, body }: VendorReply): void =>
      void response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(body === undefined ? '' : JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${token}`) return send({ status: 401, body: {} });
    const mishap = method === 'POST' ? mishaps.shift() : undefined;
    if (mishap === 'lost') return void response.destroy();
    if (mishap === 'busy') return send({ status: 503, body: {} });
    const text = Buffer.concat(chunks).toString('utf8');
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    const { headers } = request;
    const reply = await serve({ method, path: url.pathname, query: url.searchParams, headers, body });
    if (mishap === 'answer_lost') return void response.destroy();
    if (mishap === 'too_slow') return void held.add(response);
    if (mishap === 'garbled') return void response.writeHead(reply.status).end('{"status":');
    send(reply);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    root: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    /** For the next orders, one each. */
    mishaps,
    calls,
    posts: (path: string): number => calls.filter((call) => call.method === 'POST' && call.path === path).length,
    stop: () =>
      new Promise<void>((resolve) => {
        for (const response of held) response.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
