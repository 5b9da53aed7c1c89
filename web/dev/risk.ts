import type { RiskView } from '../src/api/views';

const MOVES = [-0.16, -0.12, -0.08, -0.04, -0.02, 0, 0.02, 0.04, 0.08, 0.12, 0.16];
const VOLS = [-0.3, -0.15, 0, 0.15, 0.3, 0.6];

/** A short book that hedges: loses by the square of the move, earns by time. */
export function riskOf(at: Date, spot: number): RiskView {
  const pnl = (move: number, vol: number, days: number): number => -9e6 * move * move - 60_000 * vol + 700 * days;
  const layers = [0, 1, 7].map(days => ({ days, pnl: VOLS.map(vol => MOVES.map(move => pnl(move, vol, days))) }));
  return {
    asOf: at.toISOString(), underlying: 'BTC', currency: 'USD', spot, positions: 4, missing: 0, moves: MOVES, volChanges: VOLS, layers,
    worst: { move: 0.16, volChange: 0.6, days: 0, pnl: pnl(0.16, 0.6, 0) },
    worstAtOnce: { move: 0.16, volChange: 0.6, days: 0, pnl: pnl(0.16, 0.6, 0) },
    net: { delta: 0.1, gamma: -1.8, vega: -600 },
    ladder: [-0.05, -0.01, 0, 0.01, 0.05].map(move => ({
      move, spot: spot * (1 + move), delta: -180 * move, gamma: -1.8, lower: -0.5, upper: 0.5, trade: move === 0 ? 0 : 180 * move, reason: move === 0 ? 'net delta is inside its band' : `net delta is ${move > 0 ? 'below' : 'above'} its band`,
    })),
    margin: { rules: 'deribit 2025', maintenance: 41_000, initial: 41_000, equity: 250_000, ratio: 0.164, scale: null, down: { move: -0.21, spot: spot * 0.79, sigmas: 8.1 }, up: { move: 0.24, spot: spot * 1.24, sigmas: 8.3 } },
    marginTold: { venue: 'sim', currency: 'USD', equity: 250_000, initial: 46_000, maintenance: 43_500, ratio: 0.174, state: 'ok', asOf: at.toISOString(), isOld: false },
    withoutVenue: [
    { venue: 'sim', positions: 8, delta: 14.2, gamma: 0, worst: -227_000 },
    { venue: 'other', positions: 1, delta: -14.1, gamma: -5.3, worst: -281_000 },
  ],
  pins: [{ expiry: new Date(at.getTime() + 20 * 3600_000).toISOString(), strike: Math.round(spot / 1000) * 1000, units: -10, distance: Math.round(spot / 1000) * 1000 / spot - 1, sigmas: 0.2, above: 0.42, deltaBelow: 5, deltaAbove: -5, assigned: -5 }],
  };
}
