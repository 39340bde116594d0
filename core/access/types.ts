import type { Role } from '../identity/types.ts';

/** What a client gets after a login or a refresh. */
export interface Tokens {
  /** JWT, valid for `expiresIn` seconds. */
  readonly accessToken: string;
  readonly expiresIn: number;
  /** Good for one use; each use gives the next one. */
  readonly refreshToken: string;
}

/** Who stands behind a valid access token. Roles are read at each request, so a change counts at once. */
export interface Session {
  readonly personId: string;
  readonly familyId: string;
  readonly roles: readonly Role[];
}

/** An account as the administration sees it; never holds a hash or a secret. */
export interface Account {
  readonly personId: string;
  readonly login: string;
  readonly totp: boolean;
  readonly createdAt: Date;
  readonly lastLoginAt?: Date;
}

/** Password accounts of those who use the REST API: login, rotating tokens, one-time codes. */
export interface AccessService {
  /**
   * Gives a person a login and a password, or a new password, which ends all their sessions. `login` is stored in lower case.
   * Throws `invalid_input` (password shorter than 12 or longer than 256 characters), `not_found`, `conflict` (login taken).
   */
  setPassword(account: {
    readonly personId: string;
    readonly login: string;
    readonly password: string;
  }): Promise<Account>;
  /**
   * Throws `unauthenticated` (`details.totp: 'required'` when only the code is missing) and `locked` (`details.until`)
   * after 5 failures in 15 minutes, whether or not the login exists.
   */
  login(attempt: {
    readonly login: string;
    readonly password: string;
    readonly code?: string;
  }): Promise<Tokens & { readonly personId: string }>;
  /** Trades a refresh token for new tokens. A token used twice ends its whole family. Throws `unauthenticated`. */
  refresh(refreshToken: string): Promise<Tokens>;
  /** Ends the session of a refresh token. Unknown tokens are no fault. */
  logout(refreshToken: string): Promise<void>;
  /** Ends every session of a person. */
  logoutEverywhere(personId: string): Promise<void>;
  /** Throws `unauthenticated` when the token is forged, expired or its session has ended. */
  authenticate(accessToken: string): Promise<Session>;
  account(personId: string): Promise<Account | undefined>;
  /** Begins the enrolment of one-time codes; counts only once confirmed. Throws `not_found`, `conflict` (already on). */
  enrolTotp(personId: string): Promise<{ readonly secret: string; readonly uri: string }>;
  /** Throws `unauthenticated` (wrong code), `conflict` (nothing to confirm). */
  confirmTotp(personId: string, code: string): Promise<void>;
  /** Throws `unauthenticated` (wrong code), `conflict` (not on). */
  removeTotp(personId: string, code: string): Promise<void>;
  /** Deletes sessions and counts of tries that are over; returns how many. */
  sweep(now: Date): Promise<number>;
}
