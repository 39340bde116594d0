import type { Inbound } from '../../../core/dialog/types.ts';
import { telegramSurface } from '../../../bots/telegram/index.ts';
import { toInbound } from '../../../bots/telegram/receive.ts';
import type { StoredMedia } from '../../../bots/telegram/receive.ts';
import { render } from '../../../bots/telegram/render.ts';
import type { NativeCall } from '../../../bots/telegram/render.ts';
import { parseUpdate } from '../../../bots/telegram/update.ts';
import { describeChannel } from '../../support/describe-channel.ts';
import type { Button } from '../../support/describe-channel.ts';
import { aLink, aPdf, aReply, anImage, back, home, someOptions } from '../../support/sample-replies.ts';

interface Native {
  readonly update: Record<string, unknown>;
  readonly stored?: StoredMedia;
}

const chat = { id: 77, type: 'private' };
const from = { id: 77, is_bot: false, first_name: 'A', language_code: 'ln' };
const message = (content: Record<string, unknown>, over: Record<string, unknown> = {}): Native => ({
  update: { update_id: 9, message: { message_id: 5, date: 1, chat, from, ...content, ...over } },
});
const inbound = (input: Inbound['input']): Omit<Inbound, 'traceId'> => ({
  channel: 'telegram',
  address: '77',
  messageId: '9',
  languageHint: 'ln',
  input,
});
const press = (over: Record<string, unknown> = {}): Native => ({
  update: {
    update_id: 9,
    callback_query: { id: 'q', from, data: '7:1', message: { message_id: 5, date: 1, chat }, ...over },
  },
});
const photo = {
  photo: [
    { file_id: 'l', file_unique_id: 'l', width: 900, height: 900 },
    { file_id: 's', file_unique_id: 's', width: 90, height: 90 },
  ],
};
const document = { document: { file_id: 'd', file_unique_id: 'd', file_name: 'x.pdf' } };
const file = (mimeType: string) => ({ id: 'f1', mimeType });

const buttonsOf = (call: NativeCall): readonly Button[] =>
  'reply_markup' in call && call.reply_markup && 'inline_keyboard' in call.reply_markup
    ? call.reply_markup.inline_keyboard.flat().map((button) => ({
        label: button.text,
        ...('callback_data' in button ? { token: button.callback_data } : {}),
        ...('url' in button ? { url: button.url } : {}),
      }))
    : [];

describeChannel<Native, NativeCall>(
  'Telegram',
  {
    surface: telegramSurface,
    receive: ({ update, stored }) => {
      const parsed = parseUpdate(update);
      return parsed && toInbound(parsed, stored);
    },
    render,
    texts: (call) => ('text' in call ? [call.text] : 'caption' in call && call.caption ? [call.caption] : []),
    buttons: buttonsOf,
    files: (call) => ('fileId' in call ? [call.fileId] : []),
    limits: [
      { what: 'characters of a message', max: 4096, sizes: (call) => ('text' in call ? [call.text.length] : []) },
      {
        what: 'characters of a caption',
        max: 1024,
        sizes: (call) => ('caption' in call ? [call.caption?.length ?? 0] : []),
      },
      { what: 'characters of a label', max: 40, sizes: (call) => buttonsOf(call).map(({ label }) => label.length) },
      { what: 'buttons', max: 100, sizes: (call) => [buttonsOf(call).length] },
    ],
  },
  {
    received: [
      {
        title: 'takes a text',
        native: message({ text: '1234 ab 01' }),
        inbound: inbound({ kind: 'text', text: '1234 ab 01' }),
      },
      { title: 'takes /start as a start', native: message({ text: '/start' }), inbound: inbound({ kind: 'start' }) },
      {
        title: 'takes the payload of a link',
        native: message({ text: '/start AM-7Q2' }),
        inbound: inbound({ kind: 'start', payload: 'AM-7Q2' }),
      },
      {
        title: 'takes a command as its word',
        native: message({ text: '/langue@lisolo_bot' }),
        inbound: inbound({ kind: 'text', text: 'langue' }),
      },
      {
        title: 'takes a command with more behind it',
        native: message({ text: '/amende 1234AB01' }),
        inbound: inbound({ kind: 'text', text: 'amende 1234AB01' }),
      },
      {
        title: 'takes a slash inside a text as text',
        native: message({ text: 'a/b' }),
        inbound: inbound({ kind: 'text', text: 'a/b' }),
      },
      { title: 'takes a pressed button', native: press(), inbound: inbound({ kind: 'press', token: '7:1' }) },
      { title: 'ignores a press without data', native: press({ data: undefined }), inbound: undefined },
      {
        title: 'takes a photo',
        native: { ...message(photo), stored: file('image/jpeg') },
        inbound: inbound({ kind: 'photo', fileId: 'f1' }),
      },
      {
        title: 'takes a picture sent as a file as a photo',
        native: { ...message(document), stored: file('image/png') },
        inbound: inbound({ kind: 'photo', fileId: 'f1' }),
      },
      {
        title: 'takes a document',
        native: { ...message(document), stored: file('application/pdf') },
        inbound: inbound({ kind: 'document', fileId: 'f1' }),
      },
      {
        title: 'takes the words beneath a photo with it',
        native: { ...message(photo, { caption: ' Un tas d’immondices \n' }), stored: file('image/jpeg') },
        inbound: inbound({ kind: 'photo', fileId: 'f1', caption: 'Un tas d’immondices' }),
      },
      {
        title: 'takes the words beneath a document with it',
        native: { ...message(document, { caption: 'Ma carte' }), stored: file('application/pdf') },
        inbound: inbound({ kind: 'document', fileId: 'f1', caption: 'Ma carte' }),
      },
      {
        title: 'takes white space beneath a photo for nothing',
        native: { ...message(photo, { caption: ' \n ' }), stored: file('image/jpeg') },
        inbound: inbound({ kind: 'photo', fileId: 'f1' }),
      },
      { title: 'has nothing for the dialog while a photo is not stored', native: message(photo), inbound: undefined },
      {
        title: 'takes a location',
        native: message({ location: { latitude: -4.32, longitude: 15.31 } }),
        inbound: inbound({ kind: 'location', latitude: -4.32, longitude: 15.31 }),
      },
      {
        title: "trusts the sender's own contact",
        native: message({ contact: { phone_number: '243810000001', first_name: 'A', user_id: 77 } }),
        inbound: inbound({ kind: 'contact', phone: '+243810000001', own: true }),
      },
      {
        title: "does not trust another person's contact",
        native: message({ contact: { phone_number: '+243 810 000 002', first_name: 'B', user_id: 78 } }),
        inbound: inbound({ kind: 'contact', phone: '+243810000002', own: false }),
      },
      {
        title: 'does not trust a contact without an account',
        native: message({ contact: { phone_number: '+243810000002', first_name: 'B' } }),
        inbound: inbound({ kind: 'contact', phone: '+243810000002', own: false }),
      },
      {
        title: 'finds no number in a broken contact',
        native: message({ contact: { phone_number: 'x', first_name: 'B', user_id: 77 } }),
        inbound: inbound({ kind: 'unsupported', what: 'contact' }),
      },
      ...['sticker', 'voice', 'video', 'video_note', 'audio', 'poll', 'dice'].map((what) => ({
        title: `knows that no screen takes a ${what}`,
        native: message({ [what]: { file_id: 'x' } }),
        inbound: inbound({ kind: 'unsupported' as const, what }),
      })),
      {
        title: 'takes an animation for what it is',
        native: message({ animation: {}, ...document }),
        inbound: inbound({ kind: 'unsupported', what: 'animation' }),
      },
      {
        title: 'ignores edited messages',
        native: { update: { update_id: 9, edited_message: { message_id: 5, date: 1, chat, from, text: 'x' } } },
        inbound: undefined,
      },
      {
        title: 'ignores groups',
        native: message({ text: 'x' }, { chat: { id: -5, type: 'supergroup' } }),
        inbound: undefined,
      },
      {
        title: 'ignores presses in groups',
        native: press({ message: { message_id: 5, date: 1, chat: { id: -5, type: 'group' } } }),
        inbound: undefined,
      },
      {
        title: 'ignores other bots',
        native: message({ text: 'x' }, { from: { ...from, is_bot: true } }),
        inbound: undefined,
      },
      { title: 'ignores service messages', native: message({ pinned_message: {} }), inbound: undefined },
      {
        title: 'ignores kinds of update that do not exist yet',
        native: { update: { update_id: 9, telepathy: { thought: 'x' } } },
        inbound: undefined,
      },
      {
        title: 'ignores a message of a broken shape',
        native: { update: { update_id: 9, message: { chat: 'x', text: { $gt: '' } } } },
        inbound: undefined,
      },
      { title: 'ignores what is no update', native: { update: { update_id: '9; DROP TABLE' } }, inbound: undefined },
    ],
    rendered: [
      {
        title: 'puts notices before the body and ways out below the options',
        reply: aReply({
          notices: ['Choix invalide.'],
          body: ['Vos amendes', 'Plaque 1234AB01'],
          options: someOptions(['Vitesse', 'Feu rouge', 'Casque']),
          nav: [back, home],
        }),
        calls: [
          {
            method: 'sendMessage',
            text: 'Choix invalide.\n\nVos amendes\n\nPlaque 1234AB01',
            reply_markup: {
              inline_keyboard: [
                [{ text: 'Vitesse', callback_data: '7:0' }],
                [{ text: 'Feu rouge', callback_data: '7:1' }],
                [{ text: 'Casque', callback_data: '7:2' }],
                [
                  { text: 'Retour', callback_data: '7:back' },
                  { text: 'Accueil', callback_data: '7:home' },
                ],
              ],
            },
          },
        ],
      },
      {
        title: 'sets two short answers side by side',
        reply: aReply({ body: ['Payer ?'], options: someOptions(['Oui', 'Non']) }),
        calls: [
          {
            method: 'sendMessage',
            text: 'Payer ?',
            reply_markup: {
              inline_keyboard: [
                [
                  { text: 'Oui', callback_data: '7:0' },
                  { text: 'Non', callback_data: '7:1' },
                ],
              ],
            },
          },
        ],
      },
      {
        title: 'sends files before the screen',
        reply: aReply({ body: ['Merci'], attachments: [anImage, aPdf], end: true }),
        calls: [
          {
            method: 'sendPhoto',
            fileId: anImage.fileId,
            name: 'photo.jpg',
            caption: 'Photo prise sur place',
            otherwise: 'telegram:fileMissing.fr name=photo.jpg',
          },
          {
            method: 'sendDocument',
            fileId: aPdf.fileId,
            name: 'quittance.pdf',
            caption: 'Quittance',
            otherwise: 'telegram:fileMissing.fr name=quittance.pdf',
          },
          { method: 'sendMessage', text: 'Merci' },
        ],
      },
      {
        title: 'makes a public link a button',
        reply: aReply({ body: ['Merci'], link: aLink }),
        calls: [
          {
            method: 'sendMessage',
            text: 'Merci',
            reply_markup: { inline_keyboard: [[{ text: 'Ouvrir la page', url: aLink.url }]] },
          },
        ],
      },
      {
        title: 'writes a link out that Telegram would refuse on a button',
        reply: aReply({ body: ['Merci'], link: { url: 'http://localhost:3000/f/a', label: 'Ouvrir' } }),
        calls: [{ method: 'sendMessage', text: 'Merci\n\nOuvrir\nhttp://localhost:3000/f/a' }],
      },
      {
        title: 'asks for the contact with the keyboard made for it',
        reply: aReply({ body: ['Votre numéro ?'], asks: ['contact'] }),
        calls: [
          {
            method: 'sendMessage',
            text: 'Votre numéro ?',
            reply_markup: {
              keyboard: [[{ text: 'telegram:shareContact.fr', request_contact: true }]],
              resize_keyboard: true,
              one_time_keyboard: true,
            },
          },
        ],
      },
      {
        title: 'asks in a message of its own when the screen has buttons',
        reply: aReply({ body: ['Où ?'], asks: ['location'], nav: [home] }),
        calls: [
          {
            method: 'sendMessage',
            text: 'Où ?',
            reply_markup: { inline_keyboard: [[{ text: 'Accueil', callback_data: '7:home' }]] },
          },
          {
            method: 'sendMessage',
            text: 'telegram:touchToShare.location.fr',
            reply_markup: {
              keyboard: [[{ text: 'telegram:shareLocation.fr', request_location: true }]],
              resize_keyboard: true,
              one_time_keyboard: true,
            },
          },
        ],
      },
      {
        title: 'spells long options out and numbers their buttons',
        reply: aReply({
          body: ['Motif ?'],
          options: someOptions(["Je n'étais pas le conducteur ce jour-là, ma voiture était vendue", 'Autre']),
        }),
        calls: [
          {
            method: 'sendMessage',
            text: "Motif ?\n\n1. Je n'étais pas le conducteur ce jour-là, ma voiture était vendue\n2. Autre",
            reply_markup: {
              inline_keyboard: [
                [{ text: "1. Je n'étais pas le conducteur ce jour…", callback_data: '7:0' }],
                [{ text: '2. Autre', callback_data: '7:1' }],
              ],
            },
          },
        ],
      },
    ],
  },
);
