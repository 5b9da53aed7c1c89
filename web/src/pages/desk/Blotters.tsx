import { memo, useMemo, useState, type ReactNode } from 'react';
import type { DecisionView, DeltaView, DeskView, ExpiryGreeksView, OrderView, OutletView, PositionView, VenueGreeksView } from '../../api/views';
import { compact, fixed, plain, price, significant } from '../../format/numbers';
import { clock } from '../../format/time';
import { Blotter } from '../../ui/Blotter';
import { numberColumn, textColumn } from '../../ui/columns';
import { Panel } from '../../ui/Panel';
import { bookColumns, bookId, insideColumns, insideId } from './bookColumns';
import { insideRows } from './books';
import { fillRows, type FillRow } from './rows';

interface Props {
  view: DeskView;
  search: string;
}

const positionId = (row: PositionView): string => `${row.venue}:${row.contract}`;

const positionColumns = [
  textColumn<PositionView>('contract', 112, row => row.contract, { cellClass: 'end-first', tooltipValueGetter: ({ data }) => data && `${data.contract}\n${data.kind}` }),
  textColumn<PositionView>('venue', 50, row => row.venue, { headerTooltip: 'Who holds it' }),
  numberColumn<PositionView>('quantity', 54, row => row.quantity, value => plain(value, 4, true), 'Contracts, + long'),
  numberColumn<PositionView>('mark', 66, row => row.mark, price, 'In the contract’s price unit'),
  numberColumn<PositionView>('value', 56, row => row.value, value => compact(value, true), 'Of the position, in the settlement currency'),
  numberColumn<PositionView>('delta', 52, row => row.delta, value => significant(value, true), 'Of the position, in units of the underlying'),
  numberColumn<PositionView>('gamma', 58, row => row.gamma, value => significant(value, true), 'Of the position: delta a 1 % move, in units of the underlying'),
  numberColumn<PositionView>('vega', 52, row => row.vega, value => significant(value, true), 'Of the position, in currency a vol point'),
  numberColumn<PositionView>('theta', 52, row => row.theta, value => significant(value, true), 'Of the position, in currency a day'),
  numberColumn<PositionView>('P&L', 56, row => row.pnl, value => compact(value, true), 'Of the position, in the settlement currency'),
];

/** Where all is held at one venue its name needs no room. */
const positionColumnsOfOne = positionColumns.filter(column => column.headerName !== 'venue');

const expiryId = (row: ExpiryGreeksView): string => row.expiry ?? '';

const expiryColumns = [
  textColumn<ExpiryGreeksView>('expiry', 110, row => row.expiry === null ? 'no expiry' : row.expiry.slice(0, 16).replace('T', ' '), {
    headerTooltip: 'UTC',
    tooltipValueGetter: ({ data }) => data?.settled == null ? data?.expiry : `${Math.round(100 * data.settled)} % of the settlement window has passed: so much of delta and gamma is gone`,
  }),
  numberColumn<ExpiryGreeksView>('days', 48, row => row.years === null ? null : 365 * row.years, value => significant(value), 'To expiry'),
  numberColumn<ExpiryGreeksView>('positions', 62, row => row.positions, value => plain(value, 0), 'How many contracts are held'),
  numberColumn<ExpiryGreeksView>('value', 60, row => row.value, value => compact(value, true), 'In the quote currency'),
  numberColumn<ExpiryGreeksView>('delta', 54, row => row.delta, value => significant(value, true), 'In units of the underlying'),
  numberColumn<ExpiryGreeksView>('gamma', 54, row => row.gamma, value => significant(value, true), 'Delta a 1 % move, in units of the underlying'),
  numberColumn<ExpiryGreeksView>('vega', 54, row => row.vega, value => significant(value, true), 'In currency a vol point'),
  numberColumn<ExpiryGreeksView>('theta', 54, row => row.theta, value => significant(value, true), 'In currency a day'),
];

const venueId = (row: VenueGreeksView): string => row.venue;

const venueColumns = [
  textColumn<VenueGreeksView>('venue', 110, row => row.isOwn ? row.venue : `${row.venue} · elsewhere`, { headerTooltip: 'What is elsewhere is hedged with the book and not traded' }),
  numberColumn<VenueGreeksView>('positions', 62, row => row.positions, value => plain(value, 0), 'How many contracts are held'),
  numberColumn<VenueGreeksView>('value', 60, row => row.value, value => compact(value, true), 'In the quote currency'),
  numberColumn<VenueGreeksView>('delta', 54, row => row.delta, value => significant(value, true), 'In units of the underlying'),
  numberColumn<VenueGreeksView>('gamma', 54, row => row.gamma, value => significant(value, true), 'Delta a 1 % move, in units of the underlying'),
  numberColumn<VenueGreeksView>('vega', 54, row => row.vega, value => significant(value, true), 'In currency a vol point'),
  numberColumn<VenueGreeksView>('theta', 54, row => row.theta, value => significant(value, true), 'In currency a day'),
];

const outletId = (row: OutletView): string => `${row.venue}:${row.instrument}`;

const basisPoints = (fraction: number | null | undefined): number | null => fraction == null ? null : 1e4 * fraction;

const outletColumns = [
  textColumn<OutletView>('venue', 58, row => row.venue, { tooltipValueGetter: ({ data }) => data?.links == null ? null : `${data.links} ${data.links === 1 ? 'link' : 'links'} made since the desk began` }),
  textColumn<OutletView>('instrument', 100, row => row.instrument, { tooltipValueGetter: ({ data }) => data?.instrument }),
  textColumn<OutletView>('state', 130, row => row.isLead ? `${row.state} · spot` : row.state, { headerTooltip: 'Whether hedges may go there, or why not; spot: the price that all else is priced by', cellClass: ({ data }) => data?.state === 'takes orders' ? 'state' : 'state away' }),
  numberColumn<OutletView>('bid', 76, row => row.bid, price, 'Best bid'),
  numberColumn<OutletView>('ask', 76, row => row.ask, price, 'Best ask'),
  textColumn<OutletView>('fees', 68, row => `${fixed(1e4 * row.takerFee, 1)} / ${fixed(1e4 * row.makerFee, 1)}`, { headerTooltip: 'What crosses and what rests pays, basis points; negative is a rebate' }),
  numberColumn<OutletView>('prem.', 54, row => basisPoints(row.premium), value => fixed(value, 2, true), 'Of its mid over the first one’s, as it usually stands, basis points'),
  numberColumn<OutletView>('held', 58, row => row.position, value => plain(value, 4, true), 'Contracts, + long'),
  numberColumn<OutletView>('at most', 60, row => row.maxPosition, value => plain(value, 4), 'Contracts either way'),
];

const deltaId = (row: DeltaView): string => row.convention;

const deltaColumns = [
  textColumn<DeltaView>('convention', 130, row => row.isHedged ? `${row.convention} · hedged` : row.convention, { headerTooltip: 'How a vol is taken to move with spot' }),
  numberColumn<DeltaView>('net delta', 90, row => row.delta, value => significant(value, true), 'In units of the underlying'),
  numberColumn<DeltaView>('premium-adjusted', 120, row => row.premiumAdjusted, value => significant(value, true), 'Less the options’ value in units of the underlying, V / S: what a book kept in coin is exposed to'),
];

type Shown = 'positions' | 'expiries' | 'venues' | 'books' | 'inside' | 'outlets' | 'deltas';

export const Positions = memo(function Positions({ view, search, tools: others }: Props & { tools: ReactNode }) {
  const [asked, show] = useState<Shown>('positions');
  const hasBooks = view.books.length > 1, isOfOne = view.byVenue.length < 2;
  const shown = !hasBooks && (asked === 'books' || asked === 'inside') ? 'positions' : asked;
  const tools = <>
    {others}{' '}
    <select aria-label="positions, greeks by expiry or by venue, books and what they traded with each other, where hedges go, or delta by convention" value={shown} data-testid="positions-shown" onChange={event => show(event.target.value as Shown)}>
      <option value="positions">positions</option>
      <option value="expiries">by expiry</option>
      <option value="venues">by venue</option>
      {hasBooks && <option value="books">by book</option>}
      {hasBooks && <option value="inside">crossed inside</option>}
      <option value="outlets">hedged at</option>
      <option value="deltas">delta by convention</option>
    </select>
  </>;
  return (
    <Panel name="Positions" testId="positions-panel" note={`${view.positions.length}`} tools={tools}>
      {shown === 'positions' && <Blotter key={`positions ${isOfOne}`} rows={view.positions} columns={isOfOne ? positionColumnsOfOne : positionColumns} rowId={positionId} search={search} empty="The book is flat" />}
      {shown === 'expiries' && <Blotter key="expiries" rows={view.byExpiry} columns={expiryColumns} rowId={expiryId} search={search} empty="The book is flat" />}
      {shown === 'venues' && <Blotter key="venues" rows={view.byVenue} columns={venueColumns} rowId={venueId} search={search} empty="" />}
      {shown === 'books' && <Blotter key="books" rows={view.books} columns={bookColumns} rowId={bookId} search={search} empty="" />}
      {shown === 'inside' && <Blotter key="inside" rows={insideRows(view.insideTrades)} columns={insideColumns} rowId={insideId} search={search} empty="Books have traded nothing with each other yet" />}
      {shown === 'outlets' && <Blotter key="outlets" rows={view.outlets} columns={outletColumns} rowId={outletId} search={search} empty="" />}
      {shown === 'deltas' && <Blotter key="deltas" rows={view.deltas} columns={deltaColumns} rowId={deltaId} search={search} empty="" />}
    </Panel>
  );
});

/** Numbers of live desks grow with the time of their birth: their ends tell them apart. */
/** A liquidation and what somebody trades by hand have no order of the desk's. */
const shortOrder = ({ value }: { value?: string | null }): string => value === '0-0' ? 'not ours' : (value ?? '').replace(/-\d{6,}(\d{5})/, '-…$1');

const decisionId = (row: DecisionView): string => String(row.sequence);

const decisionColumns = [
  textColumn<DecisionView>('at', 72, row => clock(row.at), { tooltipValueGetter: ({ data }) => data?.at }),
  textColumn<DecisionView>('action', 80, row => row.count > 1 ? `${row.action} ×${row.count}` : row.action, { cellClass: ({ data }) => `action ${data?.action ?? ''}` }),
  numberColumn<DecisionView>('net delta', 76, row => row.netDelta, value => significant(value, true), 'Units of the underlying, when decided'),
  numberColumn<DecisionView>('quantity', 70, row => row.quantity, value => value === 0 ? '' : plain(value, 4, true), 'Contracts of the hedge instrument, + buy'),
  textColumn<DecisionView>('reason', 260, row => row.reason, { flex: 400, tooltipValueGetter: ({ data }) => data?.reason }),
  textColumn<DecisionView>('order', 84, row => row.orders > 1 ? `${row.order} +${row.orders - 1}` : row.order ?? '', { tooltipValueGetter: ({ data }) => data != null && data.orders > 1 ? `${data.orders} orders, numbered from ${data.order}` : data?.order, valueFormatter: shortOrder }),
];

export const Decisions = memo(function Decisions({ view, search }: Props) {
  return (
    <Panel name="Decisions" testId="decisions-panel" note="with the reason, Hold too">
      <Blotter rows={view.decisions} columns={decisionColumns} rowId={decisionId} search={search} empty="Nothing decided yet" />
    </Panel>
  );
});

const orderId = (row: OrderView): string => row.order;

const orderColumns = [
  textColumn<OrderView>('at', 72, row => clock(row.at), { tooltipValueGetter: ({ data }) => data?.at }),
  textColumn<OrderView>('order', 90, row => row.order, { tooltipValueGetter: ({ data }) => data?.order, valueFormatter: shortOrder }),
  textColumn<OrderView>('contract', 140, row => row.contract, { tooltipValueGetter: ({ data }) => data?.venue }),
  textColumn<OrderView>('venue', 60, row => row.venue),
  textColumn<OrderView>('side', 48, row => row.side),
  numberColumn<OrderView>('quantity', 70, row => row.quantity, value => plain(value, 4), 'Contracts'),
  numberColumn<OrderView>('filled', 62, row => row.filled, value => plain(value, 4), 'Contracts filled so far'),
  numberColumn<OrderView>('price', 80, row => row.price, price, 'Limit price, in the contract’s price unit'),
  textColumn<OrderView>('status', 80, row => row.status),
];

export const Orders = memo(function Orders({ view, search, tools }: Props & { tools: ReactNode }) {
  return (
    <Panel name="Working orders" testId="orders-panel" note={`${view.workingOrders.length}`} tools={tools}>
      <Blotter rows={view.workingOrders} columns={orderColumns} rowId={orderId} search={search} empty="No working orders" />
    </Panel>
  );
});

const fillId = (row: FillRow): string => row.id;

const fillColumns = [
  textColumn<FillRow>('at', 72, row => clock(row.at), { tooltipValueGetter: ({ data }) => data?.at }),
  textColumn<FillRow>('order', 90, row => row.order, { tooltipValueGetter: ({ data }) => data?.order, valueFormatter: shortOrder }),
  textColumn<FillRow>('contract', 140, row => row.contract, { tooltipValueGetter: ({ data }) => data?.venue }),
  textColumn<FillRow>('venue', 60, row => row.venue),
  textColumn<FillRow>('side', 48, row => row.side),
  numberColumn<FillRow>('quantity', 70, row => row.quantity, value => plain(value, 4), 'Contracts'),
  numberColumn<FillRow>('price', 80, row => row.price, price, 'In the contract’s price unit'),
  numberColumn<FillRow>('fee', 66, row => row.fee, value => fixed(value, 4), 'In the settlement currency; negative is a rebate'),
  textColumn<FillRow>('liquidity', 68, row => row.liquidity, { headerTooltip: 'Maker or taker' }),
];

export const Fills = memo(function Fills({ view, search }: Props) {
  const rows = useMemo(() => fillRows(view.fills), [view.fills]);
  return (
    <Panel name="Fills" testId="fills-panel" note={`newest ${view.fills.length}`}>
      <Blotter rows={rows} columns={fillColumns} rowId={fillId} search={search} empty="No fills yet" />
    </Panel>
  );
});
