import { describe, expect, it } from 'vitest';
import { receive, type Received } from '../../../bots/whatsapp-web/receive.ts';
import { longestCaption, longestText, render, type Call } from '../../../bots/whatsapp-web/render.ts';
import { toPlainText } from '../../../core/dialog/plain-text.ts';
import { whatsappSurface } from '../../../bots/whatsapp-web/surface.ts';
import { describeChannel } from '../../support/describe-channel.ts';
import { aMessage, type RawMessage } from '../../support/local-whatsapp.ts';
import { aLink, anImage, aPdf, aReply, back, home, more, someOptions } from '../../support/sample-replies.ts';

const from = '243970000001@c.us';
const hidden = '99887766554433@lid';
const said = (raw: Partial<RawMessage>, rest: Omit<Received, 'message'> = {}): Received => ({
  message: aMessage({ from, ...raw }),
  ...rest,
});
const inbound = { channel: 'whatsapp', address: '+243970000001', phone: '+243970000001' } as const;
const messageId = `false_${from}_A1B2C3`;
const photo = { type: 'image', directPath: '/v/t62', mimetype: 'image/jpeg' };
const jpeg = { id: '6560f1a2b3c4d5e6f7a8b901', mimeType: 'image/jpeg' };
const pdf = { id: '6560f1a2b3c4d5e6f7a8b902', mimeType: 'application/pdf' };

const ignored = (title: string, raw: Partial<RawMessage>) => ({ title, native: said(raw), inbound: undefined });
const refused = (type: string, raw: Partial<RawMessage> = {}) => ({
  title: `answers ${type} as something no screen takes`,
  native: said({ type, ...raw }),
  inbound: { ...inbound, messageId, input: { kind: 'unsupported', what: type } } as const,
});

describeChannel<Received, Call>(
  'whatsapp-web',
  {
    surface: whatsappSurface,
    receive: (received) => receive(received),
    render,
    texts: (call) => (call.kind === 'text' ? [call.text] : call.caption === undefined ? [] : [call.caption]),
    buttons: () => [],
    files: (call) => (call.kind === 'file' ? [call.fileId] : []),
    written: toPlainText,
    limits: [
      {
        what: 'characters of a text',
        max: longestText,
        sizes: (call) => (call.kind === 'text' ? [call.text.length] : []),
      },
      {
        what: 'characters of a caption',
        max: longestCaption,
        sizes: (call) => (call.kind === 'file' ? [call.caption?.length ?? 0] : []),
      },
    ],
  },
  {
    received: [
      {
        title: 'takes a text with the phone that WhatsApp vouches for',
        native: said({ body: 'Bonjour' }),
        inbound: { ...inbound, messageId, input: { kind: 'text', text: 'Bonjour' } },
      },
      {
        title: 'knows the person whatever device was used',
        native: said({ from: '243970000001:12@c.us', body: '1' }),
        inbound: { ...inbound, messageId: 'false_243970000001:12@c.us_A1B2C3', input: { kind: 'text', text: '1' } },
      },
      {
        title: 'takes the phone behind a hidden id',
        native: said({ from: hidden, body: '1' }, { phone: '+221770000001' }),
        inbound: {
          channel: 'whatsapp',
          address: '+221770000001',
          phone: '+221770000001',
          messageId: `false_${hidden}_A1B2C3`,
          input: { kind: 'text', text: '1' },
        },
      },
      {
        title: 'answers to the hidden id when no phone is known',
        native: said({ from: hidden, body: '1' }),
        inbound: {
          channel: 'whatsapp',
          address: hidden,
          messageId: `false_${hidden}_A1B2C3`,
          input: { kind: 'text', text: '1' },
        },
      },
      {
        title: 'takes a photo by its stored file',
        native: said(photo, { file: jpeg }),
        inbound: { ...inbound, messageId, input: { kind: 'photo', fileId: jpeg.id } },
      },
      {
        title: 'takes the words beneath a photo with it',
        native: said({ ...photo, caption: ' ma plaque ' }, { file: jpeg }),
        inbound: { ...inbound, messageId, input: { kind: 'photo', fileId: jpeg.id, caption: 'ma plaque' } },
      },
      {
        title: 'takes no name of a document for words',
        native: said({ ...photo, type: 'document', filename: 'a.pdf', caption: 'a.pdf' }, { file: pdf }),
        inbound: { ...inbound, messageId, input: { kind: 'document', fileId: pdf.id } },
      },
      {
        title: 'takes the words beneath a document with it',
        native: said({ ...photo, type: 'document', filename: 'a.pdf', caption: 'Ma carte' }, { file: pdf }),
        inbound: { ...inbound, messageId, input: { kind: 'document', fileId: pdf.id, caption: 'Ma carte' } },
      },
      {
        title: 'takes a picture sent as a document for a photo',
        native: said({ ...photo, type: 'document', filename: 'plaque.jpg' }, { file: jpeg }),
        inbound: { ...inbound, messageId, input: { kind: 'photo', fileId: jpeg.id } },
      },
      {
        title: 'takes a PDF for a document',
        native: said({ ...photo, type: 'document', mimetype: 'application/pdf' }, { file: pdf }),
        inbound: { ...inbound, messageId, input: { kind: 'document', fileId: pdf.id } },
      },
      {
        title: 'asks for help on a photo that could not be stored',
        native: said(photo),
        inbound: { ...inbound, messageId, input: { kind: 'unsupported', what: 'image' } },
      },
      {
        title: 'takes a location',
        native: said({ type: 'location', lat: -4.3217, lng: 15.3125, loc: 'Gombe\nKinshasa' }),
        inbound: { ...inbound, messageId, input: { kind: 'location', latitude: -4.3217, longitude: 15.3125 } },
      },
      {
        title: 'does not take a place that is not on earth',
        native: said({ type: 'location', lat: 400, lng: 15 }),
        inbound: { ...inbound, messageId, input: { kind: 'unsupported', what: 'location' } },
      },
      {
        title: 'cuts a text of 10,000 characters without breaking one',
        native: said({ body: 'x'.repeat(4_095) + '😀'.repeat(3_000) }),
        inbound: { ...inbound, messageId, input: { kind: 'text', text: 'x'.repeat(4_095) } },
      },
      refused('chat', { body: ' \n ' }),
      refused('ptt', { directPath: '/v/t62' }),
      refused('audio'),
      refused('video'),
      refused('sticker'),
      refused('poll_creation', { pollName: 'Qui ?', pollOptions: [] }),
      refused('vcard', { body: 'BEGIN:VCARD' }),
      refused('unknown'),
      ignored('ignores what we wrote ourselves', { fromMe: true, body: 'Bonjour' }),
      ignored('ignores groups', { from: '243970000001-1600000000@g.us', body: 'Bonjour' }),
      ignored('ignores status broadcasts', { from: 'status@broadcast', isStatusV3: true, body: 'Bonjour' }),
      ignored('ignores broadcast lists', { broadcast: true, body: 'Bonjour' }),
      ignored('ignores channels', { from: '120363000000000000@newsletter', body: 'Bonjour' }),
      ignored('ignores WhatsApp itself', { from: '0@c.us', body: 'Bienvenue' }),
      ...[
        'e2e_notification',
        'notification_template',
        'call_log',
        'revoked',
        'protocol',
        'reaction',
        'ciphertext',
        'album',
      ].map((type) => ignored(`ignores messages of type ${type}`, { type })),
    ],
    rendered: [
      {
        title: 'draws choices as numbered lines below a bold question',
        reply: aReply({ options: someOptions(['Payer', 'Contester']), nav: [more, back, home] }),
        calls: [
          { kind: 'text', text: '*Entrez la plaque*\n\n1. Payer\n2. Contester\n\n98 Plus   0 Retour   00 Accueil' },
        ],
      },
      {
        title: 'says notices first',
        reply: aReply({ notices: ['Plaque inconnue'] }),
        calls: [{ kind: 'text', text: 'Plaque inconnue\n\nEntrez la plaque' }],
      },
      {
        title: 'sends files first and the text last',
        reply: aReply({ attachments: [anImage, aPdf], body: ['Voici'], end: true }),
        calls: [
          {
            kind: 'file',
            as: 'image',
            fileId: anImage.fileId,
            name: anImage.name,
            mimeType: 'image/jpeg',
            caption: 'Photo prise sur place',
          },
          {
            kind: 'file',
            as: 'document',
            fileId: aPdf.fileId,
            name: aPdf.name,
            mimeType: 'application/pdf',
            caption: 'Quittance',
          },
          { kind: 'text', text: 'Voici' },
        ],
      },
      {
        title: 'writes a link as text',
        reply: aReply({ link: aLink }),
        calls: [{ kind: 'text', text: `Entrez la plaque\nOuvrir la page\n${aLink.url}` }],
      },
    ],
  },
);

const textOf = (calls: readonly Call[]): string =>
  calls.map((call) => (call.kind === 'text' ? call.text : '')).join('\n');
const speak = (words: unknown): string =>
  typeof words === 'string' ? words : `Nom : ${(words as { params: { name: string } }).params.name}`;

describe('what people have written is shown as they wrote it', () => {
  it('cannot set itself in bold, italics, strikethrough, code or a quotation', () => {
    const shown = textOf(render(aReply({ body: ['*gras* _a b_ ~c~ `d` ```e```\n> cité'] }), speak));
    expect(shown).not.toMatch(/\*[^*\n]+\*|_[^_\n]+_(?!\w)|~[^~\n]+~|`|^>/m);
  });

  it('cannot write a menu of its own', () => {
    const reply = aReply({ body: [{ key: 'x:y', params: { name: 'Jean\n\n1. Tout payer\r\n00 Accueil' } }] });
    expect(textOf(render(reply, speak))).toBe('Nom : Jean 1. Tout payer 00 Accueil');
  });

  it('cannot break out of the bold question', () => {
    expect(textOf(render(aReply({ body: ['La *plaque'], options: someOptions(['Oui']) }), speak))).toBe(
      'La *plaque\n\n1. Oui',
    );
  });

  it('keeps a USSD code and a reference as they are', () => {
    expect(textOf(render(aReply({ body: ['Composez *384*96# puis NP_2026_0001'] }), speak))).toBe(
      'Composez *384*96# puis NP_2026_0001',
    );
  });
});
