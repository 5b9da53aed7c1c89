import type { RiskView } from '../../api/views';
import { compact, percent } from '../../format/numbers';

type Told = Pick<RiskView, 'margin'>;
type Point = NonNullable<NonNullable<RiskView['margin']>['down']>;

/** The nearer of the two prices of liquidation; null where there is none. */
export function nearest({ margin }: Told): Point | null {
  const { down, up } = margin ?? {};
  return down == null || up != null && Math.abs(up.move) < Math.abs(down.move) ? up ?? null : down;
}

/** How far either is, in percent and in deviations of a day. */
export function liquidationText({ margin }: Told): string {
  if (margin == null || margin.equity == null)
    return 'capital not told';
  const sides = [margin.down, margin.up].map(point => point == null ? null : `${percent(point.move, Math.abs(point.move) < 0.1 ? 1 : 0, true)}${point.sigmas == null ? '' : ` ${Math.round(point.sigmas * 10) / 10}σ`}`).filter(text => text !== null);
  return sides.length === 0 ? 'none within range' : sides.join(' · ');
}

/** More than 80 % of equity, or no equity left. */
export function isMarginShort({ margin }: Told): boolean {
  return margin?.equity != null && margin.maintenance != null && !(margin.maintenance <= 0.8 * margin.equity);
}

export function marginText({ margin }: Told): string {
  if (margin?.equity == null)
    return 'equity not told';
  return margin.ratio == null ? `equity ${compact(margin.equity)}` : `${percent(margin.ratio, 0)} of equity ${compact(margin.equity)}`;
}
