/** Asking addresses that others gave us: never our own network, never more than was asked for. */
export interface Outbound {
  /**
   * Gets or posts; follows no redirect. Throws LisoloError `invalid_input` (details `reason`: `bad_url`,
   * `private_address`), `unavailable` (no answer in time, broken line), `too_large`.
   */
  ask(request: {
    readonly url: string;
    readonly method: 'GET' | 'POST';
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Buffer;
    /** Milliseconds until the answer must be there whole. */
    readonly timeoutMs: number;
    /** Bytes of the answer that are taken at most. */
    readonly mostBytes: number;
  }): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }>;
  /** Whether such an address may be asked at all, without asking it. Throws as `ask`. */
  check(url: string): Promise<void>;
}
