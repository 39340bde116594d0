/**
 * The closed set of things that can go wrong by design. A service throws one of these; each door maps it in one
 * place: chat text in the person's language, `END` text, problem+json. Any other exception is a defect.
 */
const table = {
  invalid_input: { httpStatus: 400, retryable: false },
  unauthenticated: { httpStatus: 401, retryable: false },
  forbidden: { httpStatus: 403, retryable: false },
  not_found: { httpStatus: 404, retryable: false },
  conflict: { httpStatus: 409, retryable: false },
  illegal_transition: { httpStatus: 409, retryable: false },
  expired: { httpStatus: 410, retryable: false },
  too_large: { httpStatus: 413, retryable: false },
  unsupported_media: { httpStatus: 415, retryable: false },
  locked: { httpStatus: 423, retryable: false },
  too_many_requests: { httpStatus: 429, retryable: true },
  vendor_refused: { httpStatus: 502, retryable: false },
  unavailable: { httpStatus: 503, retryable: true },
} as const satisfies Record<string, { httpStatus: number; retryable: boolean }>;

export type ErrorCode = keyof typeof table;

/** The reason of `unsupported_media` that has a sentence of its own: phones send it unasked, and it has a way out. */
export const heic = 'heic';

/** Facts about an error that may be shown to whoever caused it; never personal data of another person. */
export type ErrorDetails = Record<string, string | number | boolean | readonly unknown[] | undefined>;

export class LisoloError extends Error {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  /** Whether the same call may succeed later without being changed. */
  readonly retryable: boolean;
  /** Locale key of the sentence for the person, `errors:<code>`, or one of its reason. */
  readonly tellUser: string;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(typeof details['reason'] === 'string' ? `${code}: ${details['reason']}` : code, options);
    this.name = 'LisoloError';
    this.code = code;
    this.httpStatus = table[code].httpStatus;
    this.retryable = table[code].retryable;
    this.tellUser = heic === details['reason'] ? 'errors:heic' : `errors:${code}`;
    this.details = details;
  }
}

/** True for an error of the closed set; with a code, true for that one only. */
export const isLisoloError = (error: unknown, code?: ErrorCode): error is LisoloError =>
  error instanceof LisoloError && (code === undefined || error.code === code);

export const errorCodes = Object.keys(table) as ErrorCode[];
