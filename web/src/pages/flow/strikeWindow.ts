import type { FlowView, StrikeView } from '../../api/views';

export type Window = [from: number, to: number];

/** Share of the gross GEX that may lie outside of the window, a side. */
const LEFT_OUT = 0.06;
const LEAST_HALF_WIDTH = 0.02;
const MOST_HALF_WIDTH = 0.2;

const gross = (strike: StrikeView): number => Math.abs(strike.callGex ?? 0) + Math.abs(strike.putGex ?? 0);

/** The strikes near the money that carry nearly all exposure, and spot in any case. */
export function nearTheMoney(view: FlowView): Window | null {
  const { spot, byStrike } = view;
  if (spot == null || byStrike.length === 0)
    return null;
  const total = byStrike.reduce((sum, strike) => sum + gross(strike), 0);
  let from = spot;
  let to = spot;
  let below = 0;
  for (const strike of byStrike) {
    if (below < LEFT_OUT * total)
      from = strike.strike;
    if (below < (1 - LEFT_OUT) * total)
      to = strike.strike;
    below += gross(strike);
  }
  return [
    Math.max(spot * (1 - MOST_HALF_WIDTH), Math.min(from, spot * (1 - LEAST_HALF_WIDTH))),
    Math.min(spot * (1 + MOST_HALF_WIDTH), Math.max(to, spot * (1 + LEAST_HALF_WIDTH))),
  ];
}

/** The listed strike that a search means: the nearest to the number typed. */
export function strikeOf(search: string, byStrike: readonly StrikeView[]): StrikeView | null {
  const typed = Number(search.replace(/[\s,]/g, ''));
  if (search.trim() === '' || !Number.isFinite(typed))
    return null;
  return nearestStrike(byStrike, typed);
}

export function nearestStrike(byStrike: readonly StrikeView[], to: number): StrikeView | null {
  let best: StrikeView | null = null;
  for (const strike of byStrike) {
    if (best === null || Math.abs(strike.strike - to) < Math.abs(best.strike - to))
      best = strike;
  }
  return best;
}
