import { describe, expect, it } from 'vitest';
import { compact, fixed, money, NOTHING, percent, plain, price, significant } from '../src/format/numbers';

describe('compact', () => {
  it.each([
    [6.6249e9, true, '+6.62 bn'],
    [-812.4e6, true, '−812 mn'],
    [812.4e6, false, '812 mn'],
    [12_345, false, '12.3 k'],
    [9_990, false, '9,990'],
    [3.5e12, true, '+3.50 tn'],
    [999.6e6, false, '1.00 bn'],
    [99.96e9, false, '100 bn'],
    [-0.0123, true, '−0.0123'],
  ])('%f is %s', (value, isSigned, text) => expect(compact(value, isSigned)).toBe(text));
});

describe('a number that does not exist', () => {
  it.each([null, undefined, NaN, Infinity, -Infinity])('%s is a dash in every form', value => {
    for (const show of [compact, price, significant, percent, plain])
      expect(show(value)).toBe(NOTHING);
    expect(fixed(value, 2)).toBe(NOTHING);
  });
});

describe('signs', () => {
  it('a true minus sign stands before negatives', () => expect(fixed(-1.5, 2)).toBe('−1.50'));
  it('a plus only where asked for', () => {
    expect(fixed(1.5, 2)).toBe('1.50');
    expect(fixed(1.5, 2, true)).toBe('+1.50');
  });
  it('what rounds to zero has none', () => {
    expect(fixed(-0.001, 2, true)).toBe('0.00');
    expect(plain(-0, 2, true)).toBe('0');
    expect(compact(0, true)).toBe('0');
  });
});

describe('prices and shares', () => {
  it.each([[6423.816, '6,423.82'], [100_575.84, '100,575.8'], [0.0345, '0.0345'], [0, '0.00']])('%f reads %s', (value, text) => expect(price(value)).toBe(text));
  it('a fraction is shown as per cent', () => {
    expect(percent(0.9823)).toBe('98.2 %');
    expect(percent(-0.0052, 2, true)).toBe('−0.52 %');
  });
  it('strikes keep their decimals and no more', () => {
    expect(plain(6425)).toBe('6,425');
    expect(plain(42.5)).toBe('42.5');
  });
  it('greeks have three significant figures', () => {
    expect(significant(-0.34812, true)).toBe('−0.348');
    expect(significant(12.448)).toBe('12.4');
    expect(significant(15_714.2)).toBe('15,714');
    expect(significant(0.1)).toBe('0.100');
    expect(significant(0.00348)).toBe('0.00348');
    expect(significant(0.000348)).toBe('3.5e-4');
    expect(significant(0.00000123)).toBe('1.2e-6');
    expect(significant(1e-9)).toBe('1.0e-9');
    expect(significant(-1.4e-67, true)).toBe('0');
  });
  it('money has the decimals of its currency', () => {
    expect(money(-12.345, 'USDC', true)).toBe('−12.35');
    expect(money(0.0004497, 'BTC', true)).toBe('+0.000450');
    expect(money(null, 'BTC')).toBe(NOTHING);
  });
});
