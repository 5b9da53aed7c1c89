import type { ExportForm } from '../../api/client';
import { exportView } from '../../stream/session';

const FORMS: [name: string, meaning: string, form: ExportForm][] = [
  ['JSON', 'the whole view, as poise flow --format json prints it', { format: 'json' }],
  ['CSV by strike', 'exposures by strike, as poise flow --format csv prints them', { format: 'csv' }],
  ['levels: CSV', 'the levels as lines, with their prices on the hedge instrument', { levels: 'csv' }],
  ['levels: Pine Script', 'the levels as an indicator for TradingView', { levels: 'pine' }],
  ['levels: thinkScript', 'the levels as a study for thinkorswim', { levels: 'thinkscript' }],
];

/** Files of what is shown, under its own conventions; docs/exports.md tells how to load them. */
export function ExportList() {
  return (
    <select value="" aria-label="export" data-testid="export" title="Save what is shown as a file"
      onChange={event => void exportView(FORMS[Number(event.target.value)]![2])}>
      <option value="" disabled>Export …</option>
      {FORMS.map(([name, meaning], i) => <option key={name} value={i} title={meaning}>{name}</option>)}
    </select>
  );
}
