import { fixed } from '../../format/numbers';

/** A fraction as a signed percent, without digits that say nothing: +4 %, −0.5 %, 0 %. */
export function percentOf(fraction: number): string {
  const percent = Math.round(1000 * fraction) / 10;
  return percent === 0 ? '0 %' : `${fixed(percent, Number.isInteger(percent) ? 0 : 1, true)} %`;
}

/** The size by which a grid's cells are coloured: the largest of all layers, so that a layer does not change its colours with the choice. */
export function largestOf(layers: readonly { pnl: readonly (readonly (number | null)[])[] }[]): number {
  return layers.reduce((most, { pnl }) => pnl.flat().reduce<number>((own, cell) => Math.max(own, Math.abs(cell ?? 0)), most), 0);
}

export const aheadOf = (days: number): string => days === 0 ? 'now' : days === 1 ? 'after a day' : `after ${days} days`;
