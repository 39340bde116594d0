import type { Clock } from '../../clock.ts';
import { LisoloError } from '../../errors.ts';
import { createRowReader } from './official-row.ts';
import type { AskedOf, VehicleProvider } from './provider.ts';

const queryOf = (asked: AskedOf): string => new URLSearchParams({ ...asked }).toString();
const refused = (reason: string, cause?: unknown) => new LisoloError('vendor_refused', { reason }, { cause });
const away = (reason: string, more: { retryAfterSeconds?: number } = {}, cause?: unknown) =>
  new LisoloError('unavailable', { reason, ...more }, { cause });

function secondsIn(response: Response): { retryAfterSeconds?: number } {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterSeconds: Math.ceil(seconds) } : {};
}

/**
 * A register behind an HTTP interface: `GET <root>/vehicles?country=CD&plate=1234AB01` or `?vin=...` with a bearer token
 * answers one vehicle with our names of fields as JSON, or 404.
 */
export function createHttpProvider({
  root,
  token,
  clock,
}: {
  root: string;
  token: string;
  clock: Clock;
}): VehicleProvider {
  const toVehicle = createRowReader(clock);

  async function call(asked: AskedOf, signal: AbortSignal): Promise<{ response: Response; text: string }> {
    try {
      const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
      const response = await fetch(`${root}/vehicles?${queryOf(asked)}`, { headers, signal, redirect: 'error' });
      return { response, text: await response.text() };
    } catch (error) {
      throw away('the official register is out of reach', {}, error);
    }
  }

  return {
    id: 'http',
    async find(asked, signal) {
      const { response, text } = await call(asked, signal);
      const { status } = response;
      if (status === 404) return undefined;
      if (status === 429 || status >= 500) throw away(`the official register answered ${status}`, secondsIn(response));
      if (status !== 200) throw refused(`the official register answered ${status}`);
      try {
        return toVehicle(JSON.parse(text));
      } catch (error) {
        throw refused('the official register does not answer as agreed', error);
      }
    },
  };
}
