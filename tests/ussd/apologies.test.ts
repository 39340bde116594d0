import { describe, expect, it } from 'vitest';
import { languages, septets } from '../../core/dialog/index.ts';
import { errorCodes, LisoloError } from '../../core/errors.ts';
import { silentLog } from '../../core/log.ts';
import { createUssdDoor } from '../../ussd/index.ts';
import { strictSpeak } from '../support/talk.ts';

const phoneOf = (index: number): string => `+24381000000${index}`;
const faults: readonly Error[] = [...errorCodes.map((code) => new LisoloError(code)), new Error('a defect')];

/** What a phone shows when the step fails so; the fifth and later are unknown here. */
async function shown(fault: Error, phoneNumber: string): Promise<string> {
  const door = createUssdDoor({
    receive: () => Promise.reject(fault),
    languageOf: (phone) => languages.find((_language, index) => phoneOf(index) === phone),
    speak: strictSpeak,
    log: silentLog,
    serviceCode: '*384*123#',
    allow: [],
    trustProxy: 0,
  });
  const { status, text } = await door.dial({ sessionId: 's', phoneNumber, text: '' });
  expect(status).toBe(200);
  expect(text).toMatch(/^END \S/);
  expect(septets(text.slice(4)), text).toBeLessThanOrEqual(160);
  return text.slice(4);
}

describe('when a step fails', () => {
  it.each(languages.map((language, index) => [language, phoneOf(index)]))(
    'a phone that was last answered in %s is told so in that language, on one page',
    async (language, phone) => {
      for (const fault of faults) await shown(fault, phone);
      const known = await shown(new LisoloError('unavailable'), phone);
      expect(known.slice(0, 12)).toBe(strictSpeak({ key: 'errors:unavailable' }, language as 'fr').slice(0, 12));
    },
  );

  it('a phone that is not known is told so in French and English, on one page', async () => {
    for (const fault of faults) await shown(fault, phoneOf(9));
    expect(await shown(new LisoloError('unavailable'), phoneOf(9))).toMatch(/Le service[^]*\n[^]*The service/);
  });
});
