import type { HouseBookView } from '../../api/views';
import { compact, plain, price, significant } from '../../format/numbers';
import { clock } from '../../format/time';
import { numberColumn, textColumn } from '../../ui/columns';
import { crossedInWords, hedgesInWords, type InsideRow } from './books';

export const bookId = (row: HouseBookView): string => row.book;

export const bookColumns = [
  textColumn<HouseBookView>('book', 90, row => row.isOwn ? `${row.book} · own` : row.book, { headerTooltip: 'Who holds it: the desk’s own accounts, and each holder elsewhere' }),
  numberColumn<HouseBookView>('positions', 62, row => row.positions, value => plain(value, 0), 'How many contracts it holds, hedges not among them'),
  numberColumn<HouseBookView>('delta', 60, row => row.delta, value => significant(value, true), 'Of what it holds, in units of the underlying, before any hedge'),
  textColumn<HouseBookView>('hedges', 80, row => hedgesInWords(row.hedges), { headerTooltip: 'Contracts of the hedge instruments that are this book’s, + long' }),
  numberColumn<HouseBookView>('net delta', 66, row => row.netDelta, value => significant(value, true), 'With its hedges, in units of the underlying'),
  textColumn<HouseBookView>('crossed today', 120, row => crossedInWords(row.hedges), { headerTooltip: 'Contracts bought from and sold to other books since midnight UTC, and what was received for them' }),
  numberColumn<HouseBookView>('P&L', 70, row => row.profit, value => compact(value, true), 'With its hedges, in the settlement currency; all books add up to the ledger'),
];

export const insideId = (row: InsideRow): string => row.id;

export const insideColumns = [
  textColumn<InsideRow>('at', 72, row => clock(row.at), { tooltipValueGetter: ({ data }) => data?.at }),
  textColumn<InsideRow>('buyer', 90, row => row.buyer),
  textColumn<InsideRow>('seller', 90, row => row.seller),
  textColumn<InsideRow>('instrument', 140, row => row.instrument, { tooltipValueGetter: ({ data }) => data?.venue }),
  numberColumn<InsideRow>('quantity', 70, row => row.quantity, value => plain(value, 4), 'Contracts'),
  numberColumn<InsideRow>('price', 80, row => row.price, price, 'The instrument’s mid'),
];
