import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { septets } from '../../core/dialog/index.ts';
import { brokenBodies, oddPaths, oddTexts, otherMethods, send } from '../support/garbage.ts';
import type { Answered } from '../support/garbage.ts';
import { aPhone, allPolite, form, isPolite, isRefused, seeded, watchedProduct } from '../support/watched.ts';

const product = watchedProduct();

describe('USSD', () => {
  const path = '/ussd/africastalking';
  const good = () => ({
    sessionId: randomUUID(),
    phoneNumber: aPhone(),
    networkCode: '63001',
    serviceCode: '*384*123#',
  });
  const dial = (fields: Record<string, string>): Promise<Answered> =>
    send(product().baseUrl, { path, headers: form, body: new URLSearchParams(fields).toString() });
  const isPage = (what: string, answer: Answered): void => {
    isPolite(what, answer);
    expect(answer.text, what).toMatch(/^(CON|END) \S/);
    expect(septets(answer.text.slice(4)), what).toBeLessThanOrEqual(160);
  };
  afterEach(async () => {
    expect((await dial({ ...good(), text: '' })).text).toMatch(/^CON [^]*1\. /);
  });

  it('refuses broken bodies, other methods and other paths', async () => {
    for (const [what, sent] of brokenBodies) await isRefused(what, { path, ...sent });
    for (const method of otherMethods) await isRefused(method, { method, path });
    for (const end of oddPaths.filter((one) => !one.startsWith('/?'))) await isRefused(end, { path: path + end });
    await allPolite(brokenBodies.map(([what, sent]) => [what, { path: `${path}/events`, ...sent }]));
  });

  it.each(['sessionId', 'phoneNumber'])('refuses a form without %s', async (name) => {
    const fields = Object.entries({ ...good(), text: '' }).filter(([key]) => key !== name);
    const answer = await dial(Object.fromEntries(fields));
    expect(answer).toMatchObject({ status: 400, text: expect.stringMatching(/^END \S/) as string });
  });

  it.each(['sessionId', 'phoneNumber', 'networkCode', 'serviceCode', 'text'])(
    'answers whatever stands in %s, once, twice, or as an operator',
    async (name) => {
      for (const [what, odd] of oddTexts) {
        const fields: Record<string, string> = { ...good(), text: '', [name]: odd };
        isPage(what, await dial(fields));
        const pairs = new URLSearchParams(fields).toString();
        for (const more of [`${name}=x`, `${name}[$ne]=`, `${name}[]=1`, '__proto__[isAdmin]=1', '__proto__=1'])
          isPage(
            `${what} and ${more}`,
            await send(product().baseUrl, { path, headers: form, body: `${pairs}&${more}` }),
          );
      }
    },
  );

  it('answers two phones that come under one session id each for itself', async () => {
    const [one, other] = [good(), good()];
    const shared = { ...other, sessionId: one.sessionId };
    const first = await dial({ ...one, text: '' });
    expect((await dial({ ...shared, text: '' })).text).toBe(first.text);
    const second = await dial({ ...one, text: '1' });
    expect(second.text).not.toBe(first.text);
    expect((await dial({ ...shared, text: '1' })).text).toBe(second.text);
  });

  it('takes odd answers on the first screen and after it, and goes on', async () => {
    for (const [what, odd] of oddTexts) {
      const caller = good();
      await dial({ ...caller, text: '' });
      isPage(what, await dial({ ...caller, text: odd }));
      isPage(what, await dial({ ...caller, text: `${odd}*1` }));
      const again = { ...caller, sessionId: randomUUID() };
      expect((await dial({ ...again, text: '' })).text, what).toMatch(/^CON /);
    }
  });

  it('takes anything at any depth of the dialog', async () => {
    const key = fc.constantFrom('1', '2', '3', '0', '00', '98', '9', '1234AB01', '50000', '');
    const typed = fc.oneof({ weight: 4, arbitrary: key }, fc.string({ unit: 'binary', maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(fc.array(typed, { minLength: 1, maxLength: 9 }), async (answers) => {
        const caller = good();
        let text = '';
        for (const answer of answers) {
          text = text === '' ? answer : `${text}*${answer}`;
          isPage(JSON.stringify(text), await dial({ ...caller, text }));
        }
        isPage('at once', await dial({ ...good(), text }));
      }),
      seeded(60),
    );
  });
});
