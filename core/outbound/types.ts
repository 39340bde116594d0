/** One request to an address that others gave us. */
export interface OutboundRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Milliseconds until the answer must be there whole, the look-up of the name included. */
  readonly timeoutMs: number;
  /** Bytes of the answer that are taken at most. */
  readonly mostBytes: number;
  /** `cut`: of a longer answer the beginning is enough. Without it a longer one is refused (`too_large`). */
  readonly longer?: 'cut';
}

export interface OutboundAnswer {
  readonly status: number;
  /** Names in lower case; what came several times is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Asking addresses that others gave us: never our own network, never more than was asked for. */
export interface Outbound {
  /**
   * Gets or posts; follows no redirect. Throws LisoloError `invalid_input` (details `reason`: `bad_url`,
   * `private_address`), `unavailable` (`unknown_host`, `timeout`, `bad_certificate`, `broken_line`), `too_large`.
   */
  ask(request: OutboundRequest): Promise<OutboundAnswer>;
  /** Whether such an address may be asked at all, without asking it. Throws as `ask`. */
  check(url: string): Promise<void>;
}
