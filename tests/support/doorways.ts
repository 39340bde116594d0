import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { createSimulatorClient } from './local-simulator.ts';
import type { SimulatedUser } from './local-simulator.ts';
import type { Product } from './product.ts';

/** A person at one of the doors: what can be done there, and what comes back as text. */
export interface Visitor {
  /** E.164. */
  readonly phone: string;
  /** Begins a conversation: dials the code, or says hello. */
  begins(): Promise<string>;
  says(text: string): Promise<string>;
  /** Takes the choice whose label contains the words, by number or by button, turning pages where needed. */
  picks(label: string): Promise<string>;
  /** Waits for a message that comes by itself: a notice in the chat, an SMS on a simple phone. */
  hears(words: string): Promise<string>;
  /** Absent on a phone that has no camera. */
  sendsPhoto?(bytes: Buffer): Promise<string>;
  /** Shares the own number where the door does not know it. */
  sharesNumber?(): Promise<string>;
  /** Degrees; absent on a phone that knows no position. */
  sharesPlace?(latitude: number, longitude: number): Promise<string>;
}

export interface Doorway {
  readonly name: string;
  enter(product: Product, phone: string): Visitor;
}

/** The number of a choice on a screen of numbered lines; `98` where it must be on a later page. */
function numberOf(label: string, screen: string): string {
  const lines = screen.replace(/^(CON|END) /, '').split('\n');
  const line = lines.find((each) => /^\d+\. /.test(each) && each.includes(label));
  if (line) return line.split('.')[0] ?? '';
  if (/98 /.test(screen)) return '98';
  throw new Error(`no choice "${label}" on:\n${screen}`);
}

/** Picks on doors where choices are numbers. */
function byNumber(say: (text: string) => Promise<string>, screen: () => string): Visitor['picks'] {
  return async (label) => {
    let typed = numberOf(label, screen());
    while (typed === '98') typed = numberOf(label, await say('98'));
    return say(typed);
  };
}

/** The cheapest phone, whoever holds it. */
export const ussdPhone: Doorway = {
  name: 'a USSD phone',
  enter(product, phone) {
    let sessionId = '';
    let dialled: string | undefined;
    let shown = '';
    const step = async (text: string): Promise<string> => {
      dialled = text;
      const body = new URLSearchParams({
        sessionId,
        phoneNumber: phone,
        networkCode: '63001',
        serviceCode: '*384*123#',
        text,
      });
      const response = await fetch(`${product.baseUrl}/ussd/africastalking`, { method: 'POST', body });
      expect(response.status).toBe(200);
      shown = await response.text();
      expect(shown).toMatch(/^(CON|END) /);
      return shown;
    };
    const says = (text: string): Promise<string> => step(dialled ? `${dialled}*${text}` : text);
    return {
      phone,
      begins() {
        sessionId = randomUUID();
        dialled = undefined;
        return step('');
      },
      says,
      picks: byNumber(says, () => shown),
      hears: (words) => createSimulatorClient(product.baseUrl).user(phone).sms(words),
    };
  },
};

const whatsapp: Doorway = {
  name: 'WhatsApp',
  enter(product, phone) {
    const user = product.whatsapp.user(phone);
    let shown = '';
    const says = async (text: string): Promise<string> => (shown = await user.says(text));
    return {
      phone,
      begins: () => says('bonjour'),
      says,
      picks: byNumber(says, () => shown),
      hears: (words) => user.sees(new RegExp(words)),
      sendsPhoto: async (bytes) => (shown = await user.sendsPhoto(bytes)),
      sharesPlace: async (latitude, longitude) => (shown = await user.sendsLocation(latitude, longitude)),
    };
  },
};

const telegram: Doorway = {
  name: 'Telegram',
  enter(product, phone) {
    const user = product.telegram.user(Number(phone.slice(-9)), { phone: phone.slice(1) });
    const after = async (act: Promise<unknown>): Promise<string> => {
      await act;
      const { text, buttons } = await user.lastScreen();
      return [text, ...buttons].join('\n');
    };
    return {
      phone,
      begins: () => after(user.says('/start')),
      says: (text) => after(user.says(text)),
      async picks(label) {
        // On a later page where this one has no such button.
        while (!(await user.lastScreen()).buttons.some((button) => button.includes(label))) await user.presses('Suite');
        return after(user.presses(label));
      },
      hears: async (words) => (await user.sees(words)).text,
      sendsPhoto: (bytes) => after(user.sendsPhoto(bytes)),
      sharesNumber: () => after(user.sharesContact()),
      sharesPlace: (latitude, longitude) => after(user.sharesLocation(latitude, longitude)),
    };
  },
};

const simulator: Doorway = {
  name: 'the simulator',
  enter(product, phone) {
    const user: SimulatedUser = createSimulatorClient(product.baseUrl).user(phone);
    const toText = ({ notices, text, options }: Awaited<ReturnType<SimulatedUser['says']>>): string =>
      [...notices, text, ...options.map(({ label }) => label)].join('\n');
    return {
      phone,
      begins: async () => toText(await user.starts()),
      says: async (text) => toText(await user.says(text)),
      picks: async (label) => toText(await user.presses(label)),
      hears: async (words) => toText(await user.notice(words)),
      sendsPhoto: async (bytes) => toText(await user.sendsPhoto(bytes)),
      sharesPlace: async (latitude, longitude) => toText(await user.sharesLocation(latitude, longitude)),
    };
  },
};

/** Every door of the product, each played as its people use it. */
export const doorways: readonly Doorway[] = [ussdPhone, whatsapp, telegram, simulator];

/** One of the product's doors, entered by somebody. */
export function enter(door: string, product: Product, phone: string): Visitor {
  const found = doorways.find(({ name }) => name === door);
  if (!found) throw new Error(`there is no door ${door}`);
  return found.enter(product, phone);
}

/** The first contact at a door: language, consent, and the own number where the door does not know it. */
export async function arrive(person: Visitor): Promise<string> {
  let screen = await person.begins();
  if (screen.includes('Lingala')) screen = await person.picks('Fran');
  if (/accepte/.test(screen)) screen = await person.picks('accepte');
  if (!person.sharesNumber) return screen;
  await person.picks('Mon compte');
  await person.picks('numéro');
  await person.sharesNumber();
  return person.begins();
}

/** What somebody of the demo's staff types where a PIN is asked for. */
export const pinOf = ({ app }: Product, phone: string): string =>
  app.demoAccounts.find(({ login }) => login === phone)?.secret.replace('PIN ', '') ?? '';
