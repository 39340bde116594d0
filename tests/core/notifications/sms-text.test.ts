import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../core/notifications/index.ts';
import { aDoor, aService, notice, phone, useOutbox } from '../../support/outbox.ts';

useOutbox();

describe('as an SMS', () => {
  const send = async (over: Partial<Notice>): Promise<string> => {
    const service = aService();
    const sms = aDoor(service, 'sms');
    await service.notify(notice({ phone }, over));
    await service.settled();
    const body = sms[0]?.reply.body ?? [];
    if (body.length !== 1 || typeof body[0] !== 'string') throw new Error('an SMS is one string');
    return body[0];
  };

  it('folds the letters, appends the link, and turns files into links', async () => {
    const attachment = {
      kind: 'document',
      fileId: 'f1',
      name: 'q.pdf',
      mimeType: 'application/pdf',
      caption: 'Quittance',
    } as const;
    const { caption: _none, ...bare } = { ...attachment, fileId: 'f2' };
    const text = await send({
      body: ['Jërëjëf, nañu', 'Kuraŋ 😀'],
      link: { url: 'https://l.example/v/x', label: 'Voir' },
      attachments: [attachment, bare],
    });
    expect(text.split('\n')).toEqual([
      'Jerejef, nañu',
      'Kurang',
      'https://l.example/v/x',
      'Quittance: https://l.example/f/f1?10080',
      'notifications:file.fr.short: https://l.example/f/f2?10080',
    ]);
  });

  it('names a file once when the text says no more than its name', async () => {
    const attachment = {
      kind: 'document',
      fileId: 'f1',
      name: 'q.pdf',
      mimeType: 'application/pdf',
      caption: 'Quittance',
    } as const;
    expect(await send({ body: ['Quittance'], attachments: [attachment] })).toBe(
      'Quittance: https://l.example/f/f1?10080',
    );
  });

  it('cuts a long text between words and never a link', async () => {
    const text = await send({
      body: ['Votre amende est payee. '.repeat(60)],
      link: { url: 'https://l.example/v/abc', label: 'Voir' },
    });
    expect(text.length).toBeLessThanOrEqual(459);
    expect(text).toMatch(/(Votre|amende|est|payee\.)\.\.\.\nhttps:\/\/l\.example\/v\/abc$/);
  });
});
