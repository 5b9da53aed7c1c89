import type { BookHedgeView, InsideTradeView } from '../../api/views';
import { plain } from '../../format/numbers';

export type InsideRow = InsideTradeView & { id: string };

/** Newest first; several may be of one instant, and the same two may trade twice in it. */
export const insideRows = (trades: readonly InsideTradeView[]): InsideRow[] => {
  const seen = new Map<string, number>();
  return [...trades].reverse().map(trade => {
    const name = `${trade.at}:${trade.buyer}:${trade.seller}:${trade.venue}:${trade.instrument}`;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return { ...trade, id: before === 0 ? name : `${name}:${before}` };
  }).reverse();
};

/** A book's hedges in words: contracts, + long, and of which instrument where there are several. */
export const hedgesInWords = (hedges: readonly BookHedgeView[]): string =>
  hedges.length === 1 ? plain(hedges[0]!.quantity, 4, true) : hedges.map(hedge => `${plain(hedge.quantity, 4, true)} ${hedge.venue}`).join(', ');

/** What crossed inside today: contracts and what was received for them, of each instrument of which anything did. */
export const crossedInWords = (hedges: readonly BookHedgeView[]): string =>
  hedges.filter(hedge => hedge.crossed !== 0).map(hedge => `${plain(hedge.crossed, 4)} for ${plain(hedge.crossedCash, 6, true)}`).join(', ');
