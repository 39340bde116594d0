// @ts-check
import { drawing, make } from './dom.js';
import { say, sayTime } from './words.js';

/**
 * One line of the conversation as it is kept.
 * @typedef {{ id: string, from: 'me' | 'them' | 'note', at: number, text?: string, reply?: import('./api.js').Reply,
 *   place?: { name: string, latitude: number, longitude: number }, contact?: string, photo?: string, fileName?: string,
 *   input?: object, pushed?: boolean, state?: 'sending' | 'sent' | 'failed' }} Line
 * `input` is what the line says to the server, kept so that it can be sent again after the page was loaded anew.
 */

const address = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g;

/** Keeps an amount on one line. @param {string} text */
const whole = (text) =>
  text.replace(/(\d) (?=\d{3}\b|F\b|FC\b|USD\b)/g, '$1\u00a0').replace(/\u00a0F CFA/g, '\u00a0F\u00a0CFA');

const reference = /\b(?:[A-Z]{1,2}-)+\d{4}-\d{5,}\b/;

/** Keeps a reference number on one line. @param {string} text @returns {(Node | string)[]} */
function unbroken(text) {
  const found = reference.exec(text);
  if (!found) return [text];
  const after = found.index + found[0].length;
  const number = make('span', { class: 'reference' }, found[0]);
  return [text.slice(0, found.index), number, ...unbroken(text.slice(after))];
}

/** A text with its addresses made into links. @param {string} words @returns {(Node | string)[]} */
function linked(words) {
  const text = whole(words);
  /** @type {(Node | string)[]} */
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    parts.push(...unbroken(text.slice(from, match.index)), outside(match[0], match[0]));
    from = match.index + match[0].length;
  }
  return [...parts, ...unbroken(text.slice(from))];
}

/** @param {string} url @param {...(Node | string)} children */
const outside = (url, ...children) =>
  make('a', { href: /^(https?:|\/)/.test(url) ? url : '#', target: '_blank', rel: 'noopener noreferrer' }, ...children);

/** @param {import('./api.js').FileCard} file */
function fileCard(file) {
  if (file.kind === 'image') {
    const picture = make('img', { src: file.url, alt: file.caption ?? file.name, loading: 'lazy' });
    const link = outside(file.url, picture);
    link.className = 'picture';
    return make('figure', {}, link, ...(file.caption ? [make('figcaption', {}, file.caption)] : []));
  }
  const kind = file.mimeType === 'application/pdf' ? say('chat.pdf') : say('chat.file');
  const card = outside(
    file.url,
    drawing('i-file', 'icon file-icon'),
    make('span', { class: 'file-text' }, make('b', {}, file.name), make('small', {}, file.caption ?? kind)),
    drawing('i-open'),
  );
  card.className = 'file';
  card.setAttribute('aria-label', `${say('chat.open')} ${file.name} (${kind})`);
  return card;
}

/** @param {import('./api.js').Reply} reply */
function replyParts(reply) {
  const parts = reply.notices.map((notice) => make('p', { class: 'aside' }, ...linked(notice)));
  if (reply.text) parts.push(make('p', {}, ...linked(reply.text)));
  parts.push(...reply.files.map(fileCard));
  if (reply.link) {
    const link = outside(reply.link.url, reply.link.label, drawing('i-open'));
    link.className = 'more';
    parts.push(link);
  }
  if (reply.page.of > 1) parts.push(make('small', { class: 'pages' }, `${reply.page.number} / ${reply.page.of}`));
  return parts;
}

/** @param {Line} line */
function ownParts(line) {
  if (line.place) {
    const { name, latitude, longitude } = line.place;
    return [
      make('div', { class: 'map', 'aria-hidden': 'true' }, drawing('i-place', 'icon pin')),
      make('p', {}, make('b', {}, name || say('chat.location'))),
      make('small', {}, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`),
    ];
  }
  if (line.contact)
    return [
      make(
        'p',
        { class: 'contact' },
        drawing('i-contact'),
        make('span', {}, say('chat.contactShared')),
        make('b', {}, line.contact),
      ),
    ];
  const beneath = line.text ? [make('p', {}, ...linked(line.text))] : [];
  if (line.photo) return [make('img', { class: 'picture', src: line.photo, alt: say('chat.photoSent') }), ...beneath];
  if (line.fileName)
    return [make('p', { class: 'contact' }, drawing('i-photo'), make('span', {}, line.fileName)), ...beneath];
  return [make('p', {}, ...linked(line.text ?? ''))];
}

/** @param {Line} line @param {(line: Line) => void} retry @param {(line: Line) => boolean} canRetry */
function footOf(line, retry, canRetry) {
  if (line.state === 'sending') return [make('span', { class: 'state' }, say('chat.sending'))];
  if (line.state !== 'failed') return [make('time', { datetime: new Date(line.at).toISOString() }, sayTime(line.at))];
  const failed = make('span', { class: 'state failed' }, say('chat.failed'));
  if (!canRetry(line)) return [failed];
  return [failed, make('button', { type: 'button', class: 'retry', click: () => retry(line) }, say('chat.retry'))];
}

/**
 * Draws one line of the conversation.
 * @param {Line} line @param {{ press: (button: import('./api.js').Button) => void, retry: (line: Line) => void, canRetry: (line: Line) => boolean, last: boolean }} how
 */
export function drawLine(line, { press, retry, canRetry, last }) {
  if (line.from === 'note')
    return make('li', { class: 'line note', id: `line-${line.id}` }, make('p', {}, line.text ?? ''));
  const parts = line.reply ? replyParts(line.reply) : ownParts(line);
  const who = make('span', { class: 'unseen' }, `${line.from === 'me' ? say('chat.you') : 'Lisolo'} : `);
  const bubble = make(
    'div',
    { class: 'bubble' },
    who,
    ...parts,
    make('div', { class: 'foot' }, ...footOf(line, retry, canRetry)),
  );
  if (line.reply) bubble.lang = line.reply.language;
  const item = make('li', { class: `line ${line.from}`, id: `line-${line.id}` }, bubble);
  if (last && line.reply && !line.reply.end) item.append(...answers(line.reply, press));
  if (last && line.reply?.end) item.append(...answers({ ...line.reply, options: [] }, press));
  return item;
}

/** @param {import('./api.js').Reply} reply @param {(button: import('./api.js').Button) => void} press */
function answers(reply, press) {
  /** @param {import('./api.js').Button} button @param {string} className */
  const draw = (button, className) =>
    make(
      'button',
      { type: 'button', class: className, lang: reply.language, click: () => press(button) },
      ...unbroken(whole(button.label)),
    );
  const rows = [];
  if (reply.options.length > 0) {
    const long = reply.options.some(({ label }) => label.length > 22);
    const list = make('div', {
      class: long ? 'answers tall' : 'answers',
      role: 'group',
      'aria-label': say('chat.answers'),
    });
    list.append(...reply.options.map((option) => draw(option, 'answer')));
    rows.push(list);
  }
  if (reply.nav.length > 0)
    rows.push(
      make('div', { class: 'answers nav' }, ...reply.nav.map((button) => draw(button, `answer quiet ${button.kind}`))),
    );
  return rows;
}
