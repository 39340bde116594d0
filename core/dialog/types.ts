import type { Language, Text, Words } from './words.ts';

export const channels = ['ussd', 'telegram', 'whatsapp', 'simulator'] as const;
/** A door through which a dialog can be held. */
export type Channel = (typeof channels)[number];

export const countryCodes = ['CD', 'SN'] as const;
export type CountryCode = (typeof countryCodes)[number];

/** A photo or a file of core/files, with the words that were written beneath it. */
export interface SentFile {
  readonly fileId: string;
  /** Never empty. */
  readonly caption?: string;
}

/** What a person did, after the door has translated it. */
export type Input =
  | { readonly kind: 'start'; readonly payload?: string }
  /** `byHeart`: dialled ahead, so that the screen which it answers was never shown. */
  | { readonly kind: 'text'; readonly text: string; readonly byHeart?: boolean }
  /** A pressed button, by the token that the reply gave it (`<rev>:<index>`, `<rev>:back`). */
  | { readonly kind: 'press'; readonly token: string }
  | ({ readonly kind: 'photo' } & SentFile)
  | ({ readonly kind: 'document' } & SentFile)
  | { readonly kind: 'location'; readonly latitude: number; readonly longitude: number }
  /** A shared contact. `own` is true only when the channel vouches that the number is the sender's. */
  | { readonly kind: 'contact'; readonly phone: string; readonly own: boolean }
  /** All that a phone has dialled in one USSD session so far; only what follows the text already seen is new. */
  | { readonly kind: 'dialled'; readonly sessionId: string; readonly text: string }
  /** Something the channel can carry and no screen can take (a sticker, a voice note): answered with help. */
  | { readonly kind: 'unsupported'; readonly what: string };

/** One inbound message, the same from every door. */
export interface Inbound {
  readonly channel: Channel;
  /** Where to answer: a chat id, or a phone in E.164. Together with the channel it names the dialog. */
  readonly address: string;
  /** Unique within the channel: what the channel repeats when it repeats a message. */
  readonly messageId: string;
  /** E.164, only where the operator vouches for it (USSD, WhatsApp). */
  readonly phone?: string;
  /** The channel's own idea of the person's language; used for the first screen only. */
  readonly languageHint?: string;
  readonly traceId: string;
  readonly input: Input;
}

export interface Option {
  /** What the handler gets back. Data, never shown. */
  readonly value: string;
  readonly label: Words;
}

export interface Attachment {
  readonly kind: 'image' | 'document';
  /** A file of core/files. */
  readonly fileId: string;
  readonly name: string;
  readonly mimeType: string;
  readonly caption?: Words;
}

export interface Link {
  readonly url: string;
  readonly label: Words;
}

/** What a screen shows. */
export interface View {
  readonly text: Words | readonly Words[];
  readonly options?: readonly Option[];
  /** Added where the surface accepts that input, so that no screen is written twice. */
  readonly hints?: { readonly photo?: Text; readonly location?: Text; readonly contact?: Text };
  readonly attachments?: readonly Attachment[];
  readonly link?: Link;
  /** The dialog ends with this view (USSD: END). */
  readonly final?: boolean;
}

/** Who is speaking, as far as is known; ids and settings only. */
export interface Caller {
  readonly channel: Channel;
  readonly address: string;
  /** Verified E.164 number, if any. */
  readonly phone?: string;
  readonly personId?: string;
  /** Undefined until chosen. */
  readonly language?: Language;
  readonly country: CountryCode;
  readonly roles: readonly string[];
  readonly consent: 'unasked' | 'given' | 'refused';
  /** Until when a PIN entered in this dialog counts. ISO. */
  readonly staffUntil?: string;
}

/** What every screen may look at. */
export interface Looking<D, Deps> {
  readonly data: Readonly<Partial<D>>;
  readonly deps: Deps;
  readonly caller: Caller;
  readonly language: Language;
  readonly surface: Surface;
  readonly now: Date;
}

/** What a handler gets: the same, and the key under which its effects are done at most once. */
export interface Turn<D, Deps> extends Looking<D, Deps> {
  readonly turnId: string;
  /** Set when a sub-dialog has just come back. */
  readonly returned?: unknown;
}

/** What a handler answers: where to go next. Data, so that it can be stored and tested. */
export type Outcome<S extends string, D> =
  /** `caller` changes what the dialog knows of the person from the next screen on (language, consent, PIN). */
  | { readonly go: S; readonly set?: Partial<D>; readonly notice?: Words; readonly caller?: Partial<Caller> }
  /** The same screen again, with the reason. Nothing may have been changed. */
  | { readonly retry: Words }
  /** Another dialog, as a new start (`then` absent) or as a sub-dialog that comes back to `then`. */
  | {
      readonly run: string;
      readonly with?: Record<string, unknown>;
      /** A screen of that dialog; its start by default. */
      readonly at?: string;
      readonly then?: S;
      readonly set?: Partial<D>;
    }
  /** Back to what was under way before this dialog, as it was. */
  | { readonly leave: true; readonly notice?: Words }
  /** Back to the caller with a result; home when there is no caller. */
  | { readonly done: unknown; readonly notice?: Words; readonly caller?: Partial<Caller> }
  /**
   * `forget`: nothing of the dialog is kept, neither what was answered nor these last words (which a phone therefore has
   * to show on one page); a repeat hears that it is done.
   */
  | { readonly end: Words | View; readonly caller?: Partial<Caller>; readonly forget?: true };

type Answer<S extends string, D, Deps, V> = (turn: Turn<D, Deps>, value: V) => Outcome<S, D> | Promise<Outcome<S, D>>;

/** What a screen takes; the keys that are present say which inputs it accepts. */
export interface Answers<S extends string, D, Deps> {
  readonly choice?: Answer<S, D, Deps, string>;
  readonly text?: Answer<S, D, Deps, string>;
  readonly photo?: Answer<S, D, Deps, SentFile>;
  readonly document?: Answer<S, D, Deps, SentFile>;
  readonly location?: Answer<S, D, Deps, { readonly latitude: number; readonly longitude: number }>;
  readonly contact?: Answer<S, D, Deps, { readonly phone: string; readonly own: boolean }>;
  /** Called when a sub-dialog that was run with `then: <this screen>` comes back. */
  readonly returned?: Answer<S, D, Deps, unknown>;
  /**
   * Called once when the dialog is entered at this screen, from the menu, a shortcut or another dialog, before it is shown:
   * for what has to be noted of whoever comes, since `show` never writes.
   */
  readonly opened?: Answer<S, D, Deps, undefined>;
}

export interface Screen<S extends string, D, Deps> {
  /** Reads, never writes; may run again. */
  show(looking: Looking<D, Deps>): View | Promise<View>;
  readonly on: Answers<S, D, Deps>;
  /** What was typed here is never kept, logged or shown (a PIN). */
  readonly secret?: boolean;
}

/** What must hold before a dialog starts; each has a gate, a dialog that asks for it (core/flows.ts). */
export type Requirement = 'welcome' | 'consent' | 'phone' | 'pin';

export interface Shortcut<D, Deps> {
  /** Locale key of a comma-separated list of words that open the dialog from anywhere. */
  readonly keywords?: string;
  /** Recognises a typed text (a plate alone, a reference); returns the dialog's first data. May look things up. */
  readonly text?: (
    text: string,
    deps: Deps,
    caller: Caller,
  ) => Partial<D> | undefined | Promise<Partial<D> | undefined>;
  readonly photo?: (photo: SentFile, deps: Deps, caller: Caller) => Promise<Partial<D> | undefined>;
  readonly location?: (place: { readonly latitude: number; readonly longitude: number }) => Partial<D>;
  /** Where to start with that data; the flow's start by default. */
  readonly screen?: string;
  /** It interrupts even a screen that takes free text (STOP). */
  readonly always?: boolean;
}

/** A dialog: a table of screens. */
export interface Flow<S extends string = string, D = Record<string, unknown>, Deps = unknown> {
  readonly id: string;
  /** Raise it when stored data of older sessions no longer fits: they restart with a notice. */
  readonly version: number;
  readonly start: S;
  readonly screens: { readonly [K in S]: Screen<S, D, Deps> };
  readonly requires?: readonly Requirement[];
  /** Only people with one of these roles see and reach it. */
  readonly roles?: readonly string[];
  /** The entry of the home menu; dialogs without one are reached from others. */
  readonly menu?: {
    readonly label: Text;
    readonly order: number;
    /** Only people with one of these roles see the entry, although everybody may open the dialog otherwise. */
    readonly roles?: readonly string[];
  };
  readonly shortcuts?: readonly Shortcut<D, Deps>[];
  /** The doors that offer it; all of them by default. */
  readonly channels?: readonly Channel[];
}

/** Writes a dialog down with its types checked. */
export const defineFlow = <S extends string, D, Deps>(flow: Flow<S, D, Deps>): Flow<S, D, Deps> => flow;

/** What a door can show and take. A value, so that no code asks which channel it is on. */
export interface Surface {
  readonly channel: Channel;
  readonly accepts: readonly ('text' | 'press' | 'photo' | 'document' | 'location' | 'contact')[];
  /** How choices look; with `numbers` they are lines that the person answers by number. */
  readonly choices: 'buttons' | 'numbers';
  /** Choices on one page. */
  readonly optionsPerPage: number;
  /** Size of one page in GSM 03.38 septets; absent where there is no such limit. */
  readonly pageSeptets?: number;
  /** Whether files and links can be shown. Where not, the reply's `later` follows by SMS. */
  readonly showsFiles: boolean;
  /** Takes the `_ussd` wording. */
  readonly short: boolean;
}

export interface ReplyOption {
  readonly label: Words;
  /** The number to type, on every surface (people type numbers in chats too). */
  readonly number: number;
  /** For buttons: `<rev>:<index>`, at most 64 bytes. */
  readonly token: string;
}

export interface ReplyNav {
  readonly kind: 'back' | 'home' | 'more';
  readonly label: Words;
  /** What to type: `0`, `00`, `98`. */
  readonly typed: string;
  readonly token: string;
}

/** What the engine answers. Channel-neutral; a door renders it. It survives JSON. */
export interface Reply {
  readonly dialogId: string;
  readonly rev: number;
  readonly language: Language;
  /** Said before the screen: why an answer was not taken, what has just been done. */
  readonly notices: readonly Words[];
  readonly body: readonly Words[];
  readonly options: readonly ReplyOption[];
  readonly nav: readonly ReplyNav[];
  readonly attachments: readonly Attachment[];
  readonly link?: Link;
  /** The surface should offer to share this (a button that asks for the contact or the location). */
  readonly asks: readonly ('contact' | 'location' | 'photo')[];
  /** The dialog is over: USSD answers END. */
  readonly end: boolean;
  readonly page: { readonly number: number; readonly of: number };
  /** A door that need not answer sends nothing: too much was written at once, and that was said a moment ago. */
  readonly silent?: true;
}

/** A door's way to give the core a message; resolves when the turn is safely stored. */
export type Receive = (inbound: Inbound) => Promise<Reply>;
