import { memo } from 'react';
import type { EqualCost, FrontierView } from '../../api/views';
import { compact, percent } from '../../format/numbers';
import { Blotter } from '../../ui/Blotter';
import { numberColumn, textColumn } from '../../ui/columns';
import { Panel } from '../../ui/Panel';
import { nameOf } from './frontier';

const VERDICTS: Record<string, string> = { lower: 'less risk', higher: 'more risk', same: 'same' };

const rowId = (row: EqualCost): string => `${nameOf(row)} / ${row.against}`;

const signed = (value: number | null | undefined): string => percent(value, 1, true);

const columns = [
  textColumn<EqualCost>('point', 150, nameOf, { tooltipValueGetter: ({ data }) => data === undefined ? undefined : nameOf(data) }),
  textColumn<EqualCost>('against', 106, row => row.against),
  numberColumn<EqualCost>('cost', 50, row => row.cost, compact, 'Of a path on average, quote currency'),
  numberColumn<EqualCost>('sd', 62, row => row.difference, signed, 'Of the deviations: the point’s over that of the other policy’s curve at this cost, less 1'),
  numberColumn<EqualCost>('from', 62, row => row.low, signed, '95 % interval'),
  numberColumn<EqualCost>('to', 62, row => row.high, signed, '95 % interval'),
  textColumn<EqualCost>('verdict', 74, row => VERDICTS[row.verdict] ?? row.verdict, { headerTooltip: 'Same: the interval holds zero, nothing is gained', cellClassRules: { gained: ({ data }) => data?.verdict === 'lower', lost: ({ data }) => data?.verdict === 'higher' } }),
];

/** Who has less risk where both cost the same. */
export const EqualCostPanel = memo(function EqualCostPanel({ view, rows, search }: { view: FrontierView; rows: readonly EqualCost[]; search: string }) {
  return (
    <Panel name="At equal cost" testId="equal-cost-panel" note="sd of a point over another policy’s curve" title={view.conventions.equalCost}>
      <Blotter rows={rows} columns={columns} rowId={rowId} search={search} empty="No two curves have a cost in common" />
    </Panel>
  );
});
