import { z } from 'zod';

import type { Clock } from '../../../clock.ts';
import type { CountryCode } from '../../../dialog/types.ts';
import { LisoloError } from '../../../errors.ts';
import type { Currency } from '../../../money.ts';
import type { VendorCall } from '../vendor-call.ts';
import { parseAmountText } from '../amount-text.ts';
import { countryNames, walletNames } from './words.ts';

/** What an account may do with one wallet in one currency. */
export interface WalletRules {
  readonly decimals: number;
  /** Minor units, where a limit is given. */
  readonly least?: number;
  readonly most?: number;
  readonly isOpen: boolean;
}

export interface ActiveConfiguration {
  /** Undefined: this account cannot. Throws `unavailable` when pawaPay has never said. */
  rules(
    operation: 'DEPOSIT' | 'REFUND',
    operator: string,
    country: CountryCode,
    currency: Currency,
  ): Promise<WalletRules | undefined>;
  /** As far as is known now; before pawaPay has said, every wallet that it surely has. */
  serves(operator: string, country: CountryCode): boolean;
  /** Asks pawaPay unless it has just said. */
  refresh(): Promise<void>;
}

const operation = z.looseObject({
  authType: z.string().optional(),
  decimalsInAmount: z.string().optional(),
  minTransactionLimit: z.string().optional(),
  maxTransactionLimit: z.string().optional(),
  status: z.string().optional(),
});
const member = z.looseObject({ operationType: z.string().optional() });
const answer = z.looseObject({
  countries: z.array(
    z.looseObject({
      country: z.string(),
      providers: z.array(
        z.looseObject({
          provider: z.string(),
          currencies: z.array(
            z.looseObject({ currency: z.string(), operationTypes: z.union([z.array(member), member]) }),
          ),
        }),
      ),
    }),
  ),
});

/** The documentation shows operations under their name, and with their name inside. */
function operationIn(types: z.infer<typeof member> | z.infer<typeof member>[], name: string): unknown {
  const list = Array.isArray(types) ? types : [types];
  return list.find((one) => one.operationType === name) ?? list.map((one) => one[name]).find((one) => one);
}

const keyOf = (...words: readonly string[]): string => words.join(' ');
const freshMs = 10 * 60_000;
/** After a failure the next try may be soon, yet not with every payment. */
const retryMs = 15_000;
/** Never offered unless the configuration names it: integrations that other wallets do not need. */
const unsure = new Set(['wave-sn']);

function toRules(raw: unknown, currency: string): WalletRules | undefined {
  const parsed = operation.safeParse(raw);
  if (!parsed.success) return undefined;
  const {
    decimalsInAmount,
    minTransactionLimit,
    maxTransactionLimit,
    status,
    authType = 'PROVIDER_AUTH',
  } = parsed.data;
  const least = parseAmountText(minTransactionLimit ?? '', currency)?.amount;
  const most = parseAmountText(maxTransactionLimit ?? '', currency)?.amount;
  return {
    decimals: decimalsInAmount === 'TWO_PLACES' ? 2 : 0,
    ...(least === undefined ? {} : { least }),
    ...(most === undefined ? {} : { most }),
    isOpen: status !== 'CLOSED' && authType === 'PROVIDER_AUTH',
  };
}

function toTable(body: unknown): Map<string, WalletRules> {
  const table = new Map<string, WalletRules>();
  for (const { country, providers } of answer.parse(body).countries)
    for (const { provider, currencies } of providers)
      for (const { currency, operationTypes } of currencies)
        for (const name of ['DEPOSIT', 'REFUND']) {
          const rules = toRules(operationIn(operationTypes, name), currency);
          if (rules) table.set(keyOf(name, country, provider, currency), rules);
        }
  return table;
}

/** `GET /v2/active-conf`, read again every ten minutes; what was known last is good enough while it cannot be read. */
export function createActiveConfiguration({ call, clock }: { call: VendorCall; clock: Clock }): ActiveConfiguration {
  let known: Map<string, WalletRules> | undefined;
  let nextAt = 0;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    try {
      const { status, body } = await call.get('/v2/active-conf');
      if (status !== 200) throw new LisoloError('unavailable', { reason: `pawaPay answered ${status}` });
      known = toTable(body);
      nextAt = clock().getTime() + freshMs;
    } catch (error) {
      nextAt = clock().getTime() + retryMs;
      if (!known) throw new LisoloError('unavailable', { reason: 'pawaPay configuration' }, { cause: error });
    }
  };
  const refresh = async (): Promise<void> => {
    if (known && clock().getTime() < nextAt) return;
    asking ??= ask().finally(() => (asking = undefined));
    await asking;
  };

  return {
    refresh,
    async rules(name, operator, country, currency) {
      await refresh();
      const wallet = walletNames[operator];
      return wallet ? known?.get(keyOf(name, countryNames[country], wallet, currency)) : undefined;
    },
    serves(operator, country) {
      const wallet = walletNames[operator];
      if (!wallet?.endsWith(`_${countryNames[country]}`)) return false;
      if (!known) return !unsure.has(operator);
      const start = keyOf('DEPOSIT', countryNames[country], wallet, '');
      return [...known].some(([key, { isOpen }]) => key.startsWith(start) && isOpen);
    },
  };
}
