import { createBankDebts, toBankReference, type Fine } from '../../../../core/fines/index.ts';
import { silentLog } from '../../../../core/log.ts';
import {
  bankLineModel, bankProfiles, bankStatementModel, createBank, toBankLine, type BankLine, type BankLineRecord,
  type BankService, type Debts,
} from '../../../../core/payments/index.ts'; // prettier-ignore
import { moneyWorld, type MoneyWorld, type MoneyWorldOptions } from '../money-world.ts';

export interface BankWorld extends MoneyWorld {
  readonly bank: BankService;
  readonly debts: Debts;
  /** Imports a text by a profile; `raw` is French as `rawbank` has it, `plain` ISO with commas. */
  import(
    text: string,
    profile?: 'raw' | 'plain' | 'dakar',
    dryRun?: boolean,
  ): ReturnType<BankService['importStatement']>;
  lines(): Promise<BankLine[]>;
  bankReference(fine: Fine): string;
}

export const profiles = bankProfiles.parse({
  raw: {
    bank: 'Rawbank', account: '05100-01', country: 'CD', currency: 'CDF', encoding: 'latin1', delimiter: ';',
    decimal: ',', dateFormat: 'dd/MM/yyyy', skipLines: 2,
    columns: { date: 'Date', debit: 'Débit', credit: 'Crédit', label: 'Libellé' },
  },
  plain: {
    bank: 'Equity', account: 'main', country: 'CD',
    columns: { date: 'date', amount: 'amount', currency: 'currency', label: 'label', id: 'id' },
  },
  dakar: {
    bank: 'BICIS', account: 'SN08', country: 'SN', currency: 'XOF', header: false, delimiter: '\t', dateFormat: 'dd/MM/yy',
    columns: { date: 1, amount: 4, label: [2, 3] },
  },
}); // prettier-ignore

/** As Congolese banks export: two lines of title, semicolons, decimal commas, French dates, Latin-1. */
export const rawbank = (...rows: readonly string[]): string =>
  ['RAWBANK - Relevé de compte;;;', 'Compte 05100-01;;;', 'Date;Libellé;Débit;Crédit', ...rows].join('\r\n');
export const plain = (...rows: readonly string[]): string => ['date,amount,currency,label,id', ...rows, ''].join('\n');

export async function bankWorld(options: MoneyWorldOptions = {}): Promise<BankWorld> {
  const world = await moneyWorld(undefined, options);
  const { connection } = world.database;
  const debts = createBankDebts({ connection, fines: world.fines });
  const bank = createBank({ connection, clock: world.now, log: silentLog, deposits: world.deposits, debts, profiles });
  return {
    ...world,
    bank,
    debts,
    import: (text, profile = 'plain', dryRun = false) =>
      bank.importStatement({
        bytes: Buffer.from(text, profile === 'raw' ? 'latin1' : 'utf8'), profile, by: 'accountant', dryRun,
      }), // prettier-ignore
    lines: async () =>
      (await bankLineModel(connection).find().sort({ _id: 1 }).lean<BankLineRecord[]>()).map(toBankLine),
    bankReference: ({ reference }) => toBankReference(reference),
    async clear() {
      await world.clear();
      for (const model of [bankLineModel, bankStatementModel]) await model(connection).collection.deleteMany({});
    },
  };
}
