import {
  countryOfPhone,
  operatorById,
  operatorOf,
  parsePhone,
  walletsOf,
  type Operator,
} from '../../countries/index.ts';
import type { Attachment, Caller, CountryCode, Outcome, Turn } from '../../dialog/types.ts';
import { money, t, type Words } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import { inUnits, type Currency, type Money } from '../../money.ts';
import {
  parseAmount,
  type KeptPhones,
  type Payment,
  type PaymentService,
  type Receipts,
} from '../../payments/index.ts';
import type { FineOfPhoto } from '../fine-of-photo.ts';
import { finePurpose } from '../fine-purpose.ts';
import { isPayable, type FineService } from '../fines.service.ts';
import type { Fine } from '../infraction.model.ts';
import type { Notes } from '../notes.ts';
import { mayHaveReceipts } from './receipt-access.ts';
import { due, ofOneCurrency, plateParam } from './words.ts';

export type ScreenId = 'detail' | 'amount' | 'wallet' | 'phone' | 'operator' | 'confirm' | 'busy' | 'receipts';

export interface Data {
  readonly fineIds: readonly string[];
  /** Minor units; all that is left when absent. */
  readonly amount: number;
  /** The wallet, by its id among the kept phones; the caller's own number when absent. */
  readonly payer: string;
  readonly operator: string;
  /** The person has given the whole reference, as it stands on the note. */
  readonly named: boolean;
  /** The caller holds the fine's paper, or it is among their own. */
  readonly entitled: boolean;
}

export interface PayFineDeps {
  readonly fines: FineService;
  readonly payments: PaymentService;
  readonly receipts: Receipts;
  readonly keptPhones: KeptPhones;
  readonly notes: Notes;
  readonly fineOfPhoto: FineOfPhoto;
}

export type Next = Outcome<ScreenId, Data>;
type Step = Turn<Data, PayFineDeps>;

const typicalUnits: Record<Currency, number> = { CDF: 20_000, XOF: 5_000, USD: 10 };

export const finesIn = async (data: Readonly<Partial<Data>>, { fines }: PayFineDeps): Promise<Fine[]> =>
  ofOneCurrency(await fines.byIds(data.fineIds ?? []));
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

/** The phone that pays. A typed one is forgotten after an hour: then it is asked for again. */
export const payerOf = async (
  { payer }: Readonly<Partial<Data>>,
  caller: Caller,
  { keptPhones }: PayFineDeps,
): Promise<string | undefined> => (payer ? keptPhones.read(payer) : caller.phone);

/** Wallets that can be asked for money now. */
export const openWallets = (country: CountryCode, { payments }: PayFineDeps): readonly Operator[] =>
  walletsOf(country).filter(({ id }) => payments.takes(id, country));

/** Before anybody types an amount or a number: nobody can be asked here yet. */
export const notOpen = (country: CountryCode, deps: PayFineDeps): Next | undefined =>
  openWallets(country, deps).length > 0 ? undefined : { end: t('payments:notOpen') };

/** The operator that a number was given to, if its wallet can be asked. */
const openOperatorOf = (phone: string, country: CountryCode, deps: PayFineDeps): Operator | undefined => {
  const guess = operatorOf(phone);
  return guess && openWallets(country, deps).find(({ id }) => id === guess.id);
};

const isOfCountry = (phone: string, country: CountryCode): boolean => countryOfPhone(phone) === country;

/** From the amount on: which of the caller's wallets pays, or whose phone. */
export function toWallet(
  phone: string | undefined,
  country: CountryCode,
  deps: PayFineDeps,
): { go: ScreenId; notice?: Words } {
  if (!phone) return { go: 'phone' };
  if (!isOfCountry(phone, country)) {
    return { go: 'phone', notice: t('payments:phone.otherCountry', { example: phoneExamples[country] }) };
  }
  return { go: openOperatorOf(phone, country, deps) ? 'wallet' : 'operator' };
}

/** A typed or shared number: straight to the confirmation when the operator can be guessed. */
export async function takePhone({ data, deps, caller, turnId }: Step, typed: string): Promise<Next> {
  const country = await countryIn(data, deps);
  const example = phoneExamples[country];
  const phone = parsePhone(typed, country);
  if (!phone) return { retry: t('payments:phone.notOne', { example }) };
  if (!isOfCountry(phone, country)) return { retry: t('payments:phone.otherCountry', { example }) };
  const payer = phone === caller.phone ? '' : await deps.keptPhones.keep(phone, turnId);
  const operator = openOperatorOf(phone, country, deps);
  return operator ? { go: 'confirm', set: { payer, operator: operator.id } } : { go: 'operator', set: { payer } };
}

export async function takeAmount({ data, deps, caller }: Step, typed: string): Promise<Next> {
  const most = due(await finesIn(data, deps));
  const amount = parseAmount(typed, most.currency);
  if (!amount)
    return {
      retry: t('payments:amount.notOne', { example: money(inUnits(typicalUnits[most.currency], most.currency)) }),
    };
  if (amount.amount <= 0) return { retry: t('payments:amount.tooLittle') };
  // Not a retry, after which "60 000 FC" would be looked up as a plate.
  if (amount.amount > most.amount) return { go: 'amount', notice: t('payments:amount.tooMuch', { most: money(most) }) };
  return { ...toWallet(caller.phone, await countryIn(data, deps), deps), set: { amount: amount.amount, payer: '' } };
}

/** Asks the wallet for the money; `anyway` after being told that another payment is awaited. */
export async function request(turn: Step, anyway: boolean): Promise<Next> {
  const { data, deps, caller, language, turnId } = turn;
  const found = await finesIn(data, deps);
  const phone = await payerOf(data, caller, deps);
  const [first] = found;
  const operator = data.operator ? operatorById(data.operator) : undefined;
  if (!first) return { go: 'detail' };
  if (!phone || !operator) return toWallet(caller.phone, first.country, deps);
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
        ...(caller.phone ? { callerPhone: caller.phone } : {}),
        anyway,
      },
      turnId,
    );
    if (payment.state === 'failed')
      return { retry: t('payments:notStarted', { operator: operator.wallet ?? operator.name }) };
    const params = { amount: money(amount), operator: operator.wallet ?? operator.name, phone: national(phone) };
    if (payment.link) return { end: t('payments:approveByLink', { ...params, link: payment.link }) };
    if (payment.linkFollows) return { end: t('payments:linkFollows', params) };
    return {
      end: operator.approveBy
        ? t('payments:approveByDialling', { ...params, code: operator.approveBy })
        : t('payments:approve', params),
    };
  } catch (error) {
    if (isLisoloError(error, 'conflict')) return { go: 'busy' };
    if (isLisoloError(error, 'unavailable'))
      return { retry: t('payments:notStarted', { operator: operator.wallet ?? '' }) };
    if (isLisoloError(error, 'invalid_input')) return { go: 'detail', notice: t('fines:pay.changed') };
    throw error;
  }
}

/** So many papers go into one answer at most. */
const mostNotes = 10;

/** Prints the notes as the fines stand now. The dialog ends with them, so that a phone is sent its links once. */
export async function showNote({ data, deps, language }: Step): Promise<Next> {
  const found = await finesIn(data, deps);
  const [fine] = found;
  if (!fine) return { go: 'detail' };
  const attachments: Attachment[] = [];
  for (const one of found.slice(0, mostNotes)) attachments.push(await deps.notes.print(one, language));
  if (found.length > 1)
    return { end: { text: t('fines:note.several', { plate: plateParam(fine.plate) }), attachments } };
  const key = isPayable(fine) ? 'fines:note.shown' : 'fines:note.settled';
  return { end: { text: t(key, { reference: fine.shortCode }), attachments } };
}

/** Whether the receipts of these fines are shown to this caller. */
export async function showsReceipts(
  found: readonly Fine[],
  { data, caller, deps }: Pick<Step, 'data' | 'caller' | 'deps'>,
): Promise<boolean> {
  if (data.entitled || data.named) return true;
  const allowed = await Promise.all(found.map((fine) => mayHaveReceipts(fine, caller, deps)));
  return allowed.length > 0 && !allowed.includes(false);
}

export async function receiptsOf(found: readonly Fine[], { payments }: PayFineDeps): Promise<Payment[]> {
  const ids = new Set(found.flatMap((fine) => fine.payments.map(({ paymentId }) => paymentId)));
  return (await payments.byIds([...ids])).filter(({ steps }) => steps.receipted);
}

/** Contests the fine, or shows what became of that; comes back to it. */
export const contest = (
  { fineIds: [fineId] = [], named = false }: Readonly<Partial<Data>>,
  value: 'contest' | 'contested',
): Next => ({
  run: 'contest-fine',
  at: value === 'contest' ? 'evidence' : 'history',
  with: { fineId, named },
  then: 'detail',
});
