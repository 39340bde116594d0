import {
  renderReply,
  simulatorSurface,
  toFileInbound,
  toInbound,
  type ChatReply,
} from '../../../bots/simulator/index.ts';
import type { ChatFile, ChatMessage } from '../../../bots/simulator/receive.ts';
import { describeChannel } from '../../support/describe-channel.ts';
import { aLink, aPdf, aReply, back, home, someOptions } from '../../support/sample-replies.ts';

type Native = ChatMessage | ChatFile;
const phone = '+243810000001';
const messageId = 'a1b2c3d4e5f60718';
const from = { as: phone, messageId };
const inbound = { channel: 'simulator' as const, address: phone, phone, messageId: `${phone}:${messageId}` };
const fileUrl = (id: string): string => `/simulator/api/files/${id}`;

describeChannel<Native, ChatReply>(
  'the simulator',
  {
    surface: simulatorSurface,
    receive: (native) => ('file' in native ? toFileInbound(native, 'trace') : toInbound(native, 'trace')),
    render: (reply, speak) => [renderReply(reply, { speak, fileUrl })],
    texts: ({ notices, text, files }) => [...notices, text, ...files.map(({ caption }) => caption ?? '')],
    buttons: ({ options, nav, link }) => [...options, ...nav, ...(link ? [link] : [])],
    files: ({ files }) => files.map(({ url }) => url.split('/').at(-1) ?? ''),
    limits: [{ what: 'options of one message', max: 8, sizes: ({ options }) => [options.length] }],
  },
  {
    received: [
      {
        title: 'takes a typed text with the language of the page as a hint',
        native: { ...from, language: 'en', input: { kind: 'text', text: '1234AB01' } },
        inbound: { ...inbound, languageHint: 'en', input: { kind: 'text', text: '1234AB01' } },
      },
      {
        title: 'takes a pressed button by its token',
        native: { ...from, input: { kind: 'press', token: '7:0' } },
        inbound: { ...inbound, input: { kind: 'press', token: '7:0' } },
      },
      {
        title: 'takes a new conversation as a start',
        native: { ...from, input: { kind: 'start' } },
        inbound: { ...inbound, input: { kind: 'start' } },
      },
      {
        title: 'takes a shared place',
        native: { ...from, input: { kind: 'location', latitude: -4.3, longitude: 15.3 } },
        inbound: { ...inbound, input: { kind: 'location', latitude: -4.3, longitude: 15.3 } },
      },
      {
        title: 'takes a shared contact as the own number of whoever is played',
        native: { ...from, input: { kind: 'contact' } },
        inbound: { ...inbound, input: { kind: 'contact', phone, own: true } },
      },
      {
        title: 'takes a stored picture as a photo',
        native: { ...from, file: { id: 'f1', mimeType: 'image/jpeg' } },
        inbound: { ...inbound, input: { kind: 'photo', fileId: 'f1' } },
      },
      {
        title: 'takes the words beneath a picture with it',
        native: { ...from, caption: ' Une rue noire ', file: { id: 'f1', mimeType: 'image/jpeg' } },
        inbound: { ...inbound, input: { kind: 'photo', fileId: 'f1', caption: 'Une rue noire' } },
      },
      {
        title: 'takes white space beneath a PDF for nothing',
        native: { ...from, caption: ' ', file: { id: 'f2', mimeType: 'application/pdf' } },
        inbound: { ...inbound, input: { kind: 'document', fileId: 'f2' } },
      },
      {
        title: 'takes a stored PDF as a document',
        native: { ...from, file: { id: 'f2', mimeType: 'application/pdf' } },
        inbound: { ...inbound, input: { kind: 'document', fileId: 'f2' } },
      },
    ],
    rendered: [
      {
        title: 'draws a screen as one message with its buttons, ways out, file and link',
        reply: aReply({
          notices: ['Compris.'],
          body: ['Vos amendes', 'Laquelle ?'],
          options: someOptions(['Vitesse']),
          nav: [back, home],
          attachments: [aPdf],
          link: aLink,
          asks: ['location'],
        }),
        calls: [
          {
            rev: 7,
            language: 'fr',
            notices: ['Compris.'],
            text: 'Vos amendes\nLaquelle ?',
            options: [{ label: 'Vitesse', number: 1, token: '7:0' }],
            nav: [
              { kind: 'back', label: 'Retour', token: '7:back' },
              { kind: 'home', label: 'Accueil', token: '7:home' },
            ],
            files: [
              {
                kind: 'document',
                name: 'quittance.pdf',
                mimeType: 'application/pdf',
                url: `/simulator/api/files/${aPdf.fileId}`,
                caption: 'Quittance',
              },
            ],
            link: aLink,
            asks: ['location'],
            end: false,
            page: { number: 1, of: 1 },
          },
        ],
      },
    ],
  },
);
