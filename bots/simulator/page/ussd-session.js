// @ts-check

/**
 * What a dialled number means to the network: our code, alone or with answers dialled ahead (`*384*123*2*1#`).
 * @param {string} typed @param {string} code e.g. `*384*123#`
 * @returns {{ ours: false } | { ours: true, text: string }}
 */
export function readDialled(typed, code) {
  const dialled = typed.replace(/\s/g, '');
  if (dialled === code) return { ours: true, text: '' };
  const ahead = `${code.slice(0, -1)}*`;
  if (dialled.startsWith(ahead) && dialled.endsWith('#')) return { ours: true, text: dialled.slice(ahead.length, -1) };
  return { ours: false };
}

/** All answers of a session as the gateway sends them. @param {string} soFar @param {string} answer */
export const withAnswer = (soFar, answer) => (soFar === '' ? answer : `${soFar}*${answer}`);

const letters = ['0 ', "1.,?!'-", '2abc', '3def', '4ghi', '5jkl', '6mno', '7pqrs', '8tuv', '9wxyz'];
/** What is printed on a key below its digit. @param {string} key */
export const printedOn = (key) => (/[2-9]/.test(key) ? (letters[Number(key)] ?? '').slice(1).toUpperCase() : '');

const tapMs = 900;

/** Letters by repeated presses, as on an old phone. */
export function createMultitap() {
  let lastKey = '';
  let lastAt = 0;
  let turn = 0;
  return {
    /**
     * @param {string} text what has been typed so far @param {string} key the digit @param {number} now in ms
     * @returns {string} the text after this press
     */
    press(text, key, now) {
      const cycle = [...(letters[Number(key)] ?? key)];
      const wheel = [...cycle.slice(1), ...cycle.slice(0, 1)];
      const same = key === lastKey && now - lastAt < tapMs;
      turn = same ? turn + 1 : 0;
      lastKey = key;
      lastAt = now;
      return (same ? text.slice(0, -1) : text) + (wheel[turn % wheel.length] ?? key);
    },
    reset() {
      lastKey = '';
    },
  };
}
