import type { Connection } from 'mongoose';

import { countries, yearIn } from '../countries/index.ts';
import { nextNumber, sameText } from '../database/index.ts';
import type { Attachment, CountryCode } from '../dialog/types.ts';
import { t } from '../dialog/words.ts';
import type { Language } from '../dialog/words.ts';
import type { ReceiptFacts } from '../documents/index.ts';
import { LisoloError } from '../errors.ts';
import type { FileService } from '../files/index.ts';
import { hasPayer, moneyOf, paymentModel, toPayment, type Payment, type PaymentRecord } from './payment.model.ts';
import type { PurposeRegistry } from './purpose.ts';
import { sandboxName } from './sandbox.provider.ts';

/** Makes the PDF. */
export type PrintReceipt = (receipt: ReceiptFacts, language: Language) => Promise<Buffer>;

export interface Receipts {
  /** The next number of a country's year, `Q-CD-2026-0000042`. */
  nextNumber(country: CountryCode, at: Date): Promise<string>;
  /** Prints and stores it once per payment; returns the file's id. */
  print(payment: Payment, receiptNumber: string): Promise<string>;
  /** The payment that a receipt with this number was given for. */
  byNumber(receiptNumber: string): Promise<Payment | undefined>;
  /** The stored receipt, to be put on a screen or into a notice. Throws `not_found`. */
  attachment(payment: Payment): Attachment;
}

export interface ReceiptsDeps {
  readonly connection: Connection;
  readonly purposes: PurposeRegistry;
  readonly files: Pick<FileService, 'put'>;
  readonly printReceipt: PrintReceipt;
}

const fileName = (receiptNumber: string): string => `quittance-${receiptNumber}.pdf`;

export function createReceipts({ connection, purposes, files, printReceipt }: ReceiptsDeps): Receipts {
  return {
    async nextNumber(country, at) {
      const year = yearIn(countries[country].timeZone, at);
      const number = await nextNumber(connection, `receipts:${country}:${year}`);
      return `Q-${country}-${year}-${String(number).padStart(7, '0')}`;
    },

    async print(payment, receiptNumber) {
      const purpose = purposes.of(payment.purpose.kind);
      const what = await purpose.describe(payment.purpose.id);
      const facts: ReceiptFacts = {
        number: receiptNumber,
        paidAt: payment.confirmedAt ?? payment.createdAt,
        money: moneyOf(payment),
        remaining: await purpose.remaining(payment.purpose.id),
        operator: payment.operator,
        paymentId: payment.id,
        country: payment.country,
        ...(hasPayer(payment) ? { payerPhone: payment.payerPhone } : {}),
        specimen: payment.provider === sandboxName,
        what,
        ...(what.plate ? { plate: what.plate } : {}),
      };
      const bytes = await printReceipt(facts, payment.language);
      // Nobody's own: the accounts need it also once the payer was forgotten.
      const owner = 'payments';
      return (await files.put({ bytes, name: fileName(receiptNumber), owner, key: `receipt:${payment.id}` })).id;
    },

    async byNumber(receiptNumber) {
      const found = await paymentModel(connection)
        .findOne({ receiptNumber: sameText(receiptNumber) })
        .lean<PaymentRecord>();
      return found ? toPayment(found) : undefined;
    },

    attachment({ steps, receiptNumber }) {
      if (!steps.receipted || !receiptNumber) throw new LisoloError('not_found', { reason: 'receipt' });
      return {
        kind: 'document',
        fileId: steps.receipted.fileId,
        name: fileName(receiptNumber),
        mimeType: 'application/pdf',
        caption: t('payments:receipt', { number: receiptNumber }),
      };
    },
  };
}
