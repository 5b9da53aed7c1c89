import type { ColDef } from 'ag-grid-community';
import { memo, useMemo } from 'react';
import type { FrontierPoint, FrontierView } from '../../api/views';
import { compact, plain } from '../../format/numbers';
import { Blotter } from '../../ui/Blotter';
import { numberColumn, textColumn } from '../../ui/columns';
import { Panel } from '../../ui/Panel';
import { dominatorOf, nameOf, withError } from './frontier';

const UNIT = 'quote currency, of a path on average';

/** A number with its standard error; sorted by the number. */
const estimate = (name: string, width: number, convention: string, read: (point: FrontierPoint) => number, error: (point: FrontierPoint) => number): ColDef<FrontierPoint> =>
  numberColumn<FrontierPoint>(name, width, read, plain, convention, { valueFormatter: ({ data }) => data === undefined ? '' : withError(read(data), error(data)) });

function columnsOf({ conventions, market }: FrontierView): ColDef<FrontierPoint>[] {
  const columns = [
    textColumn<FrontierPoint>('policy', 154, nameOf, { tooltipValueGetter: ({ data }) => data?.settings == null ? undefined : JSON.stringify(data.settings) }),
    estimate('cost', 92, `${conventions.cost}; ${UNIT}`, point => point.cost, point => point.costError),
    estimate('sd', 94, `${conventions.sd}; quote currency`, point => point.sd, point => point.sdError),
    textColumn<FrontierPoint>('dominated by (errors)', 188, dominatorOf, { headerTooltip: conventions.dominated, tooltipValueGetter: ({ data }) => data === undefined ? undefined : dominatorOf(data) }),
    estimate('P&L', 106, `${conventions.pnl}; ${UNIT}`, point => point.pnl, point => point.pnlError),
    estimate('certainty', 116, `${conventions.certainty}, aversion ${plain(market.aversion)}; quote currency`, point => point.certainty, point => point.certaintyError),
    numberColumn<FrontierPoint>('trades', 46, point => point.trades, value => plain(value, 1), 'Of a path on average'),
    numberColumn<FrontierPoint>('turnover', 58, point => point.turnover, compact, UNIT),
  ];
  return columns.map(column => ({ ...column, cellClassRules: { dominated: ({ data }) => data?.dominatedBy != null } }));
}

interface Props {
  view: FrontierView;
  points: readonly FrontierPoint[];
  search: string;
}

export const PointsPanel = memo(function PointsPanel({ view, points, search }: Props) {
  const columns = useMemo(() => columnsOf(view), [view]);
  const dominated = points.filter(point => point.dominatedBy != null).length;
  return (
    <Panel name="Points" testId="points-panel" note={`${points.length}, ${dominated} dominated · ± is a standard error`} title={view.conventions.error}>
      <Blotter rows={points} columns={columns} rowId={nameOf} search={search} empty="No points" />
    </Panel>
  );
});
