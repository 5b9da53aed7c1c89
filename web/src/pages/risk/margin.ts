import type { RiskView } from '../../api/views';
import { percent } from '../../format/numbers';

/** The nearer of the two prices of liquidation, as a fraction of spot; null where there is none. */
export function nearest({ margin }: Pick<RiskView, 'margin'>): number | null {
  const moves = [margin?.down?.move, margin?.up?.move].filter(move => move != null).map(Math.abs);
  return moves.length === 0 ? null : Math.min(...moves);
}

/** How far either is, in percent and in deviations of a day. */
export function liquidationText({ margin }: Pick<RiskView, 'margin'>): string {
  if (margin == null || margin.equity == null)
    return 'capital not told';
  const sides = [margin.down, margin.up].map(point => point == null ? null : `${percent(point.move, 0, true)}${point.sigmas == null ? '' : ` ${Math.round(point.sigmas * 10) / 10}σ`}`).filter(text => text !== null);
  return sides.length === 0 ? 'none within range' : sides.join(' · ');
}
