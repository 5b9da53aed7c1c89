import { memo } from 'react';
import type { HedgeRung, RiskView } from '../../api/views';
import { plain, price, significant } from '../../format/numbers';
import { Blotter } from '../../ui/Blotter';
import { numberColumn, textColumn } from '../../ui/columns';
import { Panel } from '../../ui/Panel';
import { percentOf } from './moves';

const rungId = (row: HedgeRung): string => String(row.move);

const columns = [
  textColumn<HedgeRung>('move', 60, row => percentOf(row.move)),
  numberColumn<HedgeRung>('spot', 80, row => row.spot, price, 'In the quote currency'),
  numberColumn<HedgeRung>('net delta', 76, row => row.delta, value => significant(value, true), 'There, before the hedge; units of the underlying'),
  numberColumn<HedgeRung>('gamma', 70, row => row.gamma, value => significant(value, true), 'There: delta a 1 % move, units of the underlying'),
  numberColumn<HedgeRung>('lower', 66, row => row.lower, value => significant(value, true), 'The band that the policy would have there'),
  numberColumn<HedgeRung>('upper', 66, row => row.upper, value => significant(value, true), 'The band that the policy would have there'),
  numberColumn<HedgeRung>('trade', 80, row => row.trade, value => value === 0 ? '' : plain(value, 4, true), 'Contracts of the hedge instrument, + buy; all of them, however many orders that takes'),
  textColumn<HedgeRung>('reason', 160, row => row.reason, { flex: 200, tooltipValueGetter: ({ data }) => data?.reason }),
];

/** What the desk would trade if the price went there: its own policy, asked on the book revalued there. */
export const LadderPanel = memo(function LadderPanel({ view, search }: { view: RiskView; search: string }) {
  return (
    <Panel name="Hedge ladder" testId="ladder-panel" note="if spot were there now" title={'The policy asked on the book revalued at each price, all at once and with nothing under way.\nLimits, and what was traded on the way there, are not counted.'}>
      <Blotter rows={view.ladder} columns={columns} rowId={rungId} search={search} empty="Nothing can be said of the book" />
    </Panel>
  );
});
