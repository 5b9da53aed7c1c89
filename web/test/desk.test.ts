import { holdOf } from '../src/pages/desk/hold';
import { describe, expect, it } from 'vitest';
import { crossedInWords, hedgesInWords, insideRows } from '../src/pages/desk/books';
import { bandOf } from '../src/pages/desk/band';
import { fillRows } from '../src/pages/desk/rows';
import { waterfall } from '../src/pages/desk/waterfall';
import { newer } from '../src/ui/newer';

describe('P&L explain', () => {
  it('each term begins where the terms before it have led', () =>
    expect(waterfall([{ term: 'delta', amount: 10 }, { term: 'theta', amount: -25 }, { term: 'residual', amount: 5 }])).toEqual([
      { term: 'delta', amount: 10, from: 0, to: 10 },
      { term: 'theta', amount: -25, from: 10, to: -15 },
      { term: 'residual', amount: 5, from: -15, to: -10 },
    ]));
  it('a term without an amount is left out, the residual is not', () =>
    expect(waterfall([{ term: 'delta', amount: 10 }, { term: 'basis', amount: 0 }, { term: 'residual', amount: 0 }]).map(step => step.term)).toEqual(['delta', 'residual']));
});

describe('fills', () => {
  const fill = (at: string) => ({ at, order: 'o1', contract: 'P', venue: 'sim', side: 'buy', quantity: 1, price: 2, fee: 0, liquidity: 'taker' });

  it('equal ones have different ids, and a new one does not change theirs', () => {
    const before = fillRows([fill('b'), fill('a'), fill('a')]).map(row => row.id);
    const after = fillRows([fill('c'), fill('b'), fill('a'), fill('a')]).map(row => row.id);
    expect(new Set(before).size).toBe(3);
    expect(after.slice(1)).toEqual(before);
  });
});

describe('books', () => {
  const hedge = (venue: string, quantity: number, crossed = 0, crossedCash = 0) => ({ venue, instrument: 'P', quantity, crossed, crossedCash });

  it('say what they have of the hedges, and where, if it is in several places', () => {
    expect(hedgesInWords([])).toBe('');
    expect(hedgesInWords([hedge('sim', -20)])).toBe('−20');
    expect(hedgesInWords([hedge('sim', -20), hedge('two', 1.5)])).toBe('−20 sim, +1.5 two');
  });
  it('say what crossed, if anything did', () => {
    expect(crossedInWords([hedge('sim', 1)])).toBe('');
    expect(crossedInWords([hedge('sim', 1, 20, -2020.5), hedge('two', 1)])).toBe('20 for −2,020.5');
  });
  it('trades that are equal have different ids, and a new one does not change theirs', () => {
    const trade = (at: string) => ({ at, buyer: 'bank', seller: 'fund', venue: 'sim', instrument: 'P', quantity: 1, price: 2 });
    const before = insideRows([trade('b'), trade('a'), trade('a')]).map(row => row.id);
    expect(new Set(before).size).toBe(3);
    expect(insideRows([trade('c'), trade('b'), trade('a'), trade('a')]).slice(1).map(row => row.id)).toEqual(before);
  });
});

describe('a band that is typed', () => {
  it('is taken when it holds its target', () => expect(bandOf({ lower: '−0.5', target: '0', upper: '.5' })).toEqual({ lower: -0.5, target: 0, upper: 0.5 }));
  it.each([
    [{ lower: '1', target: '0', upper: '2' }],
    [{ lower: '0', target: '0', upper: '0' }],
    [{ lower: '', target: '0', upper: '1' }],
    [{ lower: 'x', target: '0', upper: '1' }],
  ])('is refused: %j', texts => expect(bandOf(texts)).toBeNull());
});

describe('what a line must draw more', () => {
  const points = (...times: number[]) => times.map(time => ({ time }));
  it('all, at first', () => expect(newer([], points(1, 2))).toBeNull());
  it('its last point again, and what follows', () => expect(newer(points(1, 2), points(1, 2, 3))).toEqual(points(2, 3)));
  it('goes on when the oldest points slide out', () => expect(newer(points(1, 2, 3), points(2, 3, 4))).toEqual(points(3, 4)));
  it('all, when a point came in between or the start moved', () => {
    expect(newer(points(1, 3), points(1, 2, 3))).toBeNull();
    expect(newer(points(5, 6), points(1, 2))).toBeNull();
  });
});

describe('holdOf', () => {
  it('takes a symbol, signed contracts and a price', () => {
    expect(holdOf({ symbol: ' BTC-PERPETUAL ', quantity: '-1.5', price: '100000' })).toEqual({ symbol: 'BTC-PERPETUAL', quantity: -1.5, price: 100_000 });
    expect(holdOf({ symbol: 'A', quantity: '0', price: '.05' })).toEqual({ symbol: 'A', quantity: 0, price: 0.05 });
  });
  it('is none while a part is missing or no number', () => {
    for (const [symbol, quantity, price] of [['', '1', '1'], ['A', '', '1'], ['A', '1', ''], ['A', '1e5', '1'], ['A', 'x', '1'], ['A', '1', '-1'], ['A', '1', 'Infinity']] as const)
      expect(holdOf({ symbol, quantity, price })).toBeNull();
  });
});
