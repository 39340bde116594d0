import { countryOfPhone, operatorById, operatorOf, parsePhone } from '../../countries/index.ts';
import type { Caller, CountryCode, Outcome, Turn } from '../../dialog/types.ts';
import { money, t, type Words } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import { inUnits, type Currency, type Money } from '../../money.ts';
import { parseAmount, type Payment, type PaymentService, type Receipts } from '../../payments/index.ts';
import { finePurpose } from '../fine-purpose.ts';
import type { FineService } from '../fines.service.ts';
import type { Fine } from '../infraction.model.ts';
import { due } from './words.ts';

export type ScreenId = 'detail' | 'amount' | 'wallet' | 'phone' | 'operator' | 'confirm' | 'busy' | 'receipts';

export interface Data {
  readonly fineIds: readonly string[];
  /** Minor units; all that is left when absent. */
  readonly amount: number;
  /** The wallet, where it is not the caller's own number. */
  readonly phone: string;
  readonly operator: string;
}

export interface PayFineDeps {
  readonly fines: FineService;
  readonly payments: PaymentService;
  readonly receipts: Receipts;
  readonly fineOfPhoto: (fileId: string) => Promise<Fine | undefined>;
}

export type Next = Outcome<ScreenId, Data>;
type Step = Turn<Data, PayFineDeps>;

const typicalUnits: Record<Currency, number> = { CDF: 20_000, XOF: 5_000, USD: 10 };

export const finesIn = async (data: Readonly<Partial<Data>>, { fines }: PayFineDeps): Promise<Fine[]> =>
  fines.byIds(data.fineIds ?? []);
export const countryIn = async (data: Readonly<Partial<Data>>, deps: PayFineDeps): Promise<CountryCode> =>
  (await finesIn(data, deps))[0]?.country ?? 'CD';

/** What is about to be paid: the amount that was chosen, or all that is left. */
export function amountOf(data: Readonly<Partial<Data>>, found: readonly Fine[]): Money {
  const all = due(found);
  return data.amount ? { ...all, amount: data.amount } : all;
}

/** As people write it at home: `0810000001`, `771234567`. */
export const national = (phone: string): string => phone.replace(/^\+243/, '0').replace(/^\+221/, '');
const phoneExamples: Record<CountryCode, string> = { CD: '0810000001', SN: '771234567' };
export const payerOf = (data: Readonly<Partial<Data>>, caller: Caller): string | undefined =>
  data.phone ?? caller.phone;

/** Where to go once the number is known: straight to the confirmation when the operator can be guessed. */
export function toWallet(
  phone: string | undefined,
  country: CountryCode,
  typed: boolean,
): { go: ScreenId; set: Partial<Data>; notice?: Words } {
  const example = phoneExamples[country];
  if (!phone) return { go: 'phone', set: {} };
  if (countryOfPhone(phone) !== country)
    return { go: 'phone', set: {}, notice: t('payments:phone.otherCountry', { example }) };
  const operator = operatorOf(phone);
  if (!operator?.wallet) return { go: 'operator', set: { phone } };
  return { go: typed ? 'confirm' : 'wallet', set: { phone, operator: operator.id } };
}

export async function takePhone({ data, deps }: Step, typed: string): Promise<Next> {
  const country = await countryIn(data, deps);
  const phone = parsePhone(typed, country);
  if (!phone) return { retry: t('payments:phone.notOne', { example: phoneExamples[country] }) };
  const { notice, ...next } = toWallet(phone, country, true);
  return notice ? { retry: notice } : next;
}

export async function takeAmount({ data, deps, caller }: Step, typed: string): Promise<Next> {
  const most = due(await finesIn(data, deps));
  const amount = parseAmount(typed, most.currency);
  if (!amount)
    return {
      retry: t('payments:amount.notOne', { example: money(inUnits(typicalUnits[most.currency], most.currency)) }),
    };
  if (amount.amount <= 0) return { retry: t('payments:amount.tooLittle') };
  if (amount.amount > most.amount) return { retry: t('payments:amount.tooMuch', { most: money(most) }) };
  const next = toWallet(caller.phone, await countryIn(data, deps), false);
  return { ...next, set: { ...next.set, amount: amount.amount } };
}

/** Asks the wallet for the money; `anyway` after being told that another payment is awaited. */
export async function request(turn: Step, anyway: boolean): Promise<Next> {
  const { data, deps, caller, language, turnId } = turn;
  const found = await finesIn(data, deps);
  const phone = payerOf(data, caller);
  const [first] = found;
  const operator = data.operator ? operatorById(data.operator) : undefined;
  if (!first || !phone || !operator) return { go: 'wallet' };
  const amount = amountOf(data, found);
  try {
    const { channel, address, personId } = caller;
    const payment = await deps.payments.request(
      {
        purpose: finePurpose(found.map(({ id }) => id)),
        amount,
        payerPhone: phone,
        operator: operator.id,
        country: first.country,
        language,
        requester: { channel, address, ...(personId ? { personId } : {}) },
        anyway,
      },
      turnId,
    );
    if (payment.state === 'failed')
      return { retry: t('payments:notStarted', { operator: operator.wallet ?? operator.name }) };
    const params = { amount: money(amount), operator: operator.wallet ?? operator.name, phone: national(phone) };
    return {
      end: operator.approveBy
        ? t('payments:approveByDialling', { ...params, code: operator.approveBy })
        : t('payments:approve', params),
    };
  } catch (error) {
    if (isLisoloError(error, 'conflict')) return { go: 'busy' };
    if (isLisoloError(error, 'invalid_input')) return { go: 'detail', notice: t('fines:pay.changed') };
    throw error;
  }
}

export async function receiptsOf(found: readonly Fine[], { payments }: PayFineDeps): Promise<Payment[]> {
  const ids = new Set(found.flatMap((fine) => fine.payments.map(({ paymentId }) => paymentId)));
  return (await payments.byIds([...ids])).filter(({ steps }) => steps.receipted);
}
