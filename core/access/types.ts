import type { Role } from '../identity/index.ts';

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

/** Where a log-in comes from, for the audit log. */
export interface Origin {
  readonly from?: string;
  readonly traceId?: string;
}

/** Sessions of the REST API: login, rotating tokens, one-time codes. Names and passwords are kept by core/identity. */
export interface AccessService {
  /**
   * Throws `unauthenticated` (`details.totp: 'required'` when only the code is missing) and `locked` (`details.until`)
   * after 5 failures in 15 minutes, whether or not anybody has that e-mail. Failures and locks are audited.
   */
  login(
    attempt: { readonly email: string; readonly password: string; readonly code?: string },
    origin?: Origin,
  ): Promise<Tokens & { readonly personId: string }>;
  /** Trades a refresh token for new tokens. A token used twice ends its whole family, which is audited. Throws `unauthenticated`. */
  refresh(refreshToken: string, origin?: Origin): Promise<Tokens & { readonly personId: string }>;
  /** Ends the session of a refresh token. Unknown tokens are no fault. */
  logout(refreshToken: string): Promise<void>;
  /** Ends every session of a person. */
  logoutEverywhere(personId: string): Promise<void>;
  /** Throws `unauthenticated` when the token is forged, expired or its session has ended. */
  authenticate(accessToken: string): Promise<Session>;
  /** A new password ends every session of the person. Throws `invalid_input`, `not_found`. */
  setPassword(personId: string, password: string): Promise<void>;
  totpIsOn(personId: string): Promise<boolean>;
  /** Begins the enrolment of one-time codes; counts only once confirmed. Throws `not_found`, `conflict` (already on). */
  enrolTotp(personId: string): Promise<{ readonly secret: string; readonly uri: string }>;
  /** Throws `unauthenticated` (wrong code), `conflict` (nothing to confirm), `locked`. */
  confirmTotp(personId: string, code: string): Promise<void>;
  /** Throws `unauthenticated` (wrong code), `conflict` (not on), `locked`. */
  removeTotp(personId: string, code: string): Promise<void>;
  /** Deletes sessions and counts of tries that are over; returns how many. */
  sweep(now: Date): Promise<number>;
}
