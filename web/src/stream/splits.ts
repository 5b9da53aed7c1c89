import type { SeriesAnswer } from '../api/views';
import { plain } from '../format/numbers';

/** A split of the shares: the first chain after it, in seconds since 1970, and new shares for an old one. */
export interface Split {
  time: number;
  ratio: number;
}

/** Chains of one kind of share; the first begins with the series. */
export interface Era {
  /** The place of its first chain. */
  from: number;
  /** What prices are divided by to stand in the shares of the last era. */
  divisor: number;
  /** The split that it begins with, in words; null in the first. */
  name: string | null;
}

export const splitsOf = ({ splits }: SeriesAnswer): Split[] => splits.map(({ time, ratio }) => ({ time: Math.floor(Date.parse(time) / 1000), ratio }));

/** By splits that lie between two of the times; both ascend. */
export function erasOf(times: readonly number[], splits: readonly Split[]): Era[] {
  const ratios = new Map<number, number>();
  for (const { time, ratio } of splits) {
    const from = times.findIndex(at => at >= time);
    if (from > 0)
      ratios.set(from, (ratios.get(from) ?? 1) * ratio);
  }
  const eras: Era[] = [{ from: 0, divisor: 1, name: null }];
  for (const [from, ratio] of ratios) {
    for (const era of eras)
      era.divisor *= ratio;
    eras.push({ from, divisor: 1, name: nameOf(ratio) });
  }
  return eras;
}

export const eraAt = (eras: readonly Era[], index: number): Era => eras.findLast(era => era.from <= index) ?? eras[0]!;

/** Seven new shares for an old one are 7:1, three for two 3:2, one for ten 1:10. */
function nameOf(ratio: number): string {
  const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;
  const old = [1, 2, 3].find(shares => isWhole(ratio * shares));
  return old !== undefined ? `${Math.round(ratio * old)}:${old} split` : ratio < 1 ? `1:${plain(1 / ratio, 4)} split` : `${plain(ratio, 4)}:1 split`;
}
