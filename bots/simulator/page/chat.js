// @ts-check
import { api, Fault } from './api.js';
import { drawLine } from './bubbles.js';
import { buttonById, byId, drawing, make, memory, randomId } from './dom.js';
import { onLanguage, say } from './words.js';

/** @typedef {import('./bubbles.js').Line} Line */
/** @typedef {import('./api.js').Reply} Reply */

const kept = 80;
const waits = [600, 1500, 3500];

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Does it again while the fault may pass by itself; what is sent carries its own id, so it counts once. @template T @param {() => Promise<T>} act @returns {Promise<T>} */
async function insist(act) {
  for (const wait of waits) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Fault) || !error.again) throw error;
      await pause(wait);
    }
  }
  return act();
}

/**
 * The conversation of one person at a time.
 * @param {{ onAsks: (asks: string[]) => void, onUnseen: () => void }} events
 */
export function createChat({ onAsks, onUnseen }) {
  const list = byId('messages');
  const scroll = byId('chat-scroll');
  const state = byId('chat-state');
  /** @type {Line[]} */
  let lines = [];
  let phone = '';
  let waiting = 0;
  let byKeyboard = false;
  /** @type {Promise<void>} one message at a time, in order */
  let queue = Promise.resolve();
  /** What was meant by a line, to send it again. @type {Map<string, () => Promise<Reply>>} */
  const acts = new Map();

  const save = () =>
    memory.write(
      `chat.${phone}`,
      lines
        .slice(-kept)
        .map((line) => ({ ...line, photo: undefined, fileName: line.photo ? say('chat.photoSent') : line.fileName })),
    );
  const toEnd = () => scroll.scrollTo({ top: scroll.scrollHeight, behavior: 'instant' });

  // A picture that arrives late, or a bar that opens, must not push the last answers out of sight.
  let isAtEnd = true;
  scroll.addEventListener('scroll', () => {
    isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 24;
  });
  const keepEnd = new ResizeObserver(() => isAtEnd && toEnd());
  for (const box of [scroll, list]) keepEnd.observe(box);

  /** @param {Line} line */
  const draw = (line) =>
    drawLine(line, {
      press,
      retry: (failed) => deliver(failed),
      canRetry: ({ id }) => acts.has(id),
      last: line === lines.findLast(({ from, pushed }) => from !== 'note' && !pushed),
    });

  function drawAll() {
    list.replaceChildren(...(lines.length === 0 ? [welcome()] : lines.map(draw)));
    moveAnswers();
    onAsks(lines.findLast(({ from, pushed }) => from !== 'note' && !pushed)?.reply?.asks ?? []);
    toEnd();
  }

  /** After a dialog has ended, what is left to press belongs under whatever came last. */
  function moveAnswers() {
    const asked = lines.findLast(({ from, pushed }) => from !== 'note' && !pushed);
    const last = lines.at(-1);
    if (!asked?.reply?.end || !last || last === asked) return;
    document.getElementById(`line-${last.id}`)?.append(...list.querySelectorAll('.answers'));
  }

  function welcome() {
    return make(
      'li',
      { class: 'welcome' },
      drawing('i-chat', 'icon'),
      make('b', {}, say('chat.hello')),
      make('p', {}, say('chat.empty')),
      make(
        'button',
        { type: 'button', class: 'soft strong', id: 'chat-start', click: () => begin() },
        say('chat.start'),
      ),
    );
  }

  /** Puts a line into the conversation; the answers under the line before it go. @param {Line} line */
  function add(line) {
    if (lines.some(({ id }) => id === line.id)) return;
    const hadFocus = list.contains(document.activeElement);
    if (lines.length === 0) list.replaceChildren();
    // A notice comes beside the dialog: the answers to the last question stay open.
    if (!line.pushed) list.querySelectorAll('.answers').forEach((old) => old.remove());
    lines.push(line);
    list.insertBefore(draw(line), list.querySelector('.typing'));
    if (line.pushed) moveAnswers();
    if (hadFocus) scroll.focus({ preventScroll: true });
    if (byKeyboard && line.from === 'them') focusFirstAnswer();
    if (!line.pushed) onAsks(line.reply?.asks ?? []);
    save();
    toEnd();
  }

  /** @param {Line} line */
  const redraw = (line) => document.getElementById(`line-${line.id}`)?.replaceWith(draw(line));

  /** Removes the note of a fault that is being mended. @param {string} id */
  function takeBack(id) {
    lines = lines.filter((line) => line.id !== id);
    document.getElementById(`line-${id}`)?.remove();
  }

  /** @param {number} change */
  function wait(change) {
    waiting += change;
    list.querySelector('.typing')?.remove();
    state.textContent = say(waiting > 0 ? 'chat.typing' : 'chat.service');
    if (waiting === 0) return;
    list.append(
      make(
        'li',
        { class: 'line them typing', 'aria-hidden': 'true' },
        make('div', { class: 'bubble' }, make('i'), make('i'), make('i')),
      ),
    );
    toEnd();
  }

  /** @param {Line} line */
  function deliver(line) {
    const act = acts.get(line.id);
    if (!act) return;
    line.state = 'sending';
    takeBack(`n${line.id}`);
    redraw(line);
    const asPhone = phone;
    queue = queue.then(async () => {
      wait(1);
      try {
        // A moment of "typing" makes an answer readable as one; it never delays by more than this.
        const [reply] = await Promise.all([insist(act), pause(280)]);
        if (asPhone !== phone) return;
        line.state = 'sent';
        acts.delete(line.id);
        redraw(line);
        wait(-1);
        if (!reply.silent) add({ id: `r${line.id}`, from: 'them', at: Date.now(), reply });
        return;
      } catch (error) {
        if (asPhone !== phone) return;
        line.state = 'failed';
        redraw(line);
        wait(-1);
        add({
          id: `n${line.id}`,
          from: 'note',
          at: Date.now(),
          text: error instanceof Error ? error.message : say('fault.network'),
        });
      }
    });
  }

  /** @param {object} input @param {Partial<Line>} shown */
  function tell(input, shown) {
    const messageId = randomId();
    const as = phone;
    acts.set(messageId, () => api.message({ as, messageId, input }));
    const line = /** @type {Line} */ ({ id: messageId, from: 'me', at: Date.now(), state: 'sending', input, ...shown });
    add(line);
    deliver(line);
  }

  /** @param {import('./api.js').Button} button */
  function press({ token, label }) {
    byKeyboard = document.activeElement?.matches('.answer:focus-visible') ?? false;
    tell({ kind: 'press', token }, { text: label });
  }

  /** Whoever answers with the keyboard goes on from the next answer; whoever touches keeps the on-screen keyboard shut. */
  function focusFirstAnswer() {
    byKeyboard = false;
    const answer = /** @type {HTMLElement | null} */ (list.querySelector('.answer'));
    if (document.activeElement === scroll) (answer ?? byId('chat-text')).focus({ preventScroll: true });
  }
  const begin = () => tell({ kind: 'start' }, { text: say('chat.start') });

  onLanguage(() => {
    state.textContent = say('chat.service');
    drawAll();
  });
  buttonById('chat-new').addEventListener('click', () => {
    lines = [];
    acts.clear();
    list.replaceChildren();
    begin();
  });

  return {
    /** Shows the conversation of this phone. @param {string} next */
    become(next) {
      phone = next;
      acts.clear();
      waiting = 0;
      queue = Promise.resolve();
      lines = memory
        .read(`chat.${next}`, /** @type {Line[]} */ ([]))
        .map((line) => (line.state === 'sending' ? { ...line, state: line.input ? 'failed' : 'sent' } : line));
      // The server takes each id once, so what had arrived after all is only answered again.
      for (const { id: messageId, state: sent, input } of lines)
        if (sent === 'failed' && input) acts.set(messageId, () => api.message({ as: next, messageId, input }));
      state.textContent = say('chat.service');
      drawAll();
    },
    /** @param {string} text */
    text: (text) => tell({ kind: 'text', text }, { text }),
    /** @param {{ name: string, latitude: number, longitude: number }} place */
    place: (place) => tell({ kind: 'location', latitude: place.latitude, longitude: place.longitude }, { place }),
    contact: () => tell({ kind: 'contact' }, { contact: phone }),
    /** @param {File} file @param {string} [caption] */
    photo(file, caption = '') {
      const messageId = randomId();
      const as = phone;
      acts.set(messageId, () => api.photo({ as, messageId, file, caption }));
      const shown = file.type.startsWith('image/') ? { photo: URL.createObjectURL(file) } : { fileName: file.name };
      const line = /** @type {Line} */ ({
        id: messageId,
        from: 'me',
        at: Date.now(),
        state: 'sending',
        text: caption,
        ...shown,
      });
      add(line);
      deliver(line);
    },
    /** Something that came by itself. @param {{ id: string, reply: Reply, at: string }} notice */
    notice({ id, reply, at }) {
      const known = lines.some((line) => line.id === id);
      add({ id, from: 'them', at: new Date(at).getTime(), reply, pushed: true });
      if (!known) onUnseen();
    },
    /** @param {boolean} online */
    online(online) {
      if (waiting === 0) state.textContent = say(online ? 'chat.service' : 'chat.offline');
    },
  };
}
