import { describe, expect, it } from 'vitest';
import type { StressAccount, StressView } from '../src/api/views';
import { beforeAfter, failsAt, fateOf, firstText, isAnswer, lossText, nameOf } from '../src/pages/risk/stress';

const account: StressAccount = {
  venue: 'deribit', margin: 'segregated', currency: 'BTC', positions: 4, missing: 0, pnl: -2, equity: 10, equityAfter: 8, maintenance: 3, maintenanceAfter: 5, ratio: 0.3, ratioAfter: 0.625,
  isLiquidated: false, usd: 1e6, usdAfter: 5e5, down: -0.485, up: null, wallets: [],
};
const of = (change: Partial<StressAccount>): StressAccount => ({ ...account, ...change });
const view = (accounts: StressAccount[], change: Partial<StressView> = {}): StressView =>
  ({ asOf: '', asset: 'BTC', move: -0.3, volChange: 0, assets: ['BTC'], usd: 2e6, usdAfter: 1.1e6, lost: 4e5, missing: 0, accounts, underlyings: [], first: [], ...change });

describe('an account', () => {
  it('is named by its wallet, or by its venue where that holds all together', () => {
    expect(nameOf(account)).toBe('deribit BTC');
    expect(nameOf(of({ margin: 'cross', currency: 'USD' }))).toBe('deribit, cross');
  });

  it('stands, is liquidated, or it is said why nobody knows', () => {
    expect(fateOf(account)).toBe('stands');
    expect(fateOf(of({ isLiquidated: true }))).toBe('liquidated');
    expect(fateOf(of({ isLiquidated: null, missing: 2 }))).toBe('2 without vol or price');
    expect(fateOf(of({ isLiquidated: null, equity: null }))).toBe('capital not set');
    expect(fateOf(of({ isLiquidated: null, equity: null, positions: 0 }))).toBe('nothing held');
    expect(fateOf(of({ isLiquidated: null }))).toBe('not known');
  });

  it('fails at the nearer moves of both sides', () => {
    expect(failsAt(account, 0)).toBe('−48.5 %');
    expect(failsAt(of({ up: 0.2 }), 0)).toBe('−48.5 % · +20 %');
    expect(failsAt(of({ down: null }), 0)).toBe('none within range');
    expect(failsAt(of({ down: 0, up: 0 }), 0)).toBe('now');
    expect(failsAt(of({ down: 0, up: 0 }), 0.6)).toBe('by the vols alone');
    expect(failsAt(of({ down: null, equity: null }), 0)).toBe('–');
    expect(failsAt(of({ down: null, missing: 1 }), 0)).toBe('–');
  });
});

describe('before and after', () => {
  const show = (value: number | null): string => value === null ? '–' : value.toFixed(1);
  it('is an arrow where they differ as shown', () => expect([beforeAfter(1, 2, show), beforeAfter(1, 1.01, show), beforeAfter(null, null, show), beforeAfter(1, null, show)]).toEqual(['1.0 → 2.0', '1.0', '–', '1.0 → –']));
});

describe('what goes first', () => {
  const failure = { venue: 'bb', currency: 'USDC', move: -0.25, spot: 75_000 };
  it('is told of each asset, both sides', () => {
    expect(firstText({ asset: 'BTC', down: failure, up: { ...failure, venue: 'deribit', currency: 'ETH', move: 0.4 }, unknown: 0 }, 0)).toBe('BTC: first bb USDC at −25 %, deribit ETH at +40 %');
    expect(firstText({ asset: 'ETH', down: null, up: null, unknown: 0 }, 0)).toBe('ETH: none is liquidated within range');
    expect(firstText({ asset: 'ETH', down: { ...failure, move: 0 }, up: { ...failure, move: 0 }, unknown: 1 }, 0)).toBe('ETH: first bb USDC now; 1 not known');
    expect(firstText({ asset: 'ETH', down: { ...failure, move: 0 }, up: null, unknown: 0 }, 0.6)).toBe('ETH: first bb USDC by the vols alone');
  });
});

describe('the loss', () => {
  it('is that of the liquidated, beside all', () => expect(lossText(view([account, of({ isLiquidated: true })]))).toBe('1 of 2 liquidated, 400 k USD lost there · all 2.00 mn → 1.10 mn USD'));
  it('is none where none is', () => expect(lossText(view([account], { lost: 0 }))).toBe('none liquidated · all 2.00 mn → 1.10 mn USD'));
  it('is not told where it is not known', () => expect(lossText(view([of({ isLiquidated: null }), of({ isLiquidated: true }), of({ isLiquidated: null, positions: 0 })], { lost: null, usd: null, usdAfter: null }))).toBe('1 of 3 liquidated · 1 not known'));
});

it('an answer is to what is asked now', () => {
  expect(isAnswer(view([]), { asset: null, move: -0.3, vols: 0 })).toBe(true);
  expect(isAnswer(view([]), { asset: 'ETH', move: -0.3, vols: 0 })).toBe(false);
  expect(isAnswer(view([]), { asset: 'BTC', move: -0.5, vols: 0 })).toBe(false);
  expect(isAnswer(view([]), { asset: 'BTC', move: -0.3, vols: 0.6 })).toBe(false);
});
