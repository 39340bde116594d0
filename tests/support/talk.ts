import { expect } from 'vitest';
import {
  bindFlow,
  createEngine,
  createFlowRegistry,
  defineFlow,
  isGsm,
  languages,
  resume,
  septets,
  toLines,
} from '../../core/dialog/index.ts';
import type { BoundFlow, Caller, Gates, Input, Reply, Session, Surface } from '../../core/dialog/index.ts';
import { createSpeak } from '../../core/language/index.ts';
import { pageOf, ussdSurface } from '../../ussd/index.ts';

/** Speaks as the product does, and throws where a text is missing. */
export const strictSpeak = createSpeak({ strict: true });

export const pagePhone = ussdSurface(160);

export const chatSurface: Surface = {
  channel: 'simulator',
  accepts: ['text', 'press', 'photo', 'document', 'location', 'contact'],
  choices: 'buttons',
  optionsPerPage: 8,
  showsFiles: true,
  short: false,
};

/** A log that fails the test: a defect must never hide in an apology. */
const loud = {
  info: () => undefined,
  warn: () => undefined,
  error: (facts: object) => {
    throw new Error('a dialog has a defect', { cause: (facts as { err?: unknown }).err });
  },
};

export interface TalkOptions {
  /** The dialogs under test; the first one is played. */
  readonly flows: readonly [BoundFlow, ...BoundFlow[]];
  readonly surface?: Surface;
  readonly caller?: Partial<Caller>;
  readonly gates?: Gates;
  /** Data that the dialog starts with, as a shortcut would give it. */
  readonly data?: Record<string, unknown>;
  readonly now?: () => Date;
}

export interface Talk {
  says(text: string): Promise<string>;
  /** Types the number of a choice, on the page on which it stands. */
  picks(number: number): Promise<string>;
  /** Presses the option whose label contains the words. */
  presses(label: string): Promise<string>;
  gives(input: Input): Promise<string>;
  /** The current screen as lines, in the person's language. */
  screen(): string;
  reply(): Reply;
  session(): Session;
}

let talks = 0;

/**
 * Plays a dialog on the real engine. The session goes through JSON between any two turns, and every screen is also
 * drawn for a USSD phone in every language, each page measured against its septets.
 */
export async function talk({
  flows,
  surface = chatSurface,
  caller = {},
  gates = {},
  data = {},
  now = () => new Date(),
}: TalkOptions): Promise<Talk> {
  const played = flows[0].flow;
  const opener = defineFlow<'menu', object, undefined>({
    id: 'home',
    version: 1,
    start: 'menu',
    screens: { menu: { show: () => ({ text: 'home' }), on: { text: () => ({ run: played.id, with: data }) } } },
  });
  const registry = createFlowRegistry({
    flows: [bindFlow(opener, undefined), bindFlow(resume, undefined), ...flows],
    gates,
    home: 'home',
  });
  const engine = createEngine({ registry, speak: strictSpeak, log: loud, now });
  const who: Caller = {
    channel: surface.channel,
    address: '+243810000001',
    country: 'CD',
    roles: [],
    consent: 'given',
    ...caller,
  };
  // Of two talks no turn is the same, as of two dialogs in service.
  const number = (talks += 1);
  let rev = 1_000;
  let session = engine.open({
    dialogId: `${surface.channel}:test`,
    rev,
    caller: who,
    language: who.language ?? 'fr',
    at: now().toISOString(),
  });
  let reply: Reply | undefined;

  const contextFor = (on: Surface): Parameters<typeof engine.step>[2] => ({
    surface: on,
    now: now(),
    turnId: `talk:${number}:${rev + 1}`,
    rev: rev + 1,
    traceId: 'trace',
  });

  async function gives(input: Input): Promise<string> {
    const stepped = await engine.step(session, input, contextFor(surface));
    rev += 1;
    session = JSON.parse(JSON.stringify(stepped.session)) as Session;
    reply = JSON.parse(JSON.stringify(stepped.reply)) as Reply;
    if (!reply.end && registry.find(session.frames.at(-1)?.flow ?? '')?.flow.channels?.includes('ussd') !== false)
      await measure();
    return screen();
  }

  /** Draws what the person sees as a USSD phone would, page after page, in each language. */
  async function measure(): Promise<void> {
    for (const language of languages) {
      for (let page = 0, pages = 1; page < pages; page += 1) {
        const drawn = await engine.look({ ...session, language, page }, contextFor(pagePhone));
        pages = drawn.reply.page.of;
        expectToFit(
          pageOf(drawn.reply, strictSpeak),
          `${drawn.session.frames.at(-1)?.flow}/${drawn.session.frames.at(-1)?.screen} in ${language}`,
        );
      }
    }
  }

  const screen = (): string => (reply ? toLines(reply, strictSpeak, surface) : '');
  await gives({ kind: 'text', text: 'start' });
  return {
    gives,
    screen,
    says: (text) => gives({ kind: 'text', text }),
    async picks(number) {
      const isInSight = (): boolean | undefined => reply?.options.some((option) => option.number === number);
      while (!isInSight() && (reply?.page.number ?? 1) < (reply?.page.of ?? 1))
        await gives({ kind: 'text', text: '98' });
      return gives({ kind: 'text', text: String(number) });
    },
    presses: (label) => {
      const choices = [...(reply?.options ?? []), ...(reply?.nav ?? [])];
      const found = choices.find((choice) => strictSpeak(choice.label, session.language).includes(label));
      if (!found) throw new Error(`nothing to press is called "${label}" on\n${screen()}`);
      return gives({ kind: 'press', token: found.token });
    },
    reply: () => {
      if (!reply) throw new Error('nothing was said yet');
      return reply;
    },
    session: () => session,
  };
}

export function expectToFit(page: string, where: string): void {
  expect(isGsm(page), `${where} leaves the GSM alphabet: ${page}`).toBe(true);
  expect(septets(page), `${where} is longer than a page: ${page}`).toBeLessThanOrEqual(160);
}
