import { describe, expect, it } from 'vitest';

import { ConfigError, readConfig } from '../../../../core/config.ts';

const good = {
  bank: 'Rawbank', account: '05100-01', country: 'CD', currency: 'CDF', encoding: 'latin1', delimiter: ';',
  decimal: ',', dateFormat: 'dd/MM/yyyy', columns: { date: 'Date', debit: 'Débit', credit: 'Crédit', label: 'Libellé' },
}; // prettier-ignore
const read = (profiles: unknown) =>
  readConfig({ NODE_ENV: 'test', SECRET: 's'.repeat(32), BANK_PROFILES: JSON.stringify(profiles) }).bankProfiles;

describe('how the statements of a bank are written', () => {
  it('is a setting, beside the plain one that is always there', () => {
    expect(Object.keys(read({ rawbank: good }))).toEqual(['plain', 'rawbank']);
    expect(read({ rawbank: good })['rawbank']).toMatchObject({ bank: 'Rawbank', header: true, skipLines: 0 });
  });

  it.each([
    ['an unknown country', { ...good, country: 'FR' }],
    ['both an amount and a credit', { ...good, columns: { ...good.columns, amount: 'Montant' } }],
    ['no amount at all', { ...good, columns: { date: 'Date', label: 'Libellé' } }],
    ['nothing that says what is paid for', { ...good, columns: { date: 'Date', amount: 'Montant' } }],
    ['no currency', { ...good, currency: undefined }],
    ['names of columns without a head', { ...good, header: false }],
    ['a word that means nothing', { ...good, separator: ';' }],
  ])('is refused with %s when the program starts', (_what, profile) => {
    expect(() => read({ rawbank: profile })).toThrow(ConfigError);
  });

  it('is refused when it is no JSON, without repeating it', () => {
    const wrong = { NODE_ENV: 'test', SECRET: 's'.repeat(32), BANK_PROFILES: '{secret' };
    expect(() => readConfig(wrong)).toThrow('BANK_PROFILES must be JSON');
  });
});
