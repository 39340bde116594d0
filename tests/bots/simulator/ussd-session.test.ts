import { describe, expect, it } from 'vitest';
import * as page from '../../../bots/simulator/page/ussd-session.js';

interface UssdSession {
  readDialled(typed: string, code: string): { ours: boolean; text?: string };
  withAnswer(soFar: string, answer: string): string;
  createMultitap(): { press(text: string, key: string, now: number): string; reset(): void };
}
const { readDialled, withAnswer, createMultitap } = page as unknown as UssdSession;

describe('the keypad phone of the simulator', () => {
  it('knows its own code, with and without answers dialled ahead', () => {
    expect(readDialled('*384*123#', '*384*123#')).toEqual({ ours: true, text: '' });
    expect(readDialled('*384*123*2*1#', '*384*123#')).toEqual({ ours: true, text: '2*1' });
  });

  it('takes any other number as not in use', () => {
    for (const number of ['*384*1234#', '*384*123', '*100#', '0810000001', ''])
      expect(readDialled(number, '*384*123#')).toEqual({ ours: false });
  });

  it('joins the answers of a session with stars', () => {
    expect(withAnswer('', '1')).toBe('1');
    expect(withAnswer('1*2', '1234AB01')).toBe('1*2*1234AB01');
  });

  it('writes letters by repeated presses, and digits at the end of the round', () => {
    const { press } = createMultitap();
    let text = '';
    for (const at of [0, 200]) text = press(text, '2', at);
    expect(text).toBe('b');
    text = press(text, '2', 2_000);
    expect(text).toBe('ba');
    for (const at of [2_100, 2_200, 2_300]) text = press(text, '2', at);
    expect(text).toBe('b2');
    expect(press(text, '0', 2_400)).toBe('b2 ');
  });
});
