import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { oddTexts, oddValues } from '../support/garbage.ts';
import { aMessage } from '../support/local-whatsapp.ts';
import { aPhone, seeded, watchedProduct } from '../support/watched.ts';

const product = watchedProduct();

describe('WhatsApp by the paired line', () => {
  const types = [
    'chat',
    'image',
    'video',
    'audio',
    'ptt',
    'document',
    'sticker',
    'location',
    'vcard',
    'multi_vcard',
    'revoked',
    'order',
    'product',
    'payment',
    'poll_creation',
    'poll_vote',
    'reaction',
    'list_response',
    'buttons_response',
    'interactive',
    'call_log',
    'album',
    'ciphertext',
    'e2e_notification',
    'gp2',
    'protocol',
    'oversized',
    'unknown',
    'scheduled_event_creation',
    'of_next_year',
    undefined,
    null,
    7,
  ];
  afterEach(async () => {
    expect(await product().whatsapp.user(aPhone()).says('bonjour')).toMatch(/1\. /);
  });
  /** The library makes its own objects of what the page says; what it cannot make never reaches us. */
  const made = (raw: Record<string, unknown>): unknown => {
    try {
      return aMessage({ from: `${aPhone().slice(1)}@c.us`, id: randomUUID(), ...raw }, product().whatsapp.client());
    } catch {
      return undefined;
    }
  };
  const hear = (raw: Record<string, unknown>): void => {
    const message = made(raw);
    if (message !== undefined) product().whatsapp.emits('message', message);
  };

  it('lives on after messages of every type, with nothing or too much in them', () => {
    for (const type of types) {
      hear({ type });
      hear({ type, body: undefined, from: 'status@broadcast' });
      hear({ type, body: 'x', from: '120363000000000000@g.us', author: '243810000001@c.us' });
      hear({ type, isViewOnce: true, hasMedia: true, directPath: '/v/x', size: 3e9 });
    }
    for (const chatId of [
      '',
      '@',
      '@c.us',
      'x@c.us',
      '0@c.us',
      '99999999999999999999@c.us',
      '1@lid',
      '__proto__',
      'a@b@c.us',
    ])
      hear({ from: chatId });
    for (const [, odd] of oddValues)
      for (const field of [
        'body',
        't',
        'lat',
        'lng',
        'caption',
        'type',
        'mimetype',
        'filename',
        'size',
        'vcardList',
        'mentionedJidList',
        'quotedMsg',
      ])
        hear({ [field]: odd });
  });

  it('answers every text', async () => {
    for (const [what, odd] of oddTexts.filter(([, text]) => text.trim() !== ''))
      expect(await product().whatsapp.user(aPhone()).says(odd), what).not.toBe('');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), async (text) => {
        expect(await product().whatsapp.user(aPhone()).says(`a${text}`)).not.toBe('');
      }),
      seeded(25),
    );
  });

  it('answers files that are none, and places that are none', async () => {
    const user = () => product().whatsapp.user(aPhone());
    expect(await user().sendsPhoto(Buffer.from('no picture'))).not.toBe('');
    expect(await user().sendsDocument(Buffer.from('MZ'), '../../a\0.exe', 'application/pdf')).not.toBe('');
    expect(await user().sendsLocation(Number.NaN, 1e9)).not.toBe('');
    expect(await user().sendsLostPhoto()).not.toBe('');
  });
});
