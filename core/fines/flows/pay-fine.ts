import { countryOfPhone, operatorById, operatorOf, parsePhone, walletsOf } from '../../countries/index.ts';
import type { Caller, CountryCode, Outcome, Turn, View } from '../../dialog/types.ts';
import { defineFlow } from '../../dialog/types.ts';
import { money, t, type Words } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import { inUnits, type Currency, type Money } from '../../money.ts';
import { parseAmount, type Payment, type PaymentService, type Receipts } from '../../payments/index.ts';
import { finePurpose } from '../fine-purpose.ts';
import { awaitedUntil, isPayable, type FineService } from '../fines.service.ts';
import type { Fine } from '../infraction.model.ts';
import { at, labelOf, plateParam, totalOf } from './words.ts';

type ScreenId = 'detail' | 'amount' | 'wallet' | 'phone' | 'operator' | 'confirm' | 'busy' | 'receipts';

interface Data {
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

const typicalUnits: Record<Currency, number> = { CDF: 20_000, XOF: 5_000, USD: 10 };

type Next = Outcome<ScreenId, Data>;
type Step = Turn<Data, PayFineDeps>;

const finesIn = async (data: Readonly<Partial<Data>>, { fines }: PayFineDeps): Promise<Fine[]> => fines.byIds(data.fineIds ?? []);
const countryIn = async (data: Readonly<Partial<Data>>, deps: PayFineDeps): Promise<CountryCode> =>
  (await finesIn(data, deps))[0]?.country ?? 'CD';
const due = (found: readonly Fine[]): Money => totalOf(found.filter(isPayable));

/** What is about to be paid: the part that was typed, never more than what is left now. */
function amountOf(data: Readonly<Partial<Data>>, found: readonly Fine[]): Money {
  const all = due(found);
  return data.amount ? { ...all, amount: Math.min(data.amount, all.amount) } : all;
}

const whatOf = (found: readonly Fine[]): Words =>
  found.length === 1
    ? t('fines:payable.one', { reference: found[0]?.reference ?? '', plate: plateParam(found[0]?.plate ?? '') })
    : t('fines:payable.several', { count: found.length, plate: plateParam(found[0]?.plate ?? '') });

/** As people write it at home: `0810000001`, `771234567`. */
const national = (phone: string): string => phone.replace(/^\+243/, '0').replace(/^\+221/, '');
const phoneExamples: Record<CountryCode, string> = { CD: '0810000001', SN: '771234567' };
const payerOf = (data: Readonly<Partial<Data>>, caller: Caller): string | undefined => data.phone ?? caller.phone;

/** One fine, all that a person may want to know of it. */
function detail(fine: Fine, { language, now }: { language: Caller['language'] & string; now: Date }): View {
  const plate = plateParam(fine.plate);
  const facts: Words[] = [
    t('fines:detail.head', { reference: fine.reference, plate }),
    labelOf(fine, language),
    t('fines:detail.where', { place: fine.place.text, at: at(fine, fine.at, 'datetime') }),
  ];
  const receipts = fine.payments.length > 0 ? [{ value: 'receipts', label: t('fines:detail.receipts') }] : [];
  if (fine.state === 'dismissed') return { text: [...facts, t('fines:detail.dismissed')], options: receipts, final: receipts.length === 0 };
  if (!isPayable(fine)) return { text: [...facts, t('fines:detail.paid', { amount: money(fine.due) })], options: receipts };
  const awaited = awaitedUntil(fine, now);
  return {
    text: [
      ...facts,
      fine.paidAmount > 0
        ? t('fines:detail.partlyPaid', { due: money(fine.due), remaining: money(fine.remaining) })
        : t('fines:detail.due', { amount: money(fine.due) }),
      t(fine.deadline < now ? 'fines:detail.late' : 'fines:detail.deadline', { date: at(fine, fine.deadline) }),
      ...(awaited ? [t('fines:detail.awaited', { until: at(fine, awaited, 'time') })] : []),
    ],
    options: [
      { value: 'all', label: t('fines:pay.all', { amount: money(fine.remaining) }) },
      { value: 'part', label: t('fines:pay.part') },
      ...receipts,
    ],
  };
}

const several = (found: readonly Fine[]): View => ({
  text: t('fines:detail.several', { count: found.length, plate: plateParam(found[0]?.plate ?? ''), amount: money(due(found)) }),
  options: [
    { value: 'all', label: t('fines:pay.all', { amount: money(due(found)) }) },
    { value: 'part', label: t('fines:pay.part') },
  ],
});

/** Where to go once the number is known: straight to the confirmation when the operator can be guessed. */
function toWallet(phone: string | undefined, country: CountryCode, typed: boolean): { go: ScreenId; set: Partial<Data>; notice?: Words } {
  const example = phoneExamples[country];
  if (!phone) return { go: 'phone', set: {} };
  if (countryOfPhone(phone) !== country) return { go: 'phone', set: {}, notice: t('payments:phone.otherCountry', { example }) };
  const operator = operatorOf(phone);
  if (!operator?.wallet) return { go: 'operator', set: { phone } };
  return { go: typed ? 'confirm' : 'wallet', set: { phone, operator: operator.id } };
}

async function takePhone({ data, deps }: Step, typed: string): Promise<Next> {
  const country = await countryIn(data, deps);
  const phone = parsePhone(typed, country);
  if (!phone) return { retry: t('payments:phone.notOne', { example: phoneExamples[country] }) };
  const { notice, ...next } = toWallet(phone, country, true);
  return notice ? { retry: notice } : next;
}

async function takeAmount({ data, deps, caller }: Step, typed: string): Promise<Next> {
  const most = due(await finesIn(data, deps));
  const amount = parseAmount(typed, most.currency);
  if (!amount) return { retry: t('payments:amount.notOne', { example: money(inUnits(typicalUnits[most.currency], most.currency)) }) };
  if (amount.amount <= 0) return { retry: t('payments:amount.tooLittle') };
  if (amount.amount > most.amount) return { retry: t('payments:amount.tooMuch', { most: money(most) }) };
  const next = toWallet(caller.phone, await countryIn(data, deps), false);
  return { ...next, set: { ...next.set, amount: amount.amount } };
}

async function request(turn: Step, anyway: boolean): Promise<Next> {
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
    if (payment.state === 'failed') return { retry: t('payments:notStarted', { operator: operator.wallet ?? operator.name }) };
    const params = { amount: money(amount), operator: operator.wallet ?? operator.name, phone: national(phone) };
    return { end: operator.approveBy ? t('payments:approveByDialling', { ...params, code: operator.approveBy }) : t('payments:approve', params) };
  } catch (error) {
    if (isLisoloError(error, 'conflict')) return { go: 'busy' };
    if (isLisoloError(error, 'invalid_input')) return { go: 'detail', notice: t('fines:pay.changed') };
    throw error;
  }
}

async function receiptsOf(found: readonly Fine[], { payments }: PayFineDeps): Promise<Payment[]> {
  const ids = new Set(found.flatMap((fine) => fine.payments.map(({ paymentId }) => paymentId)));
  return (await payments.byIds([...ids])).filter(({ steps }) => steps.receipted);
}

/** C6, C8: one fine, or all of a plate; pay all or part of it; see its receipts again. */
export const payFine = defineFlow<ScreenId, Data, PayFineDeps>({
  id: 'pay-fine',
  version: 1,
  start: 'detail',
  shortcuts: [
    {
      text: async (typed, { fines }) => {
        const fine = await fines.byReference(typed);
        return fine && { fineIds: [fine.id] };
      },
      photo: async ({ fileId }, { fineOfPhoto }) => {
        const fine = await fineOfPhoto(fileId);
        return fine && { fineIds: [fine.id] };
      },
    },
  ],
  screens: {
    detail: {
      async show({ data, deps, language, now }) {
        const found = await finesIn(data, deps);
        const [first] = found;
        if (!first) return { text: t('fines:reference.unknown'), final: true };
        return found.length === 1 ? detail(first, { language, now }) : several(found);
      },
      on: {
        async choice({ data, deps, caller }, value) {
          if (value === 'receipts') return { go: 'receipts' };
          if (value === 'part') return { go: 'amount' };
          const next = toWallet(caller.phone, await countryIn(data, deps), false);
          return { ...next, set: { ...next.set, amount: 0 } };
        },
      },
    },
    amount: {
      show: async ({ data, deps }) => ({ text: t('payments:amount.ask', { most: money(due(await finesIn(data, deps))) }) }),
      on: { text: takeAmount },
    },
    wallet: {
      async show({ data, deps, caller }) {
        const own = caller.phone ?? '';
        const guess = operatorOf(own);
        const country = countryOfPhone(own) ?? caller.country;
        const wallets = [...walletsOf(country)].sort((a, b) => Number(b.id === guess?.id) - Number(a.id === guess?.id));
        return {
          text: t('payments:wallet.ask', { amount: money(amountOf(data, await finesIn(data, deps))), phone: national(own) }),
          options: [
            ...wallets.map(({ id, wallet }) => ({ value: id, label: wallet ?? id })),
            { value: 'other', label: t('payments:wallet.other') },
          ],
        };
      },
      on: {
        choice: ({ caller }, value) => (value === 'other' || !caller.phone ? { go: 'phone' } : { go: 'confirm', set: { operator: value, phone: caller.phone } }),
      },
    },
    phone: {
      show: () => ({ text: t('payments:phone.ask'), hints: { contact: t('payments:phone.share') } }),
      on: { text: takePhone, contact: (turn, { phone }) => takePhone(turn, phone) },
    },
    operator: {
      show: ({ data, caller }) => ({
        text: t('payments:operator.ask', { phone: national(payerOf(data, caller) ?? '') }),
        options: walletsOf(countryOfPhone(payerOf(data, caller) ?? '') ?? caller.country).map(({ id, wallet }) => ({ value: id, label: wallet ?? id })),
      }),
      on: { choice: (_turn, operator) => ({ go: 'confirm', set: { operator } }) },
    },
    confirm: {
      async show({ data, deps, caller }) {
        const found = await finesIn(data, deps);
        const operator = operatorById(data.operator ?? '');
        return {
          text: t('payments:confirm.ask', {
            amount: money(amountOf(data, found)),
            what: whatOf(found) as Exclude<Words, string>,
            operator: operator?.wallet ?? '',
            phone: national(payerOf(data, caller) ?? ''),
          }),
          options: [
            { value: 'yes', label: t('payments:confirm.yes') },
            { value: 'operator', label: t('payments:confirm.operator') },
            { value: 'phone', label: t('payments:wallet.other') },
          ],
        };
      },
      on: {
        choice: (turn, value) => (value === 'operator' || value === 'phone' ? { go: value } : request(turn, false)),
      },
    },
    busy: {
      async show({ data, deps, now }) {
        const until = (await finesIn(data, deps)).map((fine) => ({ fine, until: awaitedUntil(fine, now) })).find((one) => one.until);
        return {
          text: until?.until ? t('payments:busy.until', { until: at(until.fine, until.until, 'time') }) : t('payments:busy.over'),
          options: [
            { value: 'wait', label: t('payments:busy.wait') },
            { value: 'anyway', label: t('payments:busy.anyway') },
          ],
        };
      },
      on: {
        choice: (turn, value) => (value === 'anyway' ? request(turn, true) : { end: t('payments:busy.later') }),
      },
    },
    receipts: {
      async show({ data, deps }) {
        const paid = await receiptsOf(await finesIn(data, deps), deps);
        if (paid.length === 0) return { text: t('payments:receiptSoon'), final: true };
        const numbers = paid.map(({ receiptNumber }) => receiptNumber ?? '').join(', ');
        return { text: t('payments:receiptAgain', { count: paid.length, numbers }), attachments: paid.map((one) => deps.receipts.attachment(one)), final: true };
      },
      on: {},
    },
  },
});
