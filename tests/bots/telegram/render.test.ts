import { describe, expect, it } from 'vitest';
import { render } from '../../../bots/telegram/render.ts';
import { plainSpeech } from '../../support/plain-speech.ts';
import { aPdf, aReply, home, someOptions } from '../../support/sample-replies.ts';

const buttons = { inline_keyboard: [[{ text: 'Payer', callback_data: '7:0' }]] };
const screen = aReply({ body: ['Payer ?'], options: someOptions(['Payer']) });

describe('what the chat looks like decides how a screen is put there', () => {
  it('edits the pressed message', () => {
    expect(render(screen, plainSpeech, { pressed: 5 })).toEqual([
      { method: 'editMessageText', message_id: 5, text: 'Payer ?', reply_markup: buttons },
    ]);
  });

  it('edits the pressed message into a last one without buttons', () => {
    expect(render(aReply({ body: ['Merci'], end: true }), plainSpeech, { pressed: 5 })).toEqual([
      { method: 'editMessageText', message_id: 5, text: 'Merci' },
    ]);
  });

  it('sends anew below files, and takes the pressed buttons away', () => {
    const calls = render(aReply({ body: ['Merci'], attachments: [aPdf] }), plainSpeech, { pressed: 5 });
    expect(calls.map(({ method }) => method)).toEqual(['editMessageReplyMarkup', 'sendDocument', 'sendMessage']);
  });

  it('sends anew what is too long for one message', () => {
    const calls = render(aReply({ body: ['mot '.repeat(2_000)] }), plainSpeech, { pressed: 5 });
    expect(calls.map(({ method }) => method)).toEqual(['editMessageReplyMarkup', 'sendMessage', 'sendMessage']);
  });

  it('edits, and asks for the contact in a message of its own', () => {
    const calls = render(aReply({ asks: ['contact'], nav: [home] }), plainSpeech, { pressed: 5 });
    expect(calls.map(({ method }) => method)).toEqual(['editMessageText', 'sendMessage']);
  });

  it('cannot edit a message into one that asks for the contact itself', () => {
    const calls = render(aReply({ asks: ['contact'] }), plainSpeech, { pressed: 5 });
    expect(calls.map(({ method }) => method)).toEqual(['editMessageReplyMarkup', 'sendMessage']);
  });

  it('takes the buttons of an outdated message away', () => {
    expect(render(screen, plainSpeech, { outdated: 4 })[0]).toEqual({
      method: 'editMessageReplyMarkup',
      message_id: 4,
    });
  });

  it('closes the keyboard that asked with the answer itself where that has no buttons', () => {
    expect(render(aReply({ body: ['Merci'] }), plainSpeech, { asking: true })).toEqual([
      { method: 'sendMessage', text: 'Merci', reply_markup: { remove_keyboard: true } },
    ]);
  });

  it('closes the keyboard that asked in a message of its own before buttons', () => {
    expect(render(screen, plainSpeech, { asking: true })).toEqual([
      { method: 'sendMessage', text: 'telegram:received.fr', reply_markup: { remove_keyboard: true } },
      { method: 'sendMessage', text: 'Payer ?', reply_markup: buttons },
    ]);
  });

  it('leaves the keyboard open while the screen still asks', () => {
    const calls = render(aReply({ asks: ['contact'] }), plainSpeech, { asking: true });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ reply_markup: { one_time_keyboard: true } });
  });

  it('never sends an empty message, which Telegram refuses', () => {
    expect(render(aReply({ body: [' '] }), plainSpeech)).toEqual([{ method: 'sendMessage', text: '…' }]);
    expect(render(aReply({ body: [], options: someOptions(['Payer']) }), plainSpeech)).toEqual([
      { method: 'sendMessage', text: '…', reply_markup: buttons },
    ]);
    expect(render(aReply({ body: [], attachments: [aPdf] }), plainSpeech)).toHaveLength(1);
  });
});
