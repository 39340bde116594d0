import { countryOfPhone, operatorById, operatorOf } from '../../countries/index.ts';
import { defineFlow } from '../../dialog/types.ts';
import { money, t } from '../../dialog/words.ts';
import { awaitedUntil } from '../fines.service.ts';
import { isFullReference } from '../reference.ts';
import { detail, several, whatOf } from './fine-views.ts';
import {
  amountOf, contest, countryIn, finesIn, national, notOpen, openWallets, payerOf, receiptsOf, request, showNote, showsReceipts, takeAmount,
  takePhone, toWallet,
  type Data, type PayFineDeps, type ScreenId,
} from './pay-fine.steps.ts'; // prettier-ignore
import { at, due } from './words.ts';

export type { PayFineDeps } from './pay-fine.steps.ts';

/** C4, C6, C8: one fine, or all of a plate; pay all or part of it; see its note, and its receipts again. */
export const payFine = defineFlow<ScreenId, Data, PayFineDeps>({
  id: 'pay-fine',
  version: 1,
  start: 'detail',
  shortcuts: [
    {
      text: async (typed, { fines }) => {
        const fine = await fines.byReference(typed);
        if (fine) return { fineIds: [fine.id], named: isFullReference(typed), entitled: true };
        // Written out in full it can be nothing else: better to hear that it is unknown than that it was not understood.
        return isFullReference(typed) ? { fineIds: [] } : undefined;
      },
      photo: async ({ fileId }, { fineOfPhoto }) => {
        const fine = await fineOfPhoto(fileId);
        return fine && fine !== 'forged' ? { fineIds: [fine.id], named: true, entitled: true } : undefined;
      },
    },
  ],
  screens: {
    detail: {
      async show({ data, deps, caller, language, now }) {
        const found = await finesIn(data, deps);
        const [first] = found;
        if (!first) return { text: t('fines:reference.unknown'), final: true };
        if (found.length > 1) return several(found);
        const view = detail(first, { language, now });
        if (await showsReceipts(found, { data, caller, deps })) return view;
        return { ...view, options: (view.options ?? []).filter(({ value }) => value !== 'receipts') };
      },
      on: {
        async choice(turn, value) {
          const { data, deps, caller } = turn;
          if (value === 'note') return showNote(turn);
          if (value === 'receipts') return { go: 'receipts' };
          if (value === 'contest' || value === 'contested') return contest(data, value);
          const closed = notOpen(await countryIn(data, deps), deps);
          if (closed) return closed;
          if (value === 'part') return { go: 'amount' };
          const { amount } = due(await finesIn(data, deps));
          return { ...toWallet(caller.phone, await countryIn(data, deps), deps), set: { amount, payer: '' } };
        },
      },
    },
    amount: {
      show: async ({ data, deps }) => ({
        text: t('payments:amount.ask', { most: money(due(await finesIn(data, deps))) }),
      }),
      on: { text: takeAmount },
    },
    wallet: {
      async show({ data, deps, caller }) {
        const own = caller.phone ?? '';
        const guess = operatorOf(own);
        const country = countryOfPhone(own) ?? caller.country;
        const wallets = [...openWallets(country, deps)].sort(
          (a, b) => Number(b.id === guess?.id) - Number(a.id === guess?.id),
        );
        return {
          text: t('payments:wallet.ask', {
            amount: money(amountOf(data, await finesIn(data, deps))),
            phone: national(own),
          }),
          options: [
            ...wallets.map(({ id, wallet }) => ({ value: id, label: wallet ?? id })),
            { value: 'other', label: t('payments:wallet.other') },
          ],
        };
      },
      on: {
        choice: ({ caller }, value) =>
          value === 'other' || !caller.phone ? { go: 'phone' } : { go: 'confirm', set: { operator: value, payer: '' } },
      },
    },
    phone: {
      show: () => ({ text: t('payments:phone.ask'), hints: { contact: t('payments:phone.share') } }),
      on: { text: takePhone, contact: (turn, { phone }) => takePhone(turn, phone) },
    },
    operator: {
      async show({ data, deps, caller }) {
        const phone = (await payerOf(data, caller, deps)) ?? '';
        return {
          text: t('payments:operator.ask', { phone: national(phone) }),
          options: openWallets(countryOfPhone(phone) ?? caller.country, deps).map(({ id, wallet }) => ({
            value: id,
            label: wallet ?? id,
          })),
        };
      },
      on: { choice: (_turn, operator) => ({ go: 'confirm', set: { operator } }) },
    },
    confirm: {
      async show({ data, deps, caller }) {
        const found = await finesIn(data, deps);
        const operator = operatorById(data.operator ?? '');
        return {
          text: t('payments:confirm.ask', {
            amount: money(amountOf(data, found)),
            what: whatOf(found),
            operator: operator?.wallet ?? '',
            phone: national((await payerOf(data, caller, deps)) ?? ''),
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
        const until = (await finesIn(data, deps))
          .map((fine) => ({ fine, until: awaitedUntil(fine, now) }))
          .find((one) => one.until);
        return {
          text: until?.until
            ? t('payments:busy.until', { until: at(until.fine, until.until, 'time') })
            : t('payments:busy.over'),
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
      async show({ data, deps, caller }) {
        const found = await finesIn(data, deps);
        if (!(await showsReceipts(found, { data, caller, deps })))
          return { text: t('payments:receiptNotYours'), final: true };
        const paid = await receiptsOf(found, deps);
        if (paid.length === 0) return { text: t('payments:receiptSoon'), final: true };
        const numbers = paid.map(({ receiptNumber }) => receiptNumber ?? '').join(', ');
        return {
          text: t('payments:receiptAgain', { count: paid.length, numbers }),
          attachments: paid.map((one) => deps.receipts.attachment(one)),
          final: true,
        };
      },
      on: {},
    },
  },
});
