// @ts-check
import { api, listen } from './api.js';
import { createChat } from './chat.js';
import { createComposer } from './composer.js';
import { buttonById, byId, drawing, make, memory } from './dom.js';
import { createIdentity, spaced } from './identity.js';
import { createPhone } from './phone.js';
import { onLanguage, say, speakPage } from './words.js';

/** @typedef {'chat' | 'phone'} Tab */

let unseen = 0;
let country = 'CD';
let ussdCode = '';
/** @type {import('./api.js').Network[]} */
let networks = [];
/** @type {ReturnType<typeof setTimeout> | undefined} */
let toastTimer;
let stopListening = () => {};

const twoPanes = matchMedia('(min-width: 860px)');
const tabOf = () => /** @type {Tab} */ (document.body.dataset['tab']);
/** @param {Tab} tab */
const isSeen = (tab) => twoPanes.matches || tabOf() === tab;

/** @param {Tab} tab @param {number} count */
function setBadge(tab, count) {
  const badge = /** @type {HTMLElement} */ (byId(`tab-${tab}`).querySelector('.badge'));
  badge.hidden = count === 0;
  badge.textContent = String(count);
}

/** @param {Tab} tab */
function showTab(tab) {
  document.body.dataset['tab'] = tab;
  for (const name of /** @type {const} */ (['chat', 'phone'])) {
    byId(`tab-${name}`).setAttribute('aria-selected', String(name === tab));
    byId(`tab-${name}`).tabIndex = name === tab ? 0 : -1;
  }
  if (tab !== 'chat') return;
  unseen = 0;
  setBadge('chat', 0);
  byId('chat-scroll').scrollTo({ top: byId('chat-scroll').scrollHeight });
}

/** @param {string} text @param {() => void} [open] */
function toast(text, open) {
  const act = () => {
    byId('toast').classList.remove('shown');
    open?.();
  };
  byId('toast').replaceChildren(
    make('span', {}, text),
    ...(open ? [make('button', { type: 'button', click: act }, say('toast.open'))] : []),
  );
  byId('toast').classList.add('shown');
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => byId('toast').classList.remove('shown'), 7000);
}

const chat = createChat({
  onAsks: (asks) => composer.asks(asks),
  onUnseen() {
    if (isSeen('chat')) return;
    unseen += 1;
    setBadge('chat', unseen);
  },
});
const composer = createComposer(chat);
const phone = createPhone({
  onBadge: (count) => setBadge('phone', count),
  onSms: () =>
    toast(say('sms.new'), () => {
      showTab('phone');
      phone.openInbox();
    }),
  onPayment() {
    if (isSeen('phone')) return;
    toast(say('pay.toast'), () => {
      showTab('phone');
      phone.focus();
    });
  },
});

const identity = createIdentity((person) => {
  stopListening();
  country = person.country;
  byId('toast').classList.remove('shown');
  unseen = 0;
  setBadge('chat', 0);
  chat.become(person.phone);
  phone.become(person.phone, networks.find(({ prefix }) => person.phone.startsWith(prefix))?.name ?? 'Mobile');
  drawTries();
  const key = `seen.${person.phone}`;
  /** @param {string} id */
  const seen = (id) => id > memory.read(key, '') && memory.write(key, id);
  stopListening = listen(person.phone, memory.read(key, ''), {
    notice(event) {
      seen(event.id);
      chat.notice(event);
    },
    sms(sms) {
      seen(sms.id);
      phone.receive(sms);
    },
    payments: phone.payments,
    online: chat.online,
  });
  document.title = `Lisolo · ${person.name || spaced(person.phone)}`;
});

/** Drawn photos: a plate and a paper of the demo's vehicles, and a hole in a street. @param {string} country */
const samples = (country) => {
  const of = country === 'SN' ? 'sn' : 'cd';
  return [
    { address: `/simulator/samples/plate-${of}.jpg`, label: say('try.plate'), hint: say('try.plateHint') },
    { address: `/simulator/samples/card-${of}.jpg`, label: say('try.card'), hint: say('try.cardHint') },
    { address: '/simulator/samples/street.jpg', label: say('try.street'), hint: say('try.streetHint') },
  ];
};

/** Sends it at once, as if it had been taken with the phone. @param {string} address @param {string} label */
async function sendSample(address, label) {
  identity.closeRail();
  showTab('chat');
  try {
    const photo = await (await fetch(address)).blob();
    chat.photo(new File([photo], label, { type: photo.type }));
  } catch {
    toast(say('fault.network'));
  }
}

function drawTries() {
  /** @param {string} text */
  const write = (text) => () => {
    identity.closeRail();
    showTab('chat');
    composer.fill(text);
  };
  const dial = () => {
    identity.closeRail();
    showTab('phone');
    phone.fill(ussdCode);
  };
  const chats =
    country === 'SN'
      ? [{ text: 'AA123BC', hint: say('try.oneFine'), act: write('AA123BC') }]
      : [
          { text: '1234AB01', hint: say('try.twoFines'), act: write('1234AB01') },
          { text: '5678CD05', hint: say('try.noFine'), act: write('5678CD05') },
        ];
  const all = [...chats, { text: ussdCode, hint: say('try.dial'), act: dial }];
  if (country === 'SN') all.splice(1, 0, { text: 'amende', hint: say('try.word'), act: write('amende') });
  /** @param {() => void} act @param {HTMLElement} what @param {string} hint */
  const line = (act, what, hint) =>
    make('li', {}, make('button', { type: 'button', class: 'try', click: act }, what, make('small', {}, hint)));
  byId('tries').replaceChildren(
    ...samples(country).map(({ address, label, hint }) =>
      line(() => void sendSample(address, label), make('img', { src: address, alt: label }), hint),
    ),
    ...all.map(({ text, hint, act }) => line(act, make('code', {}, text), hint)),
  );
}

/** @param {import('./api.js').DoorHint[]} doors */
function drawDoors(doors) {
  const shown = doors.filter(({ name, on }) => on && /telegram|whatsapp/.test(name));
  byId('doors').hidden = shown.length === 0;
  byId('doors')
    .querySelector('ul')
    ?.replaceChildren(
      ...shown.map(({ name, why }) => {
        const handle = /@(\w{4,})/.exec(why)?.[1];
        const title = name.charAt(0).toUpperCase() + name.slice(1);
        const label =
          handle && name.startsWith('telegram')
            ? make(
                'a',
                { href: `https://t.me/${handle}`, target: '_blank', rel: 'noopener noreferrer' },
                `${title} @${handle}`,
              )
            : make('b', {}, title);
        return make('li', {}, label, ...(handle ? [] : [make('small', {}, why)]));
      }),
    );
}

for (const tab of /** @type {const} */ (['chat', 'phone'])) {
  byId(`tab-${tab}`).addEventListener('click', () => showTab(tab));
  byId(`tab-${tab}`).addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = tab === 'chat' ? 'phone' : 'chat';
    showTab(other);
    byId(`tab-${other}`).focus();
  });
}
for (const button of document.querySelectorAll('[data-language]'))
  button.addEventListener('click', () => {
    const next = button.getAttribute('data-language') === 'en' ? 'en' : 'fr';
    memory.write('language', next);
    speakPage(next);
  });
for (const [index, link] of document.querySelectorAll('.skip').entries())
  link.addEventListener('click', () => showTab(index === 0 ? 'chat' : 'phone'));
onLanguage(drawTries);

/** French unless the browser's owner reads English first; whatever was chosen on the page goes before. */
const browserLanguage = () =>
  navigator.languages.map((each) => each.slice(0, 2)).find((each) => /fr|en/.test(each)) ?? 'fr';

async function begin() {
  speakPage(memory.read('language', browserLanguage()) === 'en' ? 'en' : 'fr');
  showTab('chat');
  try {
    const setup = await api.setup();
    ussdCode = setup.ussdCode;
    networks = setup.networks;
    phone.setUp(setup);
    drawDoors(setup.doors);
    identity.setUp(setup.people);
    document.body.dataset['ready'] = 'yes';
  } catch (error) {
    toast(error instanceof Error ? error.message : say('fault.network'), () => void begin());
  }
}
void begin();
