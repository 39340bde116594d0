import { parseNotification, type CloudMessage } from '../../../bots/whatsapp-cloud/payload.ts';
import { toPlainText } from '../../../core/dialog/plain-text.ts';
import { receive, type Received } from '../../../bots/whatsapp-cloud/receive.ts';
import { limits, render, type Call } from '../../../bots/whatsapp-cloud/render.ts';
import { whatsappCloudSurface } from '../../../bots/whatsapp-cloud/surface.ts';
import { describeChannel, type Button } from '../../support/describe-channel.ts';
import { aNotification } from '../../support/local-whatsapp-cloud.ts';
import { aLink, anImage, aPdf, aReply, back, home, more, someOptions } from '../../support/sample-replies.ts';

const base = { from: '243970000001', id: 'wamid.1', timestamp: '1763690000' };
const inbound = {
  channel: 'whatsapp',
  address: '+243970000001',
  phone: '+243970000001',
  messageId: 'wamid.1',
} as const;
const jpeg = { id: '6560f1a2b3c4d5e6f7a8b901', mimeType: 'image/jpeg' };

/** As the webhook brings it, through the schema. */
function said(message: Record<string, unknown>, file?: Received['file']): Received {
  const [parsed] = parseNotification(aNotification('777', { messages: [{ ...base, ...message }] }), '777').messages;
  if (!parsed) throw new Error('the schema did not take the message');
  return { message: parsed satisfies CloudMessage, ...(file && { file }) };
}
const unsupported = (type: string) => ({
  title: `answers ${type} as something no screen takes`,
  native: said({ type, [type]: { id: '1' } }),
  inbound: { ...inbound, input: { kind: 'unsupported', what: type } } as const,
});

const interactiveOf = (call: Call) => (call.type === 'interactive' ? call.interactive : undefined);
const rowsOf = (call: Call) => {
  const interactive = interactiveOf(call);
  return interactive?.type === 'list' ? interactive.action.sections.flatMap((section) => section.rows) : [];
};
const replyButtonsOf = (call: Call) => {
  const interactive = interactiveOf(call);
  return interactive?.type === 'button' ? interactive.action.buttons.map(({ reply }) => reply) : [];
};
const textsOf = (call: Call): string[] => {
  if (call.type === 'text') return [call.text.body];
  if (call.type !== 'interactive') return call.caption === undefined ? [] : [call.caption];
  return [call.interactive.body.text, ...rowsOf(call).flatMap(({ description }) => (description ? [description] : []))];
};

describeChannel<Received, Call>(
  'whatsapp-cloud',
  {
    surface: whatsappCloudSurface,
    receive: (received) => receive(received),
    render,
    texts: textsOf,
    buttons: (call): Button[] =>
      [...replyButtonsOf(call), ...rowsOf(call)].map(({ id, title }) => ({ label: title, token: id })),
    files: (call) => ('file' in call ? [call.file.id] : []),
    written: toPlainText,
    limits: [
      {
        what: 'characters of a text',
        max: 4_096,
        sizes: (call) => (call.type === 'text' ? [call.text.body.length] : []),
      },
      {
        what: 'characters of an interactive body',
        max: 1_024,
        sizes: (call) => (call.type === 'interactive' ? [call.interactive.body.text.length] : []),
      },
      { what: 'reply buttons', max: 3, sizes: (call) => [replyButtonsOf(call).length] },
      {
        what: 'characters of a button',
        max: 20,
        sizes: (call) => replyButtonsOf(call).map(({ title }) => title.length),
      },
      { what: 'rows', max: 10, sizes: (call) => [rowsOf(call).length] },
      { what: 'characters of a row', max: 24, sizes: (call) => rowsOf(call).map(({ title }) => title.length) },
      {
        what: 'characters of a description',
        max: 72,
        sizes: (call) => rowsOf(call).map(({ description = '' }) => description.length),
      },
      {
        what: 'characters of a caption',
        max: limits.caption,
        sizes: (call) => ('file' in call ? [call.caption?.length ?? 0] : []),
      },
    ],
  },
  {
    received: [
      {
        title: 'takes a text with the phone that WhatsApp vouches for',
        native: said({ type: 'text', text: { body: 'Bonjour' } }),
        inbound: { ...inbound, input: { kind: 'text', text: 'Bonjour' } },
      },
      {
        title: 'takes a pressed button',
        native: said({
          type: 'interactive',
          interactive: { type: 'button_reply', button_reply: { id: '7:0', title: 'Payer' } },
        }),
        inbound: { ...inbound, input: { kind: 'press', token: '7:0' } },
      },
      {
        title: 'takes a chosen row',
        native: said({
          type: 'interactive',
          interactive: { type: 'list_reply', list_reply: { id: '7:back', title: 'Retour' } },
        }),
        inbound: { ...inbound, input: { kind: 'press', token: '7:back' } },
      },
      {
        title: 'takes the quick reply of a template by its words',
        native: said({ type: 'button', button: { text: 'Menu', payload: 'x' } }),
        inbound: { ...inbound, input: { kind: 'text', text: 'Menu' } },
      },
      {
        title: 'takes a photo by its stored file',
        native: said({ type: 'image', image: { id: '555', mime_type: 'image/jpeg' } }, jpeg),
        inbound: { ...inbound, input: { kind: 'photo', fileId: jpeg.id } },
      },
      {
        title: 'takes the words beneath a photo with it, cut without breaking a character',
        native: said({ type: 'image', image: { id: '555', caption: ` ${'x'.repeat(4_095)}😀😀` } }, jpeg),
        inbound: { ...inbound, input: { kind: 'photo', fileId: jpeg.id, caption: 'x'.repeat(4_095) } },
      },
      {
        title: 'takes the words beneath a document with it',
        native: said(
          { type: 'document', document: { id: '556', filename: 'a.pdf', caption: 'Ma carte' } },
          { ...jpeg, mimeType: 'application/pdf' },
        ),
        inbound: { ...inbound, input: { kind: 'document', fileId: jpeg.id, caption: 'Ma carte' } },
      },
      {
        title: 'takes white space beneath a photo for nothing',
        native: said({ type: 'image', image: { id: '555', caption: ' \n' } }, jpeg),
        inbound: { ...inbound, input: { kind: 'photo', fileId: jpeg.id } },
      },
      {
        title: 'takes a PDF for a document',
        native: said(
          { type: 'document', document: { id: '556', filename: 'a.pdf' } },
          { ...jpeg, mimeType: 'application/pdf' },
        ),
        inbound: { ...inbound, input: { kind: 'document', fileId: jpeg.id } },
      },
      {
        title: 'takes a location',
        native: said({ type: 'location', location: { latitude: -4.32, longitude: 15.31, name: 'Gombe' } }),
        inbound: { ...inbound, input: { kind: 'location', latitude: -4.32, longitude: 15.31 } },
      },
      {
        title: 'starts when a chat is opened for the first time',
        native: said({ type: 'request_welcome' }),
        inbound: { ...inbound, input: { kind: 'start' } },
      },
      unsupported('audio'),
      unsupported('sticker'),
      unsupported('video'),
      unsupported('contacts'),
      { title: 'ignores reactions', native: said({ type: 'reaction', reaction: { emoji: '👍' } }), inbound: undefined },
      { title: 'ignores notes of the system', native: said({ type: 'system', system: {} }), inbound: undefined },
    ],
    rendered: [
      {
        title: 'draws up to three short choices as reply buttons',
        reply: aReply({ options: someOptions(['Payer', 'Contester']), nav: [home] }),
        calls: [
          {
            type: 'interactive',
            interactive: {
              type: 'button',
              body: { text: 'Entrez la plaque' },
              action: {
                buttons: [
                  { type: 'reply', reply: { id: '7:0', title: 'Payer' } },
                  { type: 'reply', reply: { id: '7:1', title: 'Contester' } },
                  { type: 'reply', reply: { id: '7:home', title: 'Accueil' } },
                ],
              },
            },
          },
        ],
      },
      {
        title: 'draws more or longer choices as a list with the ways out as its last rows',
        reply: aReply({ options: someOptions(['Excès de vitesse, 50 000 FC']), nav: [more, back, home] }),
        calls: [
          {
            type: 'interactive',
            interactive: {
              type: 'list',
              body: { text: 'Entrez la plaque' },
              action: {
                button: 'whatsapp:choose.fr',
                sections: [
                  {
                    rows: [
                      { id: '7:0', title: 'Excès de vitesse, 50 00…', description: 'Excès de vitesse, 50 000 FC' },
                      { id: '7:more', title: 'Plus' },
                      { id: '7:back', title: 'Retour' },
                      { id: '7:home', title: 'Accueil' },
                    ],
                  },
                ],
              },
            },
          },
        ],
      },
      {
        title: 'sends files first, then the words with the link',
        reply: aReply({ attachments: [anImage, aPdf], body: ['Voici'], link: aLink }),
        calls: [
          { type: 'image', file: { id: anImage.fileId, name: anImage.name }, caption: 'Photo prise sur place' },
          { type: 'document', file: { id: aPdf.fileId, name: aPdf.name }, caption: 'Quittance' },
          { type: 'text', text: { body: `Voici\nOuvrir la page\n${aLink.url}`, preview_url: false } },
        ],
      },
    ],
  },
);
