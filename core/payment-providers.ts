import type { Connection } from 'mongoose';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { countries } from './countries/index.ts';
import type { Log } from './log.ts';
import {
  createPawapayProvider,
  createSandboxProvider,
  createWaveProvider,
  type PaymentProvider,
} from './payments/index.ts';

/** One way to pay, as the administration and the start-up banner see it. */
export interface ProviderState {
  readonly name: string;
  readonly on: boolean;
  readonly why: string;
  /** Operators whose wallets it asks now. */
  readonly operators: readonly string[];
}

const servedBy = (provider: PaymentProvider): string[] =>
  Object.values(countries).flatMap(({ code, operators }) =>
    operators.filter(({ id, wallet }) => wallet && provider.serves(id, code)).map(({ id }) => id),
  );

/**
 * The providers that are configured. With none the sandbox stands in, except in production: then nobody can be asked for
 * mobile money. With any real one the sandbox only answers for what it took before.
 */
export function createPaymentProviders(deps: { config: Config; connection: Connection; clock: Clock; log: Log }) {
  const { config, clock, log } = deps;
  const sandbox = createSandboxProvider(deps);
  const authority = config.isReachable ? new URL(config.publicUrl).host : undefined;
  const pawapay = config.pawapay && createPawapayProvider({ ...config.pawapay, authority, clock });
  const wave = config.wave && createWaveProvider({ ...config.wave, returnUrl: `${config.publicUrl}/`, clock });
  // Wave itself before whoever resells it.
  const real: readonly PaymentProvider[] = [wave, pawapay].filter((provider) => provider !== undefined);
  const isPlay = real.length === 0 && !config.isProduction;
  pawapay
    ?.refresh()
    .catch((error: unknown) => log.warn({ error }, 'pawaPay does not say what is open; it is asked again'));

  const state = (name: string, provider: PaymentProvider | undefined, why: string, on = true): ProviderState => ({
    name,
    on: on && provider !== undefined,
    why,
    operators: on && provider ? servedBy(provider) : [],
  });

  return {
    sandbox,
    providers: isPlay ? [sandbox] : real,
    retired: isPlay ? [] : [sandbox],
    describe: (): readonly ProviderState[] => [
      state('pawapay', pawapay, config.pawapay ? `asks ${config.pawapay.root}` : 'PAWAPAY_TOKEN is not set'),
      state('wave', wave, config.wave ? `asks ${config.wave.root}` : 'WAVE_API_KEY is not set'),
      state('sandbox', sandbox, isPlay ? 'no real money moves' : 'only outside production and without others', isPlay),
    ],
  };
}
