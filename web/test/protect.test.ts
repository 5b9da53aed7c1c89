import { describe, expect, it } from 'vitest';
import type { ProtectionAnswer, RiskView } from '../src/api/views';
import { amountOf, foundText, usualLoss } from '../src/pages/risk/protect';

const view = (pnl: (number | null)[][]): RiskView => ({ layers: [{ days: 1, pnl: [[-9999]] }, { days: 0, pnl }] }) as unknown as RiskView;
const found: ProtectionAnswer = {
  asOf: '', underlying: 'BTC', currency: 'USDC', mostLoss: 100, status: 'optimal', suffices: true, missing: 0, options: 40, before: { move: -0.16, volChange: 0.6, loss: 250 }, after: { move: 0.16, volChange: 0, loss: 99 },
  lossBound: 100, cost: 7, bound: 7, premium: 30, legs: [{ contract: 'P', quantity: 1, price: 2, limit: 2.1, premium: 30, cost: 7 }],
};
const said = (change: Partial<ProtectionAnswer>) => foundText({ ...found, ...change }, value => `${value}`);

describe('the loss that is proposed', () => {
  it('is three quarters of the worst at once, to two figures', () => expect(usualLoss(view([[5, -1234], [-80, 3]]))).toBe(930));
  it('is none where nothing is lost or known', () => expect([usualLoss(view([[5, 1]])), usualLoss(view([[5, null]])), usualLoss(view([]))]).toEqual([null, null, null]));
});

it.each([['', null], [' 12.5 ', 12.5], ['0', 0], ['-1', NaN], ['x', NaN], ['1e999', NaN]])('an amount that is typed: %s', (text, amount) => expect(amountOf(text)).toEqual(amount));

describe('what was found', () => {
  it('is told with its loss before and after', () => expect(said({})).toBe('250 USDC would be lost at spot −16 %, vols +60 %, now; with these 99'));
  it('is nothing where nothing is needed', () => expect(said({ status: 'none', legs: [] })).toMatch(/^Nothing is needed: 250 USDC/));
  it('says why there is none', () => {
    expect(said({ before: null, missing: 3 })).toBe('Nothing can be said of the book: 3 positions have no vol or no price');
    expect(said({ options: 0, legs: [], suffices: false })).toMatch(/No option may be bought: the settings set no limits/);
    expect(said({ suffices: false, status: 'node-limit', legs: [], after: null })).toMatch(/No package was found in time$/);
    expect(said({ suffices: false, status: 'infeasible' })).toMatch(/No listed options suffice; these bring it lowest, to 99$/);
    expect(said({ suffices: false, status: 'infeasible', legs: [], after: null })).toMatch(/No listed options suffice$/);
  });
});
