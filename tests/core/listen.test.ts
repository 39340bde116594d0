import { describe, expect, it } from 'vitest';
import { listen, probePort } from '../../core/listen.ts';

const host = '127.0.0.1';

describe('the web server', () => {
  it('says which port is taken and what to do', async () => {
    const first = await listen({ handler: (_request, response) => response.end('ok'), port: 0, host });
    const second = listen({ handler: () => undefined, port: first.port, host });
    await expect(second).rejects.toThrow(`Port ${first.port} is taken. Stop the other program, or set PORT.`);
    await first.stop();
  });

  it('stops although an event stream is open', async () => {
    const port = await probePort(0, host);
    const server = await listen({
      handler: (_request, response) =>
        void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n'),
      port,
      host,
    });
    const response = await fetch(`http://${host}:${port}/`);
    await server.stop();
    await expect(response.text()).rejects.toThrow();
    await expect(fetch(`http://${host}:${port}/`)).rejects.toThrow();
  });
});
