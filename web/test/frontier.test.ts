import { describe, expect, it } from 'vitest';
import type { FrontierPoint } from '../src/api/views';
import { curvesOf, dominatorOf, logTicks, nameOf, withError } from '../src/pages/lab/frontier';

const point = (policy: string, parameter: string, cost: number, more: Partial<FrontierPoint> = {}): FrontierPoint => ({
  policy, parameter, settings: null, cost, costError: 1, sd: 100, sdError: 2, pnl: 0, pnlError: 1, certainty: 0, certaintyError: 1, trades: 1, tradesError: 0, turnover: 1, turnoverError: 0, dominatedBy: null, ...more,
});

describe('curves', () => {
  it('are of a policy each, the cheapest point first, without what has no logarithm', () => {
    const curves = curvesOf([point('no hedge', '', 0), point('band', '+-1', 20), point('band', '+-2', 10), point('mine', '', 5), point('band', '+-9', 1, { sd: 0 })]);
    expect(curves.map(curve => [curve.policy, curve.points.map(({ cost }) => cost)])).toEqual([['band', [10, 20]], ['mine', [5]]]);
  });

  it('look different, each from each', () => {
    const looks = curvesOf(Array.from({ length: 14 }, (_, i) => point(`p${i}`, '', 1))).map(curve => `${curve.color} ${curve.symbol}`);
    expect(new Set(looks).size).toBe(14);
  });
});

it('ticks are some of each power of ten', () => {
  expect([...logTicks(Math.log10(15), Math.log10(1000)).values()]).toEqual([20, 50, 100, 200, 500, 1000]);
  expect([...logTicks(Math.log10(0.04), Math.log10(0.21)).values()].map(value => value.toPrecision(2))).toEqual(['0.040', '0.050', '0.070', '0.10', '0.15', '0.20']);
});

it.each([[1234.56, 12.3, '1,235 ± 12'], [12.34, 1.25, '12.3 ± 1.3'], [0.5, 0.123, '0.50 ± 0.12'], [-0.5, 0.0123, '−0.500 ± 0.012'], [0, 0, '0.0 ± 0.0']])('%d with error %d', (value, error, text) => expect(withError(value, error)).toBe(text));

it('a dominator is named with how sure it is', () => {
  expect(nameOf({ policy: 'no hedge', parameter: '' })).toBe('no hedge');
  expect(dominatorOf(point('band', '+-1', 1))).toBe('');
  expect(dominatorOf(point('band', '+-1', 1, { dominatedBy: { policy: 'Zakamouline', parameter: 'g 0.001', errors: 4.26 } }))).toBe('Zakamouline g 0.001 (4.3)');
});
