import type { StressAccount, StressView } from '../../api/views';
import { compact } from '../../format/numbers';
import { percentOf } from './moves';

/** What the selectors offer: moves of the asset's spot, and changes of all vols in proportion. */
export const CRASHES = [-0.9, -0.7, -0.5, -0.4, -0.3, -0.2, -0.1, 0.1, 0.2, 0.3, 0.5, 1, 2];
export const VOLS = [0, 0.3, 0.6, 1];

export interface Crash {
  /** Null for the desk's first. */
  asset: string | null;
  move: number;
  vols: number;
}

export const USUAL: Crash = { asset: null, move: -0.3, vols: 0 };

/** The answer is to what is asked now: an earlier one is not shown under another question. */
export const isAnswer = (view: StressView, { asset, move, vols }: Crash): boolean => (asset === null || view.asset === asset) && view.move === move && view.volChange === vols;

/** A wallet by its venue and currency; what a venue holds together by the venue. */
export const nameOf = ({ venue, margin, currency }: Pick<StressAccount, 'venue' | 'margin' | 'currency'>): string => margin === 'cross' ? `${venue}, cross` : `${venue} ${currency}`;

/** What becomes of an account, or why that is not known. */
export function fateOf({ isLiquidated, missing, equity, positions }: StressAccount): string {
  if (isLiquidated != null)
    return isLiquidated ? 'liquidated' : 'stands';
  if (missing > 0)
    return `${missing} without vol or price`;
  return positions === 0 ? 'nothing held' : equity == null ? 'capital not set' : 'not known';
}

/** Before and after in one: 12.0 → 3.40. */
export const beforeAfter = (before: number | null, after: number | null, show: (value: number | null) => string): string => {
  const [was, is] = [show(before), show(after)];
  return was === is ? was : `${was} → ${is}`;
};

const atOnce = (volChange: number): string => volChange === 0 ? 'now' : 'by the vols alone';

/** The nearest moves at which it is liquidated, below and above. */
export function failsAt({ down, up, equity, missing }: StressAccount, volChange: number): string {
  if (equity == null || missing > 0)
    return '–';
  if (down === 0 || up === 0)
    return atOnce(volChange);
  const sides = [down, up].flatMap(move => move == null ? [] : [percentOf(move)]);
  return sides.length === 0 ? 'none within range' : sides.join(' · ');
}

/** Which account goes first if an asset crashes, or rises. */
export function firstText({ asset, down, up, unknown }: StressView['first'][number], volChange: number): string {
  const sides = [down, up].flatMap(failure => failure == null ? [] : [failure.move === 0 ? `${failure.venue} ${failure.currency} ${atOnce(volChange)}` : `${failure.venue} ${failure.currency} at ${percentOf(failure.move)}`]);
  const told = sides.length === 0 ? 'none is liquidated within range' : `first ${[...new Set(sides)].join(', ')}`;
  return `${asset}: ${told}${unknown === 0 ? '' : `; ${unknown} not known`}`;
}

/** How many go and what they lose. */
export function lossText({ accounts, lost, usd, usdAfter }: StressView): string {
  const gone = accounts.filter(account => account.isLiquidated === true).length, unknown = accounts.filter(account => account.isLiquidated == null && account.positions > 0).length;
  const parts = [gone === 0 ? 'none liquidated' : `${gone} of ${accounts.length} liquidated${lost == null ? '' : `, ${compact(lost)} USD lost there`}`];
  if (unknown > 0)
    parts.push(`${unknown} not known`);
  if (usd != null && usdAfter != null)
    parts.push(`all ${compact(usd)} → ${compact(usdAfter)} USD`);
  return parts.join(' · ');
}
