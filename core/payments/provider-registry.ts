import type { CountryCode } from '../dialog/types.ts';
import type { PaymentProvider } from './provider.ts';

/** Which provider moves whose money. */
export interface ProviderRegistry {
  /** For a new payment: the first open provider that serves this wallet. */
  choose(operator: string, country: CountryCode): PaymentProvider | undefined;
  /** Also those that take no new payments but have to answer for old ones. */
  byName(name: string): PaymentProvider | undefined;
}

/** `open` take new payments, in this order; `retired` are only asked about what they took before. */
export function createProviderRegistry({
  open,
  retired = [],
}: {
  open: readonly PaymentProvider[];
  retired?: readonly PaymentProvider[];
}): ProviderRegistry {
  return {
    choose: (operator, country) => open.find((provider) => provider.serves(operator, country)),
    byName: (name) => [...open, ...retired].find((provider) => provider.name === name),
  };
}
