// @ts-check
import { byId, make } from './dom.js';
import { printedOn } from './ussd-session.js';

/** Draws the twelve keys. @param {(key: string) => void} press */
export function createKeypad(press) {
  const keys = [...'123456789*0#'].map((key) => {
    const letters = key === '0' ? '␣' : printedOn(key);
    return make(
      'button',
      {
        type: 'button',
        class: 'key',
        'data-key': key,
        'aria-label': /\d/.test(key) && letters !== '␣' ? `${key} ${letters}`.trim() : key,
        click: () => press(key),
      },
      make('b', {}, key),
      make('small', { 'aria-hidden': 'true' }, letters),
    );
  });
  byId('keypad').replaceChildren(...keys);
  return {
    /** Shows that a key went down when the real keyboard was used. @param {string} key */
    flash(key) {
      const button = keys.find((candidate) => candidate.dataset['key'] === key);
      button?.classList.add('down');
      setTimeout(() => button?.classList.remove('down'), 130);
    },
  };
}
