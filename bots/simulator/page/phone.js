// @ts-check
import { api } from './api.js';
import { buttonById, byId, inputById, make, memory, randomId } from './dom.js';
import { createKeypad } from './keypad.js';
import { drawMeter, drawView } from './phone-screen.js';
import { createMultitap, readDialled, withAnswer } from './ussd-session.js';
import { onLanguage, say, sayTime } from './words.js';

/**
 * @typedef {import('./phone-screen.js').View} View
 * @typedef {import('./api.js').Payment} Payment
 * @typedef {import('./api.js').Sms} Sms
 */

/**
 * A keypad phone with one line of entry, USSD, SMS and payment prompts.
 * @param {{ onBadge: (count: number) => void, onSms: (sms: Sms) => void, onPayment: (payment: Payment) => void }} events
 */
export function createPhone({ onBadge, onSms, onPayment }) {
  const field = inputById('phone-input');
  const screen = byId('screen');
  const multitap = createMultitap();
  const modeButton = buttonById('entry-mode');
  const touch = matchMedia('(pointer: coarse)');
  let code = '';
  let pageSeptets = 160;
  let phone = '';
  let operator = '';
  let sessionId = '';
  let answered = '';
  let lastDialled = '';
  let letterMode = false;
  let lost = false;
  /** @type {View} */
  let view = { name: 'idle' };
  /** What the payment prompt has covered. @type {View} */
  let covered = { name: 'idle' };
  /** @type {Sms[]} */
  let inbox = [];
  /** @type {Payment[]} */
  let pending = [];
  /** Answered here; the server may name them once more before it knows. @type {Set<string>} */
  const settled = new Set();
  /** Raised when the line is cut, so that a late answer is dropped. */
  let line = 0;

  const readUpTo = () => memory.read(`read.${phone}`, '');
  /** @param {Sms} sms */
  const unread = (sms) => sms.id > readUpTo() && !opened.has(sms.id);
  /** @type {Set<string>} */
  const opened = new Set();

  function drawBadges() {
    const count = inbox.filter(unread).length;
    const badge = /** @type {HTMLElement} */ (buttonById('open-sms').querySelector('.badge'));
    badge.hidden = count === 0;
    badge.textContent = String(count);
    byId('status-mail').hidden = count === 0;
    byId('status-mail').querySelector('b')?.replaceChildren(String(count));
    onBadge(count + pending.length);
  }

  function draw() {
    const drawn = drawView(view, { code, phone, now: new Date(), inbox, unread, openSms });
    const heading = document.createElement('h3');
    heading.textContent = drawn.title;
    screen.replaceChildren(...(drawn.title ? [heading] : []), ...drawn.nodes);
    screen.dataset['view'] = view.name;
    screen.scrollTop = 0;
    byId('entry').hidden = drawn.label === undefined;
    byId('phone-input-label').textContent = drawn.label ?? '';
    field.type = drawn.secret ? 'password' : 'text';
    field.autocomplete = 'off';
    // On a touch screen the drawn keys are the keyboard; the letters' key brings the real one.
    field.inputMode = touch.matches && !(letterMode && view.name === 'page') ? 'none' : 'text';
    field.maxLength = drawn.secret ? 4 : 160;
    modeButton.hidden = view.name !== 'page';
    modeButton.textContent = letterMode ? 'abc' : '123';
    modeButton.setAttribute('aria-label', letterMode ? say('phone.letters') : say('phone.digits'));
    for (const [id, label] of /** @type {const} */ ([
      ['soft-left', drawn.left],
      ['soft-right', drawn.right],
    ])) {
      buttonById(id).textContent = label ?? '';
      buttonById(id).disabled = label === undefined;
    }
    byId('bars').classList.toggle('lost', lost);
    byId('operator').textContent = lost ? '—' : operator;
    byId('clock').textContent = sayTime(new Date());
    drawMeter(view, pageSeptets);
    drawBadges();
  }

  function drawDialButton() {
    const verb = make('span', { class: 'verb' }, `${say('phone.dialVerb')} `);
    buttonById('dial-code').querySelector('span')?.replaceChildren(verb, code);
    buttonById('dial-code').setAttribute('aria-label', `${say('phone.dialVerb')} ${code}`);
  }

  /** @param {View} next */
  function show(next) {
    const hadFocus = document.activeElement === field || screen.contains(document.activeElement);
    view = next;
    field.value = '';
    multitap.reset();
    draw();
    if (hadFocus) focus();
  }
  const focus = () => (byId('entry').hidden ? screen : field).focus({ preventScroll: true });

  /** @param {string} text all answers so far */
  async function ask(text) {
    const mine = ++line;
    answered = text;
    show({ name: 'busy' });
    try {
      const page = await api.dial({ as: phone, sessionId, text });
      if (mine !== line) return;
      show(page.end ? { name: 'end', text: page.text, septets: page.septets, of: page.of } : { name: 'page', page });
      if (page.end) prompt();
    } catch (error) {
      if (mine !== line) return;
      show({ name: 'end', text: `${say('phone.fault')}\n${error instanceof Error ? error.message : ''}` });
    }
  }

  /** @param {string} typed */
  function dial(typed) {
    lost = false;
    const number = typed === '' ? lastDialled || code : typed;
    const read = readDialled(number, code);
    if (!read.ours) return show({ name: 'end', text: say('phone.unknown', { code }) });
    lastDialled = number;
    sessionId = randomId();
    return void ask(read.text);
  }

  function hangUp() {
    line += 1;
    lost = false;
    if (view.name === 'pay') return void answerPayment(view.payment, undefined);
    show({ name: 'idle' });
    prompt();
  }

  /** @param {Sms} sms */
  function openSms(sms) {
    opened.add(sms.id);
    if (inbox.every((other) => !unread(other))) memory.write(`read.${phone}`, inbox[0]?.id ?? '');
    show({ name: 'sms', sms });
    screen.focus({ preventScroll: true });
  }
  const openInbox = () => {
    line += 1;
    show({ name: 'inbox' });
    /** @type {HTMLElement} */ (screen.querySelector('button') ?? screen).focus({ preventScroll: true });
  };

  /** Shows the next payment that waits, unless a USSD page is being read: the operator's prompt comes after it. */
  function prompt() {
    const next = pending.find(({ id }) => !settled.has(id));
    if (view.name === 'pay' && view.payment.id !== next?.id) show(covered);
    if (!next || view.name === 'pay' || view.name === 'busy' || view.name === 'page') return;
    covered = view.name === 'end' ? { name: 'idle' } : view;
    show({ name: 'pay', payment: next });
    onPayment(next);
  }

  /** @param {Payment} payment @param {string | undefined} pin undefined refuses */
  async function answerPayment(payment, pin) {
    if (pin !== undefined && !/^\d{4}$/.test(pin)) return show({ name: 'pay', payment, fault: say('pay.needPin') });
    settled.add(payment.id);
    show({ name: 'busy' });
    try {
      await (pin === undefined ? api.refuse(phone, payment.id) : api.approve(phone, payment.id, pin));
      show({ name: 'end', text: say(pin === undefined ? 'pay.refused' : 'pay.approved') });
    } catch (error) {
      show({ name: 'end', text: error instanceof Error && error.message ? error.message : say('pay.gone') });
    }
    pending = pending.filter(({ id }) => id !== payment.id);
    drawBadges();
  }

  /** The green key, Enter, and the left key below the screen. */
  function go() {
    if (view.name === 'idle') return dial(field.value.trim());
    if (view.name === 'page')
      return field.value === '' ? undefined : void ask(withAnswer(answered, field.value.trim()));
    if (view.name === 'pay') return void answerPayment(view.payment, field.value);
    if (view.name === 'end') return hangUp();
    return undefined;
  }

  function left() {
    if (view.name === 'idle') return openInbox();
    return go();
  }
  function right() {
    if (view.name === 'idle') return clear();
    if (view.name === 'sms') return openInbox();
    if (view.name === 'end') return dial('');
    return hangUp();
  }
  function clear() {
    field.value = field.value.slice(0, -1);
    multitap.reset();
  }

  /** @param {string} key */
  function press(key) {
    if (view.name === 'end' || view.name === 'inbox' || view.name === 'sms') show({ name: 'idle' });
    if (byId('entry').hidden || (view.name === 'pay' && !/\d/.test(key))) return;
    const typed =
      letterMode && view.name === 'page' && /\d/.test(key)
        ? multitap.press(field.value, key, Date.now())
        : field.value + key;
    field.value = typed.slice(0, field.maxLength);
    field.scrollLeft = field.scrollWidth;
  }
  const keypad = createKeypad(press);

  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    go();
  });
  byId('phone').addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') return hangUp();
    if (/^[0-9*#]$/.test(event.key)) keypad.flash(event.key);
    if (event.target === field || event.target instanceof HTMLAnchorElement) return;
    if (/^[0-9*#]$/.test(event.key)) {
      press(event.key);
      if (!byId('entry').hidden) focus();
      event.preventDefault();
    } else if (event.key === 'Backspace') clear();
    else if (event.key === 'Enter' && event.target === screen) go();
  });
  buttonById('key-call').addEventListener('click', () =>
    view.name === 'inbox' || view.name === 'sms' ? dial('') : go(),
  );
  buttonById('key-end').addEventListener('click', hangUp);
  buttonById('key-clear').addEventListener('click', clear);
  buttonById('soft-left').addEventListener('click', left);
  buttonById('soft-right').addEventListener('click', right);
  buttonById('open-sms').addEventListener('click', openInbox);
  modeButton.addEventListener('click', () => {
    letterMode = !letterMode;
    const typed = field.value;
    draw();
    field.value = typed;
    multitap.reset();
    focus();
  });
  buttonById('lose').addEventListener('click', () => {
    line += 1;
    lost = true;
    show({ name: 'end', text: say('phone.lost', { code }) });
  });
  buttonById('dial-code').addEventListener('click', () => {
    dial(code);
    screen.focus({ preventScroll: true });
  });
  onLanguage(() => {
    drawDialButton();
    const typed = field.value;
    draw();
    field.value = typed;
  });
  setInterval(() => {
    byId('clock').textContent = sayTime(new Date());
    if (view.name === 'idle') screen.querySelector('.big-time')?.replaceChildren(sayTime(new Date()));
  }, 10_000);

  return {
    /** @param {{ ussdCode: string, ussdPageSeptets: number }} setup */
    setUp(setup) {
      code = setup.ussdCode;
      pageSeptets = setup.ussdPageSeptets;
      drawDialButton();
      draw();
    },
    /** Becomes the phone of somebody else. @param {string} next @param {string} network */
    become(next, network) {
      line += 1;
      phone = next;
      operator = network;
      inbox = [];
      pending = [];
      opened.clear();
      lastDialled = '';
      lost = false;
      show({ name: 'idle' });
      api
        .inbox(next)
        .then((found) => {
          if (phone !== next) return;
          inbox = found;
          draw();
        })
        .catch(() => undefined);
    },
    /** @param {Sms} sms */
    receive(sms) {
      if (inbox.some(({ id }) => id === sms.id)) return;
      inbox = [sms, ...inbox];
      if (view.name === 'inbox') draw();
      drawBadges();
      onSms(sms);
    },
    /** @param {Payment[]} next all that wait now */
    payments(next) {
      pending = next.filter(({ id }) => !settled.has(id));
      prompt();
      drawBadges();
    },
    openInbox,
    focus,
    /** @param {string} number */
    fill(number) {
      show({ name: 'idle' });
      field.value = number;
      field.focus({ preventScroll: true });
    },
  };
}
