import type { StressView } from '../src/api/views';

/** Options in coin at one venue, their hedge in dollars at another, which goes first as the price falls. */
export function stressOf(at: Date, spot: number, move: number, volChange: number): StressView {
  const after = spot * (1 + move), coin = 12 + 30 * move * (1 + move) - 2 * volChange, dollars = 150_000 + 4 * spot * move;
  const isGone = dollars < 0.01 * 4 * after;
  return {
    asOf: at.toISOString(), asset: 'BTC', move, volChange, assets: ['BTC'], usd: 12 * spot + 150_000, usdAfter: coin * after + dollars, lost: isGone ? 150_000 - dollars : 0, missing: 0,
    accounts: [
      {
        venue: 'sim', margin: 'segregated', currency: 'BTC', positions: 8, missing: 0, pnl: coin - 12, equity: 12, equityAfter: coin, maintenance: 3.1, maintenanceAfter: 4.4, ratio: 3.1 / 12, ratioAfter: coin > 0 ? 4.4 / coin : null,
        isLiquidated: coin < 4.4, usd: 12 * spot, usdAfter: coin * after, down: -0.62, up: 0.41, wallets: [],
      },
      {
        venue: 'other', margin: 'segregated', currency: 'USDC', positions: 1, missing: 0, pnl: dollars - 150_000, equity: 150_000, equityAfter: dollars, maintenance: 0.04 * spot, maintenanceAfter: 0.04 * after, ratio: 0.04 * spot / 150_000,
        ratioAfter: dollars > 0 ? 0.04 * after / dollars : null, isLiquidated: isGone, usd: 150_000, usdAfter: dollars, down: -0.36, up: null, wallets: [],
      },
    ],
    underlyings: [
      {
        underlying: 'BTC', asset: 'BTC', beta: 1, move, volChange, spot, spotAfter: after, positions: 9, missing: 0, delta: 0.1, deltaAfter: 0.1 - 12 * move, positionsLeft: isGone ? 8 : 9, deltaLeft: 0.1 - 12 * move - (isGone ? 4 : 0), gammaLeft: -0.8,
        worstLeft: -1.9, currency: 'BTC',
      },
    ],
    first: [{ asset: 'BTC', down: { venue: 'other', currency: 'USDC', move: -0.36, spot: 0.64 * spot }, up: { venue: 'sim', currency: 'BTC', move: 0.41, spot: 1.41 * spot }, unknown: 0 }],
  };
}
