import type { ExpiryView, FlowView } from '../../api/views';
import { day } from '../../format/time';
import { isWide } from '../../ui/palette';
import { isCount, unitOf, type ExposureChoice } from './exposure';

/** A cell as drawn: its strike, its row, its amount, the strikes between which it reaches, and its share of the largest. */
export type Cell = [strike: number, row: number, amount: number, from: number, to: number, share: number];

export interface Heatmap {
  /** Names of the expiries shown, nearest first. */
  rows: string[];
  cells: Cell[];
  all: number;
}

/** As many as there is room for their names. */
export const MOST_ROWS = isWide ? 12 : 8;

/** One quantity by strike and expiry; of many expiries those of largest gross amount, each cell half-way to its neighbours in its row. A cell without a number, or of zero, is left blank. */
export function heatmapOf(view: FlowView, { heat, unit }: Pick<ExposureChoice, 'heat' | 'unit'>): Heatmap {
  const factor = isCount(heat) ? 1 : unitOf(view, { exposure: heat, unit }).factor;
  const told = factor === null ? [] : view.cells
    .map(row => ({ ...row, amounts: row[heat], weight: row[heat].reduce<number>((sum, amount) => sum + Math.abs(amount ?? 0), 0) }))
    .filter(({ weight }) => weight > 0);
  const shown = [...told]
    .sort((a, b) => b.weight - a.weight || a.expiry - b.expiry)
    .slice(0, MOST_ROWS)
    .sort((a, b) => a.expiry - b.expiry);
  const largest = shown.reduce((most, { amounts }) => amounts.reduce<number>((own, amount) => Math.max(own, Math.abs(amount ?? 0)), most), 0);
  const names = expiryNames(view.byExpiry);
  return {
    rows: shown.map(({ expiry }) => names[expiry] ?? ''),
    cells: shown.flatMap(({ strikes, amounts }, row) => strikes.flatMap((strike, i): Cell[] => {
      const amount = amounts[i];
      return amount == null || amount === 0 ? [] : [[strike, row, amount * factor!, ...edgesOf(strikes, i), amount / largest]];
    })),
    all: told.length,
  };
}

/** Half-way to the expiry's neighbouring strikes on each side. */
function edgesOf(strikes: readonly number[], at: number): [from: number, to: number] {
  const strike = strikes[at]!;
  const below = strikes[at - 1];
  const above = strikes[at + 1];
  const down = below === undefined ? above === undefined ? 1 : above - strike : strike - below;
  const up = above === undefined ? down : above - strike;
  return [strike - down / 2, strike + up / 2];
}

/** Dates, with the hour where two expiries share a date, and in a view of several underlyings whose they are. */
export function expiryNames(expiries: readonly Pick<ExpiryView, 'expiry' | 'product'>[]): string[] {
  const days = expiries.map(({ expiry, product }) => `${day(expiry)} ${product ?? ''}`);
  return expiries.map(({ expiry, product }, i) => {
    const isAlone = days.indexOf(days[i]!) === days.lastIndexOf(days[i]!);
    return [day(expiry), isAlone ? null : expiry.slice(11, 16), product].filter(part => part != null).join(' ');
  });
}
