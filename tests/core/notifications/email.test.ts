import { createServer, type AddressInfo, type Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import type { Reply } from '../../../core/dialog/index.ts';
import { t } from '../../../core/dialog/index.ts';
import { LisoloError } from '../../../core/errors.ts';
import { createEmail } from '../../../core/notifications/index.ts';
import { toReply } from '../../../core/notifications/message.ts';
import { strictSpeak } from '../../support/talk.ts';

interface Mail {
  readonly to: string[];
  readonly raw: string;
}

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** A mail server on this machine, which may refuse as real ones do. */
async function mailServer(options: SMTPServerOptions = {}): Promise<{ url: string; mails: Mail[] }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(parts).toString('utf8'),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => void server.close(() => undefined));
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, mails };
}

const answering = (responseCode: number): Error => Object.assign(new Error('no'), { responseCode });

const picture = Buffer.from('89504e470d0a1a0a', 'hex');
const files = {
  read: async (id: string) => {
    if (id !== 'qr') throw new LisoloError('not_found');
    return {
      file: { id, name: 'qr.png', mimeType: 'image/png', size: 8, createdAt: new Date(0) },
      bytes: picture,
    };
  },
};
const email = (url: string, timeoutMs?: number) =>
  createEmail({
    url,
    from: 'Lisolo <avis@lisolo.example>',
    speak: strictSpeak,
    files,
    ...(timeoutMs ? { timeoutMs } : {}),
  });
const notice: Reply = toReply(
  'fine:1',
  {
    body: [t('fines:detail.head', { reference: 'CD-2026-0001234', plate: '1234AB/01' }), 'À payer avant lundi.'],
    link: { url: 'https://lisolo.example/v/abc', label: t('fines:menu') },
    attachments: [{ kind: 'image', fileId: 'qr', name: 'qr.png', mimeType: 'image/png' }],
  },
  'fr',
);

it('sends a mail whose subject is the first line, with the link and the QR code', async () => {
  const { url, mails } = await mailServer();
  const { providerId } = await email(url)('owner@example.org', notice, 'fine:1');
  expect(mails).toHaveLength(1);
  expect(mails[0]?.to).toEqual(['owner@example.org']);
  expect(mails[0]?.raw).toContain('Subject: Amende CD-2026-0001234, plaque 1234AB/01');
  expect(mails[0]?.raw).toContain('https://lisolo.example/v/abc');
  expect(mails[0]?.raw).toContain(picture.toString('base64'));
  expect(mails[0]?.raw).toContain(`Message-ID: ${providerId}`);
});

it('gives the same notice the same message id, so that a repeat can be told', async () => {
  const { url } = await mailServer();
  const send = email(url);
  const first = await send('owner@example.org', notice, 'fine:1');
  expect(await send('owner@example.org', notice, 'fine:1')).toEqual(first);
  expect(await send('owner@example.org', notice, 'fine:2')).not.toEqual(first);
});

it('gives up on an address that the server refuses for good', async () => {
  const { url } = await mailServer({ onRcptTo: (_address, _session, done) => done(answering(550)) });
  await expect(email(url)('nobody@example.org', notice, 'k')).rejects.toMatchObject({
    code: 'vendor_refused',
    details: { reason: 'smtp_550' },
  });
});

it('tries again later when the server is busy, too full or does not know us', async () => {
  for (const options of [
    { onRcptTo: (_address, _session, done) => done(answering(451)) },
    { onConnect: (_session, done) => done(answering(554)) },
    {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(answering(535)),
    },
  ] satisfies SMTPServerOptions[]) {
    const { url } = await mailServer(options);
    const send = email(url.replace('smtp://', 'smtp://user:wrong@'));
    await expect(send('owner@example.org', notice, 'k')).rejects.toMatchObject({ code: 'unavailable' });
  }
});

it('never shows the server, the log-in or the address in an error', async () => {
  const { url } = await mailServer({ onRcptTo: (_address, _session, done) => done(answering(550)) });
  const error = await email(url)('nobody@example.org', notice, 'k').catch((caught: unknown) => caught);
  expect(JSON.stringify(error) + String(error)).not.toMatch(/nobody|127\.0\.0\.1/);
});

it('does not wait for a server that is silent, and counts one that is away as out of reach', async () => {
  const silent: Server = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  await expect(email(`smtp://127.0.0.1:${port}`, 50)('a@example.org', notice, 'k')).rejects.toMatchObject({
    code: 'unavailable',
    details: { reason: 'timeout' },
  });
  await new Promise((resolve) => silent.close(resolve));
  await expect(email(`smtp://127.0.0.1:${port}`)('a@example.org', notice, 'k')).rejects.toMatchObject({
    code: 'unavailable',
    details: { reason: 'unreachable' },
  });
});

it('refuses to send a mail whose file is gone, instead of sending half of it', async () => {
  const { url, mails } = await mailServer();
  const broken = { ...notice, attachments: [{ ...notice.attachments[0]!, fileId: 'gone' }] };
  await expect(email(url)('owner@example.org', broken, 'k')).rejects.toMatchObject({ code: 'not_found' });
  expect(mails).toEqual([]);
});
