import { describe, expect, it } from 'vitest';
import { aheadOf, largestOf, percentOf } from '../src/pages/risk/moves';

describe('moves', () => {
  it('have a sign and no digits that say nothing', () => {
    expect([-0.16, -0.005, 0, 0.04].map(percentOf)).toEqual(['−16 %', '−0.5 %', '0 %', '+4 %']);
  });

  it('say the time ahead', () => {
    expect([0, 1, 7].map(aheadOf)).toEqual(['now', 'after a day', 'after 7 days']);
  });
});

describe('the largest cell', () => {
  it('is that of all layers, whatever its sign, and blanks count nothing', () => {
    expect(largestOf([{ pnl: [[1, null], [-3, 2]] }, { pnl: [[-7, 0]] }])).toBe(7);
    expect(largestOf([{ pnl: [[null]] }])).toBe(0);
  });
});
