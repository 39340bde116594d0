import { describe, expect, it } from 'vitest';
import type { Inbound, Reply, Surface } from '../../core/dialog/types.ts';
import type { Speak, Words } from '../../core/dialog/words.ts';
import { plainSpeech } from './plain-speech.ts';
import { sampleReplies } from './sample-replies.ts';

/** A limit of the channel: what it measures in a call, and how much is allowed. */
export interface Limit<Call> {
  readonly what: string;
  readonly max: number;
  /** Sizes found in one call, in the channel's own unit (characters, septets, buttons). */
  sizes(call: Call): readonly number[];
}

export interface Button {
  readonly label: string;
  readonly token?: string;
  readonly url?: string;
}

/**
 * A door as the contract sees it. `Native` is what its `receive` takes (with media already stored, so that it is
 * pure), `Call` is what its `render` gives; the rest tells the suite how to read such a call.
 */
export interface ChannelAdapter<Native, Call> {
  readonly surface: Surface;
  receive(native: Native): Inbound | undefined;
  render(reply: Reply, speak: Speak): readonly Call[];
  /** What the person reads, in order: message texts and captions. */
  texts(call: Call): readonly string[];
  /** What the person can press. */
  buttons(call: Call): readonly Button[];
  /** Ids of core files that the call shows. */
  files(call: Call): readonly string[];
  /** How the channel writes a spoken text (folding to the GSM alphabet, escaping); as it is by default. */
  written?(text: string): string;
  readonly limits: readonly Limit<Call>[];
}

export interface ChannelCases<Native, Call> {
  /** A native payload in, the exact Inbound out, or undefined when it is nobody's message. The trace id is the door's own. */
  readonly received: readonly {
    readonly title: string;
    readonly native: Native;
    readonly inbound: Omit<Inbound, 'traceId'> | undefined;
  }[];
  /** A Reply in, the exact native calls out, spoken with `plainSpeech`. */
  readonly rendered: readonly { readonly title: string; readonly reply: Reply; readonly calls: readonly Call[] }[];
}

/** The one contract that every door passes. */
export function describeChannel<Native, Call>(
  name: string,
  adapter: ChannelAdapter<Native, Call>,
  cases: ChannelCases<Native, Call>,
): void {
  describe(`${name} keeps the contract of a door`, () => {
    describe('receiving', () => describeReceiving(adapter, cases));
    describe('rendering exactly', () => {
      for (const { title, reply, calls } of cases.rendered) {
        it(title, () => expect(adapter.render(deepFreeze(reply), plainSpeech)).toEqual(calls));
      }
    });
    for (const { title, reply } of sampleReplies(adapter.surface)) {
      describe(`rendering ${title}`, () => describeRendering(adapter, deepFreeze(reply)));
    }
  });
}

function describeReceiving<Native, Call>(
  adapter: ChannelAdapter<Native, Call>,
  cases: ChannelCases<Native, Call>,
): void {
  for (const { title, native, inbound } of cases.received) {
    it(title, () => {
      const got = adapter.receive(deepFreeze(native));
      if (inbound === undefined || got === undefined) {
        expect(got).toEqual(inbound);
        return;
      }
      const { traceId, ...rest } = got;
      expect(rest).toEqual(inbound);
      expect(traceId).toMatch(/\S/);
      expect(got.channel).toBe(adapter.surface.channel);
      expect(got.address).toMatch(/\S/);
      expect(got.messageId).toMatch(/\S/);
      expect(JSON.parse(JSON.stringify(got))).toEqual(got);
      if ('caption' in got.input) {
        expect(got.input.caption, 'words beneath a file are some').toMatch(/^\S/);
        expect(got.input.caption?.length).toBeLessThanOrEqual(4_096);
      }
      expect(adapter.receive(native)?.messageId, 'the same message has the same id').toBe(got.messageId);
    });
  }
}

function describeRendering<Native, Call>(adapter: ChannelAdapter<Native, Call>, reply: Reply): void {
  const { surface } = adapter;
  const calls = () => adapter.render(reply, plainSpeech);
  const spoken = (words: Words) => {
    const text = plainSpeech(words, reply.language, { short: surface.short });
    return squeeze(adapter.written ? adapter.written(text) : text);
  };
  const everything = () =>
    squeeze(
      calls()
        .flatMap((call) => adapter.texts(call))
        .join(''),
    );
  const buttons = () => calls().flatMap((call) => adapter.buttons(call));

  it('gives at least one call', () => expect(calls().length).toBeGreaterThan(0));

  it('says every notice and every paragraph, in order', () => {
    let from = 0;
    for (const words of [...reply.notices, ...reply.body]) {
      const at = everything().indexOf(spoken(words), from);
      expect(at, `missing: ${spoken(words)}`).toBeGreaterThanOrEqual(from);
      from = at + spoken(words).length;
    }
  });

  it('makes every option and every way out reachable', () => {
    const entries = [
      ...reply.options.map(({ label, number, token }) => ({ label, typed: String(number), token })),
      ...reply.nav,
    ];
    for (const { label, typed, token } of entries) {
      const text = spoken(label);
      if (surface.choices === 'buttons') {
        const button = buttons().find((one) => one.token === token);
        const inFull = button && squeeze(button.label) === text;
        const cutButSaid = button && everything().includes(text);
        expect(inFull || cutButSaid, `no button says "${text}"`).toBe(true);
      } else {
        // A number begins a word, wherever the door has broken the label after it.
        const letters = Array.from(text, escapeRegExp).join('\\s*');
        const line = new RegExp(`(^|\\s)${typed}[^0-9a-zA-Z]{0,4}${letters}`, 'u');
        expect(
          calls()
            .flatMap((call) => adapter.texts(call))
            .join('\n'),
        ).toMatch(line);
      }
    }
  });

  it('keeps tokens within 64 bytes and buttons with a label', () => {
    for (const button of buttons()) {
      expect(Buffer.byteLength(button.token ?? '')).toBeLessThanOrEqual(64);
      expect(button.label).toMatch(/\S/);
    }
  });

  it('stays within the limits of the channel', () => {
    for (const limit of adapter.limits) {
      for (const size of calls().flatMap((call) => limit.sizes(call))) {
        expect(size, limit.what).toBeLessThanOrEqual(limit.max);
      }
    }
  });

  it('never breaks a character in two', () => {
    for (const text of calls().flatMap((call) => adapter.texts(call))) expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  if (surface.showsFiles) {
    it('shows every file and the link', () => {
      const files = calls().flatMap((call) => adapter.files(call));
      expect(files).toEqual(reply.attachments.map((attachment) => attachment.fileId));
      for (const { caption } of reply.attachments) if (caption) expect(everything()).toContain(spoken(caption));
      if (reply.link) {
        const inText = everything().includes(squeeze(reply.link.url));
        const inButton = buttons().some((button) => button.url === reply.link?.url);
        expect(inText || inButton).toBe(true);
      }
    });
  }

  it('renders the same reply the same way, also after it went through JSON', () => {
    const first = calls();
    expect(calls()).toEqual(first);
    expect(adapter.render(JSON.parse(JSON.stringify(reply)) as Reply, plainSpeech)).toEqual(first);
  });
}

/** White space does not count: a door may break lines where it likes. */
const squeeze = (text: string): string => text.replace(/\s+/gu, '');

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
