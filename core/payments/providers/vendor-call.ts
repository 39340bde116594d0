import { LisoloError } from '../../errors.ts';

export interface VendorAnswer {
  readonly status: number;
  /** Parsed JSON; undefined when there is none. */
  readonly body: unknown;
}

export interface VendorCall {
  /** Asked twice when the first time fails: reading changes nothing. Throws `unavailable`. */
  get(path: string): Promise<VendorAnswer>;
  /**
   * Sent once: whether to repeat it is decided after asking what became of it. Throws `unavailable` when the vendor was
   * not reached, did not answer in time, or cannot answer now (408, 425, 429, 5xx).
   */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<VendorAnswer>;
}

const unclear = new Set([408, 425, 429]);

/** JSON over HTTPS with a bearer token. `timeoutMs` is for the whole answer; 10 s. */
export function createVendorCall(vendor: {
  readonly name: string;
  readonly root: string;
  readonly token: string;
  readonly timeoutMs?: number | undefined;
}): VendorCall {
  const { name, root, token, timeoutMs = 10_000 } = vendor;
  const lost = (cause: unknown) => new LisoloError('unavailable', { reason: `${name} is out of reach` }, { cause });

  async function once(path: string, init: RequestInit): Promise<VendorAnswer> {
    let status: number;
    let text: string;
    try {
      const headers = { accept: 'application/json', ...(init.headers as object), authorization: `Bearer ${token}` };
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(`${root}${path}`, { ...init, headers, signal, redirect: 'error' });
      status = response.status;
      text = await response.text();
    } catch (error) {
      throw lost(error);
    }
    if (status >= 500 || unclear.has(status))
      throw new LisoloError('unavailable', { reason: `${name} answered ${status}` });
    try {
      return { status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    } catch (error) {
      // Half an answer says nothing about what was done.
      throw lost(error);
    }
  }

  return {
    get: (path) => once(path, { method: 'GET' }).catch(() => once(path, { method: 'GET' })),
    post: (path, body, headers = {}) =>
      once(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  };
}
