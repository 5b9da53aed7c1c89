import { memo } from 'react';
import type { PinView, RiskView } from '../../api/views';
import { percent, price, significant } from '../../format/numbers';
import { Blotter } from '../../ui/Blotter';
import { numberColumn, textColumn } from '../../ui/columns';
import { Panel } from '../../ui/Panel';

const pinId = (row: PinView): string => `${row.expiry} ${row.strike}`;

const columns = [
  textColumn<PinView>('ends', 92, row => row.expiry.slice(5, 16).replace('T', ' '), { tooltipValueGetter: ({ data }) => data?.expiry }),
  numberColumn<PinView>('strike', 78, row => row.strike, price, 'In the quote currency'),
  numberColumn<PinView>('units', 52, row => row.units, value => significant(value, true), 'Net options of the strike, calls and puts, + long; delta jumps by so much where spot ends on the other side'),
  numberColumn<PinView>('away', 50, row => row.distance, value => percent(value, 1, true), 'Strike over spot, less 1'),
  numberColumn<PinView>('sigmas', 66, row => row.sigmas, value => significant(value, true), 'The strike in deviations of what is left; not told within the averaging window'),
  numberColumn<PinView>('above', 50, row => row.above, value => percent(value, 0), 'Probability that it ends above the strike'),
  numberColumn<PinView>('Δ below', 58, row => row.deltaBelow, value => significant(value, true), 'Delta of these options where it ends below, units of the underlying'),
  numberColumn<PinView>('Δ above', 58, row => row.deltaAbove, value => significant(value, true), 'Delta of these options where it ends above, units of the underlying'),
  numberColumn<PinView>('assigned', 60, row => row.assigned, value => significant(value, true), 'Units expected to be exercised, + of longs'),
];

/** What hangs on which side of a strike spot ends. */
export const PinPanel = memo(function PinPanel({ view, search }: { view: RiskView; search: string }) {
  return (
    <Panel name="Pin risk" testId="pin-panel" note="ends within two days" title={'Options of one strike and end, calls and puts together.\nTheir delta at the end is one of two numbers, and spot near the strike decides which.'}>
      <Blotter rows={view.pins} columns={columns} rowId={pinId} search={search} empty="No options end within two days" />
    </Panel>
  );
});
