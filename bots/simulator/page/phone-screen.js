// @ts-check
import { byId, make } from './dom.js';
import { say, sayTime } from './words.js';

/**
 * What the screen of the phone can show.
 * @typedef {{ name: 'idle' } | { name: 'busy' } | { name: 'page', page: import('./api.js').UssdPage }
 *   | { name: 'end', text: string, septets?: number, of?: number } | { name: 'inbox' } | { name: 'sms', sms: import('./api.js').Sms }
 *   | { name: 'pay', payment: import('./api.js').Payment, fault?: string }} View
 */

/**
 * @typedef {{ title: string, nodes: Node[], label?: string, secret?: boolean, left?: string, right?: string }} Drawn
 * `label` names the field below the screen; without one there is no field.
 */

/** @param {{ code: string, phone: string, now: Date, inbox: import('./api.js').Sms[], unread: (sms: import('./api.js').Sms) => boolean, openSms: (sms: import('./api.js').Sms) => void }} about @param {View} view @returns {Drawn} */
export function drawView(view, about) {
  switch (view.name) {
    case 'idle':
      return drawIdle(about);
    case 'busy':
      return {
        title: '',
        nodes: [
          make('p', { class: 'centre' }, say('phone.busy')),
          make('span', { class: 'dots', 'aria-hidden': 'true' }),
        ],
      };
    case 'page':
      return {
        title: '',
        nodes: [make('p', { class: 'ussd' }, view.page.text)],
        label: say('phone.reply'),
        left: say('phone.send'),
        right: say('phone.back'),
      };
    case 'end':
      return {
        title: '',
        nodes: [make('p', { class: 'ussd' }, view.text)],
        left: say('phone.ok'),
        right: say('phone.redial'),
      };
    case 'inbox':
      return drawInbox(about);
    case 'sms':
      return {
        title: `${say('sms.from')} · ${sayTime(view.sms.at)}`,
        nodes: [make('p', { class: 'ussd' }, ...withLinks(view.sms.text))],
        right: say('sms.back'),
      };
    case 'pay':
      return drawPayment(view);
  }
}

/** @param {{ code: string, phone: string, now: Date }} about @returns {Drawn} */
function drawIdle({ code, phone, now }) {
  return {
    title: '',
    nodes: [
      make('p', { class: 'big-time' }, sayTime(now)),
      make('p', { class: 'centre' }, phone),
      make('p', { class: 'centre dim' }, say('phone.dialHint', { code }), make('br'), say('phone.orGreen')),
    ],
    label: say('phone.dial'),
    left: 'SMS',
    right: say('phone.erase'),
  };
}

/** @param {{ inbox: import('./api.js').Sms[], unread: (sms: import('./api.js').Sms) => boolean, openSms: (sms: import('./api.js').Sms) => void }} about @returns {Drawn} */
function drawInbox({ inbox, unread, openSms }) {
  const rows = inbox.map((sms) =>
    make(
      'li',
      {},
      make(
        'button',
        { type: 'button', class: unread(sms) ? 'row unread' : 'row', click: () => openSms(sms) },
        make('b', {}, `${unread(sms) ? '● ' : ''}${say('sms.from')} ${sayTime(sms.at)}`),
        make('span', {}, sms.text.slice(0, 60)),
      ),
    ),
  );
  const list =
    rows.length > 0 ? make('ul', { class: 'rows' }, ...rows) : make('p', { class: 'centre' }, say('sms.none'));
  return { title: say('sms.title'), nodes: [list], right: say('sms.back') };
}

/** @param {Extract<View, { name: 'pay' }>} view @returns {Drawn} */
function drawPayment({ payment, fault }) {
  const nodes = [make('p', { class: 'ussd pay' }, say('pay.ask', { amount: payment.amountText }))];
  if (payment.reference)
    nodes.push(make('p', { class: 'dim' }, say('pay.reference', { reference: payment.reference })));
  if (fault) nodes.push(make('p', { class: 'screen-fault', role: 'alert' }, fault));
  return {
    title: payment.operator ?? say('pay.title'),
    nodes: [...nodes],
    label: say('pay.pin'),
    secret: true,
    left: say('pay.approve'),
    right: say('pay.refuse'),
  };
}

/** @param {string} text @returns {(Node | string)[]} */
function withLinks(text) {
  return text
    .split(/(https?:\/\/\S+)/)
    .map((part) =>
      /^https?:\/\//.test(part) ? make('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part) : part,
    );
}

/** How full the page is that the screen shows. @param {View} view @param {number} pageSeptets what a page may hold */
export function drawMeter(view, pageSeptets) {
  const meter = byId('meter');
  const used =
    view.name === 'page'
      ? view.page
      : view.name === 'end' && view.of
        ? { septets: view.septets ?? 0, of: view.of }
        : undefined;
  meter.classList.toggle('unused', !used);
  meter.classList.toggle('over', Boolean(used && used.septets > used.of));
  byId('meter-text').textContent = used
    ? say('phone.length', { count: used.septets, of: used.of })
    : say('phone.noLength', { of: pageSeptets });
  meter.style.setProperty('--used', String(used ? Math.min(1, used.septets / used.of) : 0));
}
