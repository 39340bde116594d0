import type { CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import type { PaymentProvider } from './provider.ts';

/** Which provider moves whose money. */
export interface ProviderRegistry {
  /** For a new payment: the first open provider that serves this wallet. */
  choose(operator: string, country: CountryCode): PaymentProvider | undefined;
  /** Also those that take no new payments but have to answer for old ones. */
  byName(name: string): PaymentProvider | undefined;
  /** The one that took it; throws `unavailable` when it is not set up any more. */
  of(taken: { readonly provider: string }): PaymentProvider;
}

/** `open` take new payments, in this order; `retired` are only asked about what they took before. */
export function createProviderRegistry({
  open,
  retired = [],
}: {
  open: readonly PaymentProvider[];
  retired?: readonly PaymentProvider[];
}): ProviderRegistry {
  const byName = (name: string): PaymentProvider | undefined =>
    [...open, ...retired].find((provider) => provider.name === name);
  return {
    choose: (operator, country) => open.find((provider) => provider.serves(operator, country)),
    byName,
    of({ provider }) {
      const found = byName(provider);
      if (!found) throw new LisoloError('unavailable', { reason: `${provider} is not set up any more` });
      return found;
    },
  };
}
