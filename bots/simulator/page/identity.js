// @ts-check
import { buttonById, byId, drawing, inputById, make, memory } from './dom.js';
import { isWord, onLanguage, say } from './words.js';

/** @typedef {import('./api.js').Person} Person */

/** @param {string} phone */
export const countryOf = (phone) => (phone.startsWith('+243') ? 'CD' : phone.startsWith('+221') ? 'SN' : 'other');

/** A number as people write it. @param {string} phone */
export function spaced(phone) {
  const parts = /^(\+243)(\d{2})(\d{3})(\d{2})(\d+)$/.exec(phone) ?? /^(\+221)(\d{2})(\d{3})(\d{2})(\d+)$/.exec(phone);
  return parts ? parts.slice(1).join(' ') : phone;
}

/** A number of the country that nobody has used yet. @param {string} country */
function freshPhone(country) {
  const random = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return `${country === 'SN' ? '+22177' : '+24381'}${String(random).padStart(7, '0').slice(-7)}`;
}

/** @param {string} role */
const sayRole = (role) => {
  const word = `role.${role}`;
  return isWord(word) ? say(word) : role;
};

/** Ordinary people need no title. @param {Person} person */
const besideName = ({ role, phone }) =>
  role === 'citizen' || role === 'customer' ? spaced(phone) : `${sayRole(role)} · ${spaced(phone)}`;

/** @param {string} name */
const initials = (name) =>
  name
    .split(/\s+/)
    .filter((part) => /^\p{L}/u.test(part))
    .slice(0, 2)
    .map((part) => part[0]?.toUpperCase())
    .join('') || '?';

/** @param {string} phone one of six colours, always the same for a number */
const hueOf = (phone) => `hue-${[...phone].reduce((sum, digit) => sum + digit.charCodeAt(0), 0) % 6}`;

/** @param {string} country */
export const flag = (country) => drawing(`flag-${country === 'CD' || country === 'SN' ? country : 'other'}`, 'flag');

/**
 * Who is calling: people of the demo data, a stranger, or a number that is typed.
 * @param {(person: Person) => void} onChange
 */
export function createIdentity(onChange) {
  /** @type {Person[]} */
  let people = [];
  /** @type {Person | undefined} */
  let current;
  /** Whose people are listed. */
  let country = 'CD';
  const rail = byId('rail');
  const opener = buttonById('who');
  const narrow = matchMedia('(max-width: 1139px)');

  /** @param {boolean} open */
  function setRail(open) {
    const shown = open || !narrow.matches;
    rail.classList.toggle('open', open && narrow.matches);
    rail.inert = !shown;
    byId('veil').hidden = !(open && narrow.matches);
    opener.setAttribute('aria-expanded', String(open && narrow.matches));
    if (open && narrow.matches) buttonById('rail-close').focus();
  }
  function closeRail() {
    const wasOpen = rail.classList.contains('open');
    setRail(false);
    if (wasOpen) opener.focus();
  }
  opener.addEventListener('click', () => setRail(!rail.classList.contains('open')));
  buttonById('rail-close').addEventListener('click', closeRail);
  byId('veil').addEventListener('click', closeRail);
  document.addEventListener('keydown', (event) => event.key === 'Escape' && closeRail());
  narrow.addEventListener('change', () => setRail(false));
  setRail(false);

  /** @param {Person} person */
  function choose(person) {
    current = person;
    if (person.country === 'CD' || person.country === 'SN') country = person.country;
    memory.write('who', person);
    draw();
    closeRail();
    onChange(person);
  }

  /** @param {Person} person */
  const nameOf = (person) => person.name || (person.role === 'typed' ? say('who.typed') : say('who.unknown'));

  /** @param {string} code */
  const countryButton = (code) =>
    make(
      'button',
      {
        type: 'button',
        'aria-pressed': String(code === country),
        click() {
          country = code;
          draw();
          /** @type {HTMLElement | null} */ (byId('countries').querySelector('[aria-pressed="true"]'))?.focus();
        },
      },
      flag(code),
      say(code === 'SN' ? 'country.SN' : 'country.CD'),
    );

  function draw() {
    const row = (/** @type {Person} */ person) =>
      make(
        'li',
        {},
        make(
          'button',
          {
            type: 'button',
            class: 'person',
            'aria-pressed': String(person.phone === current?.phone),
            click: () => choose(person),
          },
          make('span', { class: `avatar ${hueOf(person.phone)}`, 'aria-hidden': 'true' }, initials(person.name)),
          make(
            'span',
            { class: 'person-text' },
            make('b', {}, person.name),
            make('small', {}, flag(person.country), besideName(person)),
          ),
        ),
      );
    const outsider = current !== undefined && people.every(({ phone }) => phone !== current?.phone);
    const stranger = make(
      'li',
      {},
      make(
        'button',
        {
          type: 'button',
          class: 'person',
          id: 'stranger',
          'aria-pressed': String(outsider),
          click: () => choose({ name: '', phone: freshPhone(country), country, role: 'unknown' }),
        },
        make('span', { class: 'avatar blank', 'aria-hidden': 'true' }, drawing('i-dice')),
        make(
          'span',
          { class: 'person-text' },
          make('b', {}, say('who.unknown')),
          make('small', {}, outsider && current ? spaced(current.phone) : say('who.unknownHint')),
        ),
        ...(outsider && current ? [flag(current.country)] : []),
      ),
    );
    byId('people').replaceChildren(...people.filter((person) => person.country === country).map(row), stranger);
    byId('countries').replaceChildren(...['CD', 'SN'].map(countryButton));
    if (!current) return;
    const avatar = make(
      'span',
      { class: `avatar ${hueOf(current.phone)}`, 'aria-hidden': 'true' },
      initials(current.name),
    );
    const text = make(
      'span',
      { class: 'who-text' },
      make('b', {}, nameOf(current)),
      make('small', {}, flag(current.country), spaced(current.phone)),
    );
    opener.replaceChildren(avatar, text, drawing('i-down'));
    opener.setAttribute(
      'aria-label',
      `${say('who.title')} ${say('who.now', { name: nameOf(current), phone: spaced(current.phone) })}`,
    );
  }
  onLanguage(draw);

  const field = inputById('other-phone');
  byId('other').addEventListener('submit', (event) => {
    event.preventDefault();
    const phone = field.value.replace(/[\s().-]/g, '').replace(/^00/, '+');
    const right = /^\+[1-9]\d{7,14}$/.test(phone);
    field.setAttribute('aria-invalid', String(!right));
    byId('other-fault').textContent = right ? '' : say('who.fault');
    if (!right) return field.focus();
    field.value = '';
    choose(
      people.find((person) => person.phone === phone) ?? { name: '', phone, country: countryOf(phone), role: 'typed' },
    );
  });

  return {
    /** Shows the people and picks whoever was here last. @param {Person[]} found */
    setUp(found) {
      people = found;
      const last = memory.read('who', /** @type {Person | null} */ (null));
      const again = last && (people.find(({ phone }) => phone === last.phone) ?? (last.name === '' ? last : undefined));
      choose(again ?? people[0] ?? { name: '', phone: freshPhone('CD'), country: 'CD', role: 'unknown' });
    },
    closeRail,
  };
}
