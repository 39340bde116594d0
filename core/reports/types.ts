import type { CountryCode } from '../dialog/types.ts';
import type { Position } from '../geo/index.ts';
import type { CategoryCode } from './categories.ts';
import type { ReportComment } from './comment.model.ts';
import type { FlagReason } from './flag.model.ts';
import type { Report, ReportChange, ReportPlace } from './report.model.ts';
import type { ReportRole, ReportState } from './report.states.ts';

/** Somebody who acts on a report, in the role in which they act. */
export interface Actor {
  readonly personId: string;
  readonly role: ReportRole;
}

/** What is told. */
export interface NewReport {
  /** Of the turn or request: told again with the same key, it is the same report. */
  readonly key: string;
  readonly country: CountryCode;
  readonly category: CategoryCode;
  /** At most `longestWords` characters; may be empty. */
  readonly words: string;
  readonly place: Omit<ReportPlace, 'region' | 'city'> & { readonly region?: string; readonly city?: string };
  /** Files of core/files, as the door has kept them: copied, so that nothing of the sender stays with them. */
  readonly photos: readonly string[];
  /** Absent: anonymous. Nothing of what is stored then leads back to anybody, the time included (whole hours). */
  readonly reporterId?: string;
  readonly source: string;
}

/** Who asks, for what may be seen: nobody (the public), or an actor. */
export type Viewer = Actor | undefined;

/** One report to whoever asks: private positions are blurred, waiting photos and hidden words left out. */
export interface SeenReport extends Omit<Report, 'history' | 'reporterId' | 'source' | 'takenBy'> {
  /** For the staff. */
  readonly source?: string;
  readonly takenBy?: string;
  /** Metres from where was asked; of a blurred one in steps of 500. */
  readonly metres?: number;
  /** Whether the place is only roughly so. */
  readonly blurred: boolean;
  /** Hidden, and the viewer may not look behind it: of all that is told only its number and its state are its own. */
  readonly withheld?: true;
  /** What the viewer has done with it; absent for the public. Whoever tells a report follows it until they say otherwise. */
  readonly mine?: { readonly told: boolean; readonly voted: boolean; readonly follows: boolean };
  /** What happened, by role; which of the staff it was, only the staff sees, and which citizen, nobody. */
  readonly history: readonly ReportChange[];
}

/**
 * Telling, and what those who tell do. Throws LisoloError `not_found`, `invalid_input`, `forbidden`,
 * `illegal_transition` (details `from`, `to`), `conflict` with a `reason` that has a text in `reports:refused.<reason>`.
 * Every act takes the key of its turn: done again it answers the same and changes nothing.
 */
export interface ReportService {
  report(wish: NewReport): Promise<Report>;
  get(id: string): Promise<Report | undefined>;
  /** As people type it: case, spaces, O for 0 and the like are forgiven. */
  byNumber(typed: string): Promise<Report | undefined>;
  /**
   * F2: active reports of the same category near by, nearest first; by commune and street where there is no position. Of
   * a blurred category those of the commune, newest first, wherever in it is asked.
   */
  duplicates(query: {
    readonly country: CountryCode;
    readonly category: CategoryCode;
    readonly place: NewReport['place'];
    readonly most: number;
    readonly viewer?: Viewer;
    /** The id of the one that others are looked for. */
    readonly except?: string;
  }): Promise<readonly SeenReport[]>;
  /** Told or followed by somebody, newest first. */
  ofPerson(
    personId: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{
    readonly items: readonly SeenReport[];
    readonly total: number;
  }>;
  /** "Me too"; who votes follows. */
  vote(act: { readonly reportId: string; readonly actor: Actor; readonly on: boolean }): Promise<void>;
  follow(act: { readonly reportId: string; readonly actor: Actor; readonly on: boolean }): Promise<void>;
  /** Another photo of the problem, by whoever told it. Reasons: `too_many_photos`, `not_yours`. */
  addPhoto(act: {
    readonly key: string;
    readonly reportId: string;
    readonly actor: Actor;
    readonly fileId: string;
  }): Promise<Report>;
  /** "It is not fixed": reasons `too_late`, `not_yours` (neither told nor followed). */
  reopen(act: {
    readonly key: string;
    readonly reportId: string;
    readonly actor: Actor;
    readonly words?: string;
  }): Promise<Report>;
  /** "It is fixed, thank you." */
  confirm(act: { readonly key: string; readonly reportId: string; readonly actor: Actor }): Promise<Report>;
}

/** What somebody of the staff does with a report. */
export interface Act {
  readonly key: string;
  readonly reportId: string;
  readonly actor: Actor;
  /** For everybody to read. */
  readonly words?: string;
  /** A photo of the work, of core/files. */
  readonly photoId?: string;
  /** Of the report that was looked at; if it has changed since, nothing is done (`conflict`). */
  readonly revision?: number | undefined;
}

/** F3: what bodies and moderators do with reports; throws as above. An operator acts for bodies that name the person only. */
export interface ReportWork {
  /** What waits for an operator: those of the bodies that name them, the most urgent first (past the target, then votes, then age). */
  next(
    actor: Actor,
    query: { readonly area?: string; readonly except?: readonly string[] },
  ): Promise<Report | undefined>;
  /** Longest waiting first; no more than a thousand are counted. */
  ofOperator(
    actor: Actor,
    query: {
      readonly state?: ReportState;
      readonly area?: string;
      readonly mine?: boolean;
      readonly page: { readonly offset: number; readonly limit: number };
    },
  ): Promise<{ readonly items: readonly Report[]; readonly total: number }>;
  /** Reason `taken` when somebody else has it. */
  take(act: Act): Promise<Report>;
  giveBack(act: Act): Promise<Report>;
  /** A public word, with or without a photo. */
  update(act: Act): Promise<Report>;
  resolve(act: Act): Promise<Report>;
  /** `reason` is one of `rejectReasons`. */
  reject(act: Act & { readonly reason: string }): Promise<Report>;
  /** Its followers and votes go over. Reasons: `same_report`, `is_duplicate` (the other one is one itself). */
  markDuplicate(act: Act & { readonly of: string }): Promise<Report>;
  /** Opens again what was rejected or called a duplicate. */
  reconsider(act: Act): Promise<Report>;
  reroute(act: Act & { readonly bodyId: string }): Promise<Report>;
  changeCategory(act: Act & { readonly category: CategoryCode }): Promise<Report>;
}

/** A comment to whoever reads it: by whom it is, its number says and nothing else. */
export interface SeenComment extends Omit<ReportComment, 'authorId' | 'flags' | 'lookedAt' | 'toModerate'> {
  readonly mine: boolean;
}

/** F4: talk about a report. Reasons: `too_many_comments`, `hidden`. */
export interface ReportTalk {
  comment(act: {
    readonly key: string;
    readonly reportId: string;
    readonly actor: Actor;
    readonly text: string;
    readonly photoId?: string;
  }): Promise<SeenComment>;
  /** Oldest first. */
  comments(
    reportId: string,
    viewer: Viewer,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly items: readonly SeenComment[]; readonly total: number }>;
  oneComment(commentId: string, viewer: Viewer): Promise<SeenComment>;
  flag(act: {
    readonly reportId: string;
    readonly commentId?: string;
    readonly actor: Actor;
    readonly reason: FlagReason;
    readonly words?: string;
  }): Promise<void>;
}

/** What a moderator has to look at. */
export interface ToJudge {
  readonly report: Report;
  readonly comment?: ReportComment;
  readonly flags: readonly { readonly reason: FlagReason; readonly words?: string; readonly at: Date }[];
  readonly waitingPhotos: readonly string[];
}

/** F5: every act is written into the audit log. */
export interface ReportModeration {
  next(actor: Actor, except?: readonly string[]): Promise<ToJudge | undefined>;
  /** Out of sight of everybody but moderators; also one comment. */
  hide(act: Act & { readonly commentId?: string; readonly reason: FlagReason }): Promise<Report>;
  restore(act: Act & { readonly commentId?: string }): Promise<Report>;
  /** A photo of the report or of a comment. */
  judgePhoto(act: Act & { readonly fileId: string; readonly show: boolean }): Promise<Report>;
  /** Nothing is wrong with it: the flags are seen. */
  keep(act: Act & { readonly commentId?: string }): Promise<Report>;
}

/** F6. Never what is hidden, unless the viewer may see it. */
export interface ReportSearch {
  find(query: {
    readonly country: CountryCode;
    readonly viewer: Viewer;
    readonly category?: CategoryCode;
    readonly states?: readonly ReportState[];
    readonly city?: string;
    readonly commune?: string;
    readonly from?: Date;
    readonly to?: Date;
    /** Accents, plurals and typing errors are forgiven. */
    readonly text?: string;
    /** Nearest first, at most so many metres away. */
    readonly near?: { readonly position: Position; readonly metres: number };
    readonly page: { readonly offset: number; readonly limit: number };
  }): Promise<{ readonly items: readonly SeenReport[]; readonly total: number }>;
  /** One, as the viewer may see it. */
  one(id: string, viewer: Viewer): Promise<SeenReport | undefined>;
  /** A page of a public map with the place marked; for a blurred one the neighbourhood. Undefined where no place is known. */
  mapLink(report: SeenReport): string | undefined;
}

/**
 * What happened to a report, in order, for news and webhooks. Called at least once for each; a repeat must do nothing more.
 * While somebody waits for an answer (`inHaste`), whoever has much to do does some of it and says `left`: they are called
 * again for all of it when nobody waits.
 */
export type ReportListener = (
  report: Report,
  change: ReportChange,
  inHaste?: boolean,
) => Promise<void> | Promise<'left' | undefined>;

/** Each by a name of its own, which stays: by it is kept what the listener has heard. */
export type ReportListeners = Readonly<Record<string, ReportListener>>;
