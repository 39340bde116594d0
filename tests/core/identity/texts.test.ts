import { describe, expect, it } from 'vitest';
import { isGsm, languages, septets, t, toGsm } from '../../../core/dialog/index.ts';
import { errorCodes } from '../../../core/errors.ts';
import { loadLocales, localeFaults } from '../../../core/language/index.ts';
import { strictSpeak } from '../../support/talk.ts';

describe('what is said when something goes wrong', () => {
  it.each([...errorCodes, 'defect'])(
    'tells in every language what to do next after %s, within one page of a phone',
    (code) => {
      for (const language of languages) {
        const said = toGsm(strictSpeak(t(`errors:${code}`, { reference: 'a1b2c3d4' }), language, { short: true }));
        expect(isGsm(said)).toBe(true);
        expect(septets(said), said).toBeLessThanOrEqual(150);
      }
    },
  );

  it('has the same texts in every language', () => {
    const own = ({ identity = {}, errors = {} }: Record<string, object>) => ({ identity, errors });
    const locales = loadLocales();
    const mine = Object.fromEntries(
      languages.map((language) => [language, own(locales[language])]),
    ) as unknown as typeof locales;
    expect(localeFaults(mine)).toEqual([]);
  });
});
