import { memo } from 'react';
import type { RiskView, VenueLoss } from '../../api/views';
import { compact, significant } from '../../format/numbers';
import { Blotter } from '../../ui/Blotter';
import { numberColumn, textColumn } from '../../ui/columns';
import { Panel } from '../../ui/Panel';

const columns = [
  textColumn<VenueLoss>('without', 110, row => row.venue),
  numberColumn<VenueLoss>('positions', 70, row => row.positions, value => `${value}`, 'Held there'),
  numberColumn<VenueLoss>('Δ left', 80, row => row.delta, value => significant(value, true), 'Net delta of all that is held elsewhere, units of the underlying'),
  numberColumn<VenueLoss>('Γ left', 80, row => row.gamma, value => significant(value, true), 'Of a 1 % move, units of the underlying'),
  numberColumn<VenueLoss>('worst left', 90, row => row.worst, value => compact(value, true), 'The lowest profit of it at once, over the scenarios'),
];

/** What is left where a venue goes with all that is held there. */
export const VenuesPanel = memo(function VenuesPanel({ view, search }: { view: RiskView; search: string }) {
  return (
    <Panel name="Without a venue" testId="venues-panel" note={view.currency} title={'What would be left if a venue were gone with all that is held there:\nno hedge of what stands elsewhere, until it is hedged anew.'}>
      <Blotter rows={view.withoutVenue} columns={columns} rowId={row => row.venue} search={search} empty="All is held at one venue" />
    </Panel>
  );
});
