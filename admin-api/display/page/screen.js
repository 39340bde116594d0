// @ts-check
import { chime, isAudible, makeAudible } from './chime.js';

/**
 * @typedef {{ ticket: string, counter: string, queueId: string, state: 'called' | 'serving', call: number }} Call
 * @typedef {{ id: string, name: string, prefix: string, state: string, reason?: string, waiting: number }} Queue
 * @typedef {{ organisation: string, branch: string, timeZone: string, calls: Call[], queues: Queue[], now: string,
 *   edition: string }} Board
 */

const { body } = document;
/** @param {string} name */
const word = (name) => body.dataset[name] ?? '';
/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {string} id @param {string} text */
function write(id, text) {
  const at = element(id);
  if (at.textContent !== text) at.textContent = text;
}
/** @param {string} tag @param {string} kind @param {string} text */
function piece(tag, kind, text) {
  const made = document.createElement(tag);
  made.className = kind;
  made.textContent = text;
  return made;
}

const rowsAtMost = 6;
/** How long a call has the large place for itself, in milliseconds; less when others wait for it. */
const callMs = 5000;
const hurriedMs = 2500;
/** The server speaks every 15 seconds. */
const silenceMs = 40000;

/** @type {Board | undefined} */
let board;
/** What was called and has not had the large place yet. @type {Call[]} */
let toAnnounce = [];
/** What has the large place. @type {Call | undefined} */
let announced;
let announcing = 0;
/** By how much the clock of this device is wrong, in milliseconds. */
let offset = 0;

// --- drawing

/** "3" becomes "Guichet 3", "Caisse 1" stays. @param {string} counter */
const labelOf = (counter) => (new RegExp(word('bare')).test(counter) ? word('counter') : '');

/** @param {Call} call */
function rowOf(call) {
  const row = piece('li', call.state, '');
  const desk = piece('span', 'desk', '');
  const label = labelOf(call.counter);
  if (label) desk.append(piece('small', '', label), ' ');
  desk.append(piece('b', '', call.counter));
  row.append(piece('span', 'ticket', call.ticket), piece('span', 'arrow', '›'), desk);
  return row;
}

/** @param {Queue} queue */
function queueOf({ prefix, name, state, reason, waiting }) {
  const item = piece('li', state, '');
  item.append(piece('b', 'prefix', prefix), piece('span', 'name', name));
  item.append(
    state === 'active'
      ? piece('b', 'waiting', String(waiting))
      : piece('span', 'state', reason ? `${word(state)} : ${reason}` : word(state)),
  );
  return item;
}

/** @param {Call | undefined} a @param {Call | undefined} b */
const isSame = (a, b) =>
  a !== undefined && a.ticket === b?.ticket && a.queueId === b.queueId && a.counter === b.counter;

function draw() {
  if (!board) return;
  const { calls, queues } = board;
  write('organisation', board.organisation);
  write('branch', board.branch);
  const large = announced ?? calls[0];
  body.classList.toggle('empty', !large);
  write('number', large?.ticket ?? '');
  write('counter', large?.counter ?? '');
  write('counter-label', large ? labelOf(large.counter) : '');
  element('number').classList.toggle('long', (large?.ticket.length ?? 0) > 5);
  element('counter').classList.toggle('long', (large?.counter.length ?? 0) > 4);
  const others = calls.filter((call) => !isSame(call, large)).slice(0, rowsAtMost);
  body.classList.toggle('alone', others.length === 0);
  element('before').replaceChildren(...others.map(rowOf));
  element('queues').replaceChildren(...queues.map(queueOf));
}

// --- announcing, one call after the other

function flash() {
  const place = element('number');
  place.classList.remove('rings');
  // Reading the size makes the browser notice that the class was gone, so that the animation begins anew.
  void place.offsetWidth;
  place.classList.add('rings');
}

function announceNext() {
  announcing = 0;
  // Who is there already, or has left again, need not be called; whoever was called twice, only once.
  toAnnounce = toAnnounce.filter(
    (call, nth) =>
      board?.calls.some((one) => isSame(one, call) && one.state === 'called') &&
      !toAnnounce.some((later, index) => index > nth && isSame(later, call)),
  );
  announced = toAnnounce.shift();
  draw();
  if (!announced) return;
  flash();
  chime();
  speak(announced);
  announcing = window.setTimeout(announceNext, toAnnounce.length > 1 ? hurriedMs : callMs);
}

// --- voice

/** A012 is said "A 12". @param {string} ticket */
const spelled = (ticket) =>
  ticket.replace(/^(\D*)0*(\d)/, (_all, letters, digit) => `${[...letters].join(' ')} ${digit}`);

const canSpeak = 'speechSynthesis' in window;
let wantsVoice = false;

/** @param {Call} call */
function speak({ ticket, counter }) {
  if (!wantsVoice || !canSpeak) return;
  const own = document.documentElement.lang;
  const voices = speechSynthesis.getVoices();
  const language = voices.some((voice) => voice.lang.toLowerCase().startsWith(own)) ? own : 'fr';
  const phrase = language === own ? word('spoken') : word('french');
  const saying = new SpeechSynthesisUtterance(
    phrase.replace('%t', spelled(ticket)).replace('%c', `${labelOf(counter)} ${counter}`.trim()),
  );
  saying.lang = language;
  saying.rate = 0.9;
  speechSynthesis.speak(saying);
}

/** A browser may forbid a page to keep anything. @param {boolean} [wish] */
function keptWish(wish) {
  try {
    if (wish !== undefined) localStorage.setItem('lisolo-voice', wish ? 'yes' : 'no');
    return localStorage.getItem('lisolo-voice') === 'yes';
  } catch {
    return wish ?? false;
  }
}

async function showButtons() {
  const isOn = await makeAudible();
  element('sound').hidden = isOn;
  element('voice').hidden = !isOn || !canSpeak;
  write('voice', word(wantsVoice ? 'voiceoff' : 'voiceon'));
}

element('sound').addEventListener('click', async () => {
  await showButtons();
  chime();
});
element('voice').addEventListener('click', () => {
  wantsVoice = keptWish(!wantsVoice);
  void showButtons();
});
// Any press will do for a browser that waits for one.
document.addEventListener('keydown', () => !isAudible() && void showButtons());

// --- clock

function showTime() {
  const now = new Date(Date.now() + offset);
  const timeZone = board?.timeZone ?? word('zone');
  const parts = new Intl.DateTimeFormat('fr-FR', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    .formatToParts(now)
    .filter(({ type }) => type !== 'literal')
    .map(({ value }) => value);
  write('time', parts.join('h'));
  write(
    'date',
    new Intl.DateTimeFormat('fr-FR', { timeZone, day: '2-digit', month: '2-digit', year: 'numeric' }).format(now),
  );
}

// --- the stream

let lastId = '';
let heardAt = performance.now();
/** @type {EventSource | undefined} */
let source;
let retrying = 0;

/** @param {boolean} isOn */
function showOnline(isOn) {
  element('offline').hidden = isOn;
}

/** @param {{ now: string, edition: string }} beat */
function heard({ now, edition }) {
  heardAt = performance.now();
  offset = new Date(now).getTime() - Date.now();
  showOnline(true);
  showTime();
  // Not at once: while a new edition is brought out, processes of both answer.
  if (edition !== word('edition') && performance.now() > 60000) location.reload();
}

/** @param {MessageEvent<string>} event */
function onCall(event) {
  lastId = event.lastEventId;
  const { ticket, counter, queueId } = JSON.parse(event.data);
  toAnnounce.push({ ticket, counter: counter ?? '', queueId, state: 'called', call: 0 });
}

/** @param {MessageEvent<string>} event */
function onBoard(event) {
  lastId = event.lastEventId;
  board = /** @type {Board} */ (JSON.parse(event.data));
  heard(board);
  if (toAnnounce.length > 0 && announcing === 0) announceNext();
  else {
    if (announced && !board.calls.some((call) => isSame(call, announced))) announced = undefined;
    draw();
  }
}

function connect() {
  window.clearTimeout(retrying);
  retrying = 0;
  source?.close();
  source = new EventSource(`${word('events')}?after=${lastId}`);
  source.addEventListener('called', onCall);
  source.addEventListener('recalled', onCall);
  source.addEventListener('board', onBoard);
  source.addEventListener('beat', (event) => heard(JSON.parse(event.data)));
  source.addEventListener('error', () => {
    showOnline(false);
    // It tries again by itself where the network was away, and gives up where a server has answered with a fault.
    if (source?.readyState === EventSource.CLOSED && retrying === 0)
      retrying = window.setTimeout(connect, 3000 + Math.random() * 5000);
  });
}

window.setInterval(() => {
  if (performance.now() - heardAt < silenceMs) return;
  heardAt = performance.now();
  showOnline(false);
  connect();
}, 5000);
window.setInterval(showTime, 1000);

wantsVoice = keptWish();
showTime();
void showButtons();
connect();
