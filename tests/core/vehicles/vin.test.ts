import { expect, it } from 'vitest';
import { isWholeVin, parseVin, vinCheck, vinCheckDigit } from '../../../core/vehicles/index.ts';

it('reads a chassis number however it is written, and takes I, O and Q for 1 and 0', () => {
  expect(parseVin(' jtd-kb20u 093.123456 ')).toBe('JTDKB20U093123456');
  expect(parseVin('IM8GDM9AXKPO42788')).toBe('1M8GDM9AXKP042788');
  expect(parseVin('CHASSIS')).toBeUndefined();
  expect(parseVin('1234')).toBeUndefined();
  expect(parseVin('1234567890ABCDEFGH')).toBeUndefined();
});

it('knows the check digit of numbers from makers that must write one', () => {
  expect(vinCheckDigit('1M8GDM9AXKP042788')).toBe('X');
  expect(vinCheckDigit('11111111111111111')).toBe('1');
  expect(vinCheck('1M8GDM9AXKP042788')).toBe('right');
  expect(vinCheck('1M8GDM9A1KP042788')).toBe('wrong');
});

it('asks no check digit of makers elsewhere, nor of short old numbers', () => {
  expect(vinCheck('VF3LBBHZHJS123456')).toBe('unused');
  expect(vinCheck('BJ40123456')).toBe('unused');
  expect(isWholeVin('BJ40123456')).toBe(false);
});
