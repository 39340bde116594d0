import { z } from 'zod';

import { countryCodes } from '../../dialog/types.ts';
import { currencies, type Currency } from '../../money.ts';

/** A column by the name in its head, or by its place, from 1. */
const column = z.union([z.string().trim().min(1).max(100), z.int().min(1).max(200)]);
export type Column = z.output<typeof column>;

const columns = z.strictObject({
  date: column,
  /** Signed: what leaves the account is negative. Or the two below. */
  amount: column.optional(),
  credit: column.optional(),
  debit: column.optional(),
  currency: column.optional(),
  /** What the payer or the bank wrote; several are read as one text. */
  label: z.union([column, z.array(column).min(1).max(6)]).optional(),
  reference: column.optional(),
  /** The bank's own number of the transaction. Without it a line is known by what it says. */
  id: column.optional(),
});

/** How one account's statements are written. */
const bankProfile = z
  .strictObject({
    /** Printed on receipts as the means of payment. */
    bank: z.string().trim().min(1).max(60),
    account: z
      .string()
      .trim()
      .regex(/^[\w .-]{1,60}$/, 'must be letters, digits, spaces, dots and dashes'),
    country: z.enum(countryCodes),
    /** Of the account; needed where no column says it. */
    currency: z.enum(Object.keys(currencies) as [Currency, ...Currency[]]).optional(),
    encoding: z.enum(['utf-8', 'latin1']).default('utf-8'),
    delimiter: z.enum([',', ';', '\t', '|']).default(','),
    decimal: z.enum(['.', ',']).default('.'),
    /** In the signs of Luxon: `yyyy-MM-dd`, `dd/MM/yyyy`, `dd/MM/yy`. */
    dateFormat: z.string().min(3).max(30).default('yyyy-MM-dd'),
    /** Lines above the head (name of the bank, balance). */
    skipLines: z.int().min(0).max(50).default(0),
    header: z.boolean().default(true),
    columns,
  })
  .refine(({ columns: { amount, credit } }) => (amount === undefined) !== (credit === undefined), {
    message: 'columns must name either amount, or credit (with debit where there is one)',
  })
  .refine(({ columns: { label, reference } }) => label !== undefined || reference !== undefined, {
    message: 'columns must name label or reference',
  })
  .refine(({ currency, columns }) => currency !== undefined || columns.currency !== undefined, {
    message: 'currency is needed where no column says it',
  })
  .refine(
    ({ header, columns }) =>
      header ||
      Object.values(columns)
        .flat()
        .every((each) => typeof each === 'number'),
    {
      message: 'columns must be numbers where the statement has no head',
    },
  );
export type BankProfile = z.output<typeof bankProfile>;

/** By the name under which an import asks for one. */
export type BankProfiles = Readonly<Record<string, BankProfile>>;
export const bankProfiles = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be a name of a-z, 0-9 and -'),
  bankProfile,
);

/**
 * The statement that is understood without any setting: UTF-8, commas, ISO dates, a point before the decimals and the
 * columns `date, amount, currency, label, id`.
 */
export const plainProfile = (country: BankProfile['country']): BankProfile =>
  bankProfile.parse({
    bank: 'Banque',
    account: 'main',
    country,
    columns: { date: 'date', amount: 'amount', currency: 'currency', label: 'label', id: 'id' },
  });
