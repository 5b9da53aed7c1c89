import type { ProtectionAnswer, RiskView } from '../../api/views';
import { aheadOf, percentOf } from './moves';

/** What the dialog proposes at first: three quarters of the worst loss at once, to two figures; null where nothing is lost or known. */
export function usualLoss(view: RiskView): number | null {
  const now = view.layers.find(layer => layer.days === 0);
  const cells = now?.pnl.flat() ?? [];
  if (cells.length === 0 || cells.some(cell => cell === null))
    return null;
  const loss = -Math.min(...(cells as number[]));
  return loss > 0 ? Number((0.75 * loss).toPrecision(2)) : null;
}

/** A loss or a premium that was typed; NaN for what is none, null for nothing. */
export function amountOf(text: string): number | null {
  const typed = text.trim();
  const amount = typed === '' ? null : Number(typed);
  return amount === null || amount >= 0 && Number.isFinite(amount) ? amount : NaN;
}

/** What was found, in a sentence. */
export function foundText({ status, suffices, before, after, legs, missing, options, currency }: ProtectionAnswer, amount: (value: number) => string): string {
  if (before == null)
    return `Nothing can be said of the book: ${missing} positions have no vol or no price`;
  const now = `${amount(before.loss)} ${currency} would be lost at spot ${percentOf(before.move)}, vols ${percentOf(before.volChange)}, ${aheadOf(0)}`;
  if (status === 'none')
    return `Nothing is needed: ${now}`;
  if (options === 0)
    return `${now}. No option may be bought: the settings set no limits for options, or none that ends so late is quoted on both sides`;
  if (status === 'node-limit' && !suffices)
    return `${now}. No package was found in time`;
  if (!suffices)
    return legs.length === 0 || after == null ? `${now}. No listed options suffice` : `${now}. No listed options suffice; these bring it lowest, to ${amount(after.loss)}`;
  return `${now}; with these ${after == null ? '–' : amount(after.loss)}`;
}
