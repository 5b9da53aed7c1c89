import type { FrontierPoint } from '../../api/views';
import { fixed } from '../../format/numbers';

/** A policy's points, the cheapest first. */
export interface Curve {
  policy: string;
  color: string;
  symbol: 'circle' | 'rect' | 'triangle' | 'diamond';
  points: FrontierPoint[];
}

/** Told apart by eyes that do not tell red from green (Okabe and Ito), brighter where a dark page needs it; and by their marks. */
const COLORS = ['#56b4e9', '#e69f00', '#cc79a7', '#f0e442', '#6f8cff', '#e8703a', '#2fc49a'];
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'] as const;

export const MARKS: Record<Curve['symbol'], string> = { circle: '●', rect: '■', triangle: '▲', diamond: '◆' };

/** A curve a policy, in the order of the points. What costs nothing has no place on an axis of logarithms. */
export function curvesOf(points: readonly FrontierPoint[]): Curve[] {
  const policies = [...new Set(points.filter(isDrawn).map(point => point.policy))];
  return policies.map((policy, i) => ({
    policy, color: COLORS[i % COLORS.length]!, symbol: SYMBOLS[i % SYMBOLS.length]!,
    points: points.filter(point => point.policy === policy && isDrawn(point)).sort((a, b) => a.cost - b.cost),
  }));
}

const isDrawn = (point: FrontierPoint): boolean => point.cost > 0 && point.sd > 0;

/** Policy and parameter, as findings have them. */
export const nameOf = ({ policy, parameter }: { policy: string; parameter: string }): string => parameter === '' ? policy : `${policy} ${parameter}`;

/** Two digits of the error, and of the value as many as that leaves. */
export function withError(value: number, error: number): string {
  const digits = error >= 10 ? 0 : error >= 1 || error === 0 ? 1 : error >= 0.1 ? 2 : 3;
  return `${fixed(value, digits)} ± ${fixed(error, digits)}`;
}

/** Who dominates it, by how many standard errors; empty where nobody does. */
export const dominatorOf = ({ dominatedBy }: FrontierPoint): string => dominatedBy == null ? '' : `${nameOf(dominatedBy)} (${fixed(dominatedBy.errors, 1)})`;

/** Some of each power of ten within, by their logarithms to base ten: 1, 2 and 5, within one power more. */
export function logTicks(from: number, to: number): Map<number, number> {
  const ticks = new Map<number, number>();
  const digits = to - from > 1 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 7];
  for (let power = Math.floor(from); power <= Math.ceil(to); power++) {
    for (const digit of digits) {
      const at = power + Math.log10(digit);
      if (at >= from && at <= to)
        ticks.set(at, digit * 10 ** power);
    }
  }
  return ticks;
}
