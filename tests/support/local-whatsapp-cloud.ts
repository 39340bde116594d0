import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SentBody {
  readonly to: string;
  readonly type: string;
  readonly [member: string]: unknown;
}

/**
 * The Cloud API on 127.0.0.1: takes messages and uploads, serves media in two steps, and can be told to refuse the
 * next message with an error code.
 */
export async function startLocalWhatsappCloud({ token, phoneId }: { token: string; phoneId: string }) {
  const sent: SentBody[] = [];
  const uploads: { readonly type: string; readonly name: string; readonly size: number }[] = [];
  const media = new Map<string, { readonly bytes: Buffer; readonly size?: number }>();
  const refusals: { readonly status: number; readonly code: number }[] = [];
  let count = 0;

  const json = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  async function upload(request: Request): Promise<{ id: string }> {
    const file = (await request.formData()).get('file') as File;
    uploads.push({ type: file.type, name: file.name, size: file.size });
    return { id: `upload-${String(uploads.length)}` };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = request.url ?? '';
    if (request.headers.authorization !== `Bearer ${token}`) return json(response, 401, { error: { code: 190 } });
    if (url === `/v23.0/${phoneId}/messages`) {
      const refusal = refusals.shift();
      if (refusal) return json(response, refusal.status, { error: { code: refusal.code, message: 'refused' } });
      sent.push(JSON.parse(body.toString('utf8')) as SentBody);
      return json(response, 200, { messages: [{ id: `wamid.out-${String((count += 1))}` }] });
    }
    if (url === `/v23.0/${phoneId}/media`) {
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      return json(response, 200, await upload(new Request('http://127.0.0.1', { method: 'POST', headers, body })));
    }
    const [, id = ''] = /^\/(?:v23\.0|bytes)\/([\w-]+)$/.exec(url) ?? [];
    const found = media.get(id);
    if (!found) return json(response, 404, { error: { code: 100 } });
    if (url.startsWith('/bytes/')) return void response.end(found.bytes);
    json(response, 200, { url: `${origin()}/bytes/${id}`, file_size: String(found.size ?? found.bytes.length) });
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = (): string => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  return {
    root: `${origin()}/v23.0`,
    sent,
    uploads,
    media,
    /** The next message is refused so. */
    refuse: (status: number, code: number): void => void refusals.push({ status, code }),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The members of a webhook call around some messages or statuses. */
export const aNotification = (
  phoneId: string,
  value: { readonly messages?: unknown[]; readonly statuses?: unknown[] },
) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '1',
      changes: [
        {
          field: 'messages',
          value: { messaging_product: 'whatsapp', metadata: { phone_number_id: phoneId }, ...value },
        },
      ],
    },
  ],
});

/** Posts bytes to the door's webhook, signed as Meta signs them. */
export const postSigned = (url: string, body: string, appSecret: string, signature?: string): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': signature ?? `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`,
    },
    body,
  });
