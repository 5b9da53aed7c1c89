import type { FlowView } from '../../api/views';
import { day } from '../../format/time';

/** A cell as drawn: its strike, its row, its GEX, the strikes between which it reaches, and its share of the largest. */
export type Cell = [strike: number, row: number, gex: number, from: number, to: number, share: number];

export interface Heatmap {
  /** Names of the expiries shown, nearest first. */
  rows: string[];
  cells: Cell[];
  all: number;
}

export const MOST_ROWS = 12;

/** Net GEX by strike and expiry; of many expiries those of largest gross GEX, each cell half-way to its neighbours in its row. */
export function heatmapOf(view: FlowView): Heatmap {
  const weights = view.byExpiry.map(() => 0);
  for (const cell of view.cells)
    weights[cell.expiry] = (weights[cell.expiry] ?? 0) + Math.abs(cell.gex);
  const chosen = weights
    .map((weight, expiry) => ({ weight, expiry }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.expiry - b.expiry)
    .slice(0, MOST_ROWS)
    .map(({ expiry }) => expiry)
    .sort((a, b) => a - b);
  const rowOf = new Map(chosen.map((expiry, row) => [expiry, row]));
  const shown = view.cells.filter(cell => rowOf.has(cell.expiry));
  const largest = shown.reduce((most, cell) => Math.max(most, Math.abs(cell.gex)), 0);
  const edges = chosen.map(expiry => edgesOf(shown.filter(cell => cell.expiry === expiry).map(cell => cell.strike)));
  const names = expiryNames(view.byExpiry.map(expiry => expiry.expiry));
  return {
    rows: chosen.map(expiry => names[expiry] ?? ''),
    cells: shown.map(({ strike, expiry, gex }) => {
      const row = rowOf.get(expiry)!;
      const [from, to] = edges[row]!.get(strike)!;
      return [strike, row, gex, from, to, largest === 0 ? 0 : gex / largest];
    }),
    all: weights.filter(weight => weight > 0).length,
  };
}

/** Half-way to the expiry's neighbouring strikes on each side. */
function edgesOf(unordered: readonly number[]): Map<number, [number, number]> {
  const strikes = [...unordered].sort((a, b) => a - b);
  return new Map(strikes.map((strike, i) => {
    const below = strikes[i - 1];
    const above = strikes[i + 1];
    const down = below === undefined ? above === undefined ? 1 : above - strike : strike - below;
    const up = above === undefined ? down : above - strike;
    return [strike, [strike - down / 2, strike + up / 2]];
  }));
}

/** Dates, with the hour where two expiries share a date. */
export function expiryNames(expiries: readonly string[]): string[] {
  const days = expiries.map(day);
  return expiries.map((expiry, i) => {
    const date = days[i]!;
    const isAlone = days.indexOf(date) === days.lastIndexOf(date);
    return isAlone ? date : `${date} ${expiry.slice(11, 16)}`;
  });
}
