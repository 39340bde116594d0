import type { Caller, Requirement, View } from './types.ts';
import type { Language, Words } from './words.ts';

/** One dialog on the pile: the last is the one that speaks, those below wait for it. */
export interface Frame {
  readonly flow: string;
  readonly version: number;
  readonly screen: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Screens behind, for "back". */
  readonly trail: readonly string[];
  /** Where the frame below goes on when this one is done. */
  readonly then?: string;
  /** This dialog asks for something that the frame below cannot start without. */
  readonly gate?: Requirement;
  /** This dialog interrupted what is below, which goes on as it was when this one is over. */
  readonly over?: true;
  /** Its screen has yet to hear that the dialog was entered there. */
  readonly opening?: true;
}

/** What has been dialled in a USSD session, as a length and a hash: the text may hold a PIN. */
export interface Dialled {
  readonly sessionId: string;
  readonly length: number;
  readonly hash: string;
}

/** The state of one conversation. Plain data: it goes through JSON between any two turns. */
export interface Session {
  readonly dialogId: string;
  /** Grows by one with each stored turn. `turnId`, a print of the dialog with it, is the idempotency key of a turn's effects. */
  readonly rev: number;
  readonly caller: Caller;
  readonly language: Language;
  /** Never empty; `[home]` when nothing is under way. */
  readonly frames: readonly Frame[];
  /** Counted from 0. */
  readonly page: number;
  /** What the person saw last; an answer is read against this, not against what would be shown now. */
  readonly shown: {
    readonly values: readonly string[];
    /** 0 before anything was shown. */
    readonly pages: number;
    /** No page has shown any of the choices yet. */
    readonly unseen?: boolean;
    /** Said before a screen of several pages. */
    readonly notices?: readonly Words[];
    /** Hash of the place for which what this surface cannot show was sent by SMS. */
    readonly sent?: string;
  };
  readonly ended: boolean;
  /** The last words of a dialog that is over, while a phone has not shown all their pages. */
  readonly farewell?: View | undefined;
  readonly dialled?: Dialled;
  /** ISO */
  readonly at: string;
}

export const dialogIdOf = (channel: string, address: string): string => `${channel}:${address}`;
export const turnIdOf = (dialogId: string, rev: number): string => `${dialogId}:${rev}`;

/** The frame that speaks. */
export function topFrame(session: Session): Frame {
  const frame = session.frames.at(-1);
  if (!frame) throw new Error(`session ${session.dialogId}:${session.rev} has no frame`);
  return frame;
}

/** The same session with another frame on top of those below. */
export const withTop = (session: Session, frame: Frame): Session => ({
  ...session,
  frames: [...session.frames.slice(0, -1), frame],
});
