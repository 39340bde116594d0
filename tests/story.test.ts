import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatedUser } from './support/local-simulator.ts';
import { createSimulatorClient } from './support/local-simulator.ts';
import { startProduct } from './support/product.ts';
import type { Product } from './support/product.ts';

/** A citizen at one of the doors: what can be done there, and what comes back as text. */
interface Citizen {
  /** The wallet that pays. */
  readonly phone: string;
  begins(): Promise<string>;
  says(text: string): Promise<string>;
  /** Takes the choice whose label contains the words, by number or by button, turning pages where needed. */
  picks(label: string): Promise<string>;
  /** Waits for a message that comes by itself: a notice in the chat, an SMS on a simple phone. */
  hears(words: string): Promise<string>;
}

type Enter = (product: Product) => Citizen;

/** The number of a choice on a screen of numbered lines; `98` where it must be on a later page. */
function numberOf(label: string, screen: string): string {
  const line = screen.split('\n').find((each) => /^\d+\. /.test(each) && each.includes(label));
  if (line) return line.split('.')[0] ?? '';
  if (/98 /.test(screen)) return '98';
  throw new Error(`no choice "${label}" on:\n${screen}`);
}

/** Picks on doors where choices are numbers. */
function byNumber(say: (text: string) => Promise<string>, screen: () => string): Citizen['picks'] {
  return async (label) => {
    let typed = numberOf(label, screen());
    while (typed === '98') typed = numberOf(label, await say('98'));
    return say(typed);
  };
}

const ussd: Enter = (product) => {
  const phone = '+243820001001';
  const sessionId = randomUUID();
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
    begins: () => step(''),
    says,
    picks: byNumber(says, () => shown),
    hears: (words) => createSimulatorClient(product.baseUrl).user(phone).sms(words),
  };
};

const whatsapp: Enter = (product) => {
  const phone = '+243820001002';
  const user = product.whatsapp.user(phone);
  let shown = '';
  const says = async (text: string): Promise<string> => (shown = await user.says(text));
  return {
    phone,
    begins: () => says('bonjour'),
    says,
    picks: byNumber(says, () => shown),
    hears: (words) => user.sees(new RegExp(words)),
  };
};

const telegram: Enter = (product) => {
  const phone = '+243820001003';
  const user = product.telegram.user(4_711, { phone: phone.slice(1) });
  const seen = async (): Promise<string> => {
    const { text, buttons } = await user.lastScreen();
    return [text, ...buttons].join('\n');
  };
  const says = async (text: string): Promise<string> => {
    await user.says(text);
    return seen();
  };
  return {
    phone,
    begins: () => says('/start'),
    says,
    async picks(label) {
      await user.presses(label);
      return seen();
    },
    hears: async (words) => (await user.sees(words)).text,
  };
};

const simulator: Enter = (product) => {
  const phone = '+243820001004';
  const user: SimulatedUser = createSimulatorClient(product.baseUrl).user(phone);
  const toText = ({ text, options }: Awaited<ReturnType<SimulatedUser['says']>>): string =>
    [text, ...options.map(({ label }) => label)].join('\n');
  return {
    phone,
    begins: async () => toText(await user.starts()),
    says: async (text) => toText(await user.says(text)),
    picks: async (label) => toText(await user.presses(label)),
    hears: async (words) => toText(await user.notice(words)),
  };
};

let product: Product | undefined;
afterEach(async () => {
  await product?.stop();
  product = undefined;
});

/** The citizen enters the mobile money PIN on the phone that pays. */
async function approve({ app }: Product, phone: string): Promise<void> {
  const [waiting] = await app.sandbox.pendingFor(phone);
  expect(waiting?.money).toEqual({ amount: 5_000_000, currency: 'CDF' });
  await app.sandbox.approve(waiting?.id ?? '');
}

describe.each<[string, Enter]>([
  ['a USSD phone', ussd],
  ['WhatsApp', whatsapp],
  ['Telegram', telegram],
  ['the simulator', simulator],
])('on %s', (_door, enter) => {
  it('a newcomer chooses a language, finds the fines of a plate, pays one and sees it paid', async () => {
    product = await startProduct();
    const citizen = enter(product);

    expect(await citizen.begins()).toContain('Kiswahili');
    expect(await citizen.picks('English')).toMatch(/agree/);
    expect(await citizen.picks('I agree')).toContain('Fines');
    await citizen.picks('Fines');
    await citizen.picks('By plate');
    const found = await citizen.says('1234 ab-01');
    expect(found).toMatch(/2 unpaid fines/);
    expect(found).toContain('100 000 FC');
    expect(await citizen.picks('50 000 FC')).toContain('50 000 FC');
    let next = await citizen.picks('Pay 50 000 FC');
    // On Telegram nobody has told us the number yet.
    if (/phone number/i.test(next) && !next.includes('M-Pesa')) next = await citizen.says(citizen.phone);
    if (next.includes('Airtel Money')) next = await citizen.picks('M-Pesa');
    expect(next).toContain('50 000 FC');
    expect(await citizen.picks('Yes, pay')).toMatch(/Approve 50 000 FC/);

    await approve(product, citizen.phone);
    expect(await citizen.hears('Payment received')).toMatch(/50 000 FC[^]*Receipt Q-CD-/);

    const again = enter(product);
    await again.begins();
    await again.picks('Fines');
    await again.picks('By plate');
    const after = await again.says('1234AB01');
    expect(after).toMatch(/1 unpaid fine\b/);
    expect(after).toMatch(/[Rr]eceipt/);
    expect(await product.app.ledger.verify()).toMatchObject({ unbalanced: [] });
  }, 30_000);
});
