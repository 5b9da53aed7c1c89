import type { RiskView } from '../../api/views';
import { compact, percent } from '../../format/numbers';

type Reckoned = Pick<RiskView, 'margin'>;
type Point = NonNullable<NonNullable<RiskView['margin']>['down']>;

/** The nearer of the two prices of liquidation; null where there is none. */
export function nearest({ margin }: Reckoned): Point | null {
  const { down, up } = margin ?? {};
  return down == null || up != null && Math.abs(up.move) < Math.abs(down.move) ? up ?? null : down;
}

/** How far either is, in percent and in deviations of a day. */
export function liquidationText({ margin }: Reckoned): string {
  if (margin == null || margin.equity == null)
    return 'equity not known';
  const sides = [margin.down, margin.up].map(point => point == null ? null : `${percent(point.move, Math.abs(point.move) < 0.1 ? 1 : 0, true)}${point.sigmas == null ? '' : ` ${Math.round(point.sigmas * 10) / 10}σ`}`).filter(text => text !== null);
  return sides.length === 0 ? 'none within range' : sides.join(' · ');
}

/** More than 80 % of equity, or no equity left. */
export function isMarginShort({ margin }: Reckoned): boolean {
  return margin?.equity != null && margin.maintenance != null && !((margin.scale ?? 1) * margin.maintenance <= 0.8 * margin.equity);
}

export function marginText({ margin }: Reckoned): string {
  if (margin?.equity == null)
    return 'equity not known';
  const used = margin.ratio == null ? `equity ${compact(margin.equity)}` : `${percent(margin.ratio, 0)} of equity ${compact(margin.equity)}`;
  return margin.scale == null ? used : `${used} · as told`;
}

type Told = NonNullable<RiskView['marginTold']>;

/** Of equity, and by how much the venue asks for more than is reckoned. */
export function toldText({ margin, marginTold: told }: Pick<RiskView, 'margin' | 'marginTold'>): string {
  if (told == null)
    return 'the venue does not say';
  const used = told.ratio == null ? `equity ${compact(told.equity)}` : `${percent(told.ratio, 0)} of equity ${compact(told.equity)}`;
  return margin?.maintenance == null ? used : `${used} · Δ ${compact(told.maintenance - margin.maintenance, true)}`;
}

const STATES: Record<string, string> = { ok: 'enough', short: 'short', call: 'a margin call: only what reduces a position is sent there' };

/** One line of an account. */
export function toldLine(told: Told): string {
  return `${told.venue}: maintenance ${compact(told.maintenance)} ${told.currency}, initial ${compact(told.initial)}, of equity ${compact(told.equity)}: ${STATES[told.state] ?? told.state}, ${told.isOld ? 'before the link was lost' : 'as of'} ${told.asOf.slice(11, 19)}`;
}
