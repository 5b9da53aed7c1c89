import { memo, useMemo, useState } from 'react';
import type { ExpiryView, FlowView } from '../../api/views';
import { flowText } from '../../format/conventions';
import { compact, fixed, plain, price } from '../../format/numbers';
import { Blotter } from '../../ui/Blotter';
import { numberColumn, textColumn } from '../../ui/columns';
import { isWide } from '../../ui/palette';
import { Panel } from '../../ui/Panel';
import { expiryNames } from './heatmap';
import { HistoryChart } from './HistoryChart';
import { TermChart } from './TermChart';

const FORMS = { table: 'by expiry', curve: 'term structure', history: 'history' } as const;
type Form = keyof typeof FORMS;

/** An expiry, or all that end within a time. */
type Row = Partial<ExpiryView> & { name: string; expiry: string; levels?: string };

const rowId = (row: Row): string => `${row.expiry} ${row.product ?? ''}`;

const LETTER = isWide ? 7.4 : 6.9;

interface Props {
  view: FlowView;
  /** Filters the table where it is part of an expiry; it may as well name a strike. */
  search: string;
}

export const ExpiryPanel = memo(function ExpiryPanel({ view, search }: Props) {
  const { conventions, byExpiry } = view;
  // The texts are what changes columns; a picture brings the same ones in a new object.
  const key = JSON.stringify(conventions);
  const rows = useMemo(() => {
    const names = expiryNames(byExpiry);
    return byExpiry.map((row, i) => ({ ...row, name: names[i]! }));
  }, [byExpiry]);
  const longest = rows.reduce((most, { name }) => Math.max(most, name.length), 0);
  const columns = useMemo(() => columnsOf(JSON.parse(key) as FlowView['conventions'], longest), [key, longest]);
  const buckets = useMemo(() => view.buckets.map(bucketRow), [view.buckets]);
  const [form, show] = useState<Form>('table');
  const choice = (
    <select value={form} aria-label="table, term structure or history" data-testid="expiry-shown" onChange={event => show(event.target.value as Form)}>
      {Object.entries(FORMS).map(([value, name]) => <option key={value} value={value}>{name}</option>)}
    </select>
  );
  if (form === 'curve')
    return <TermChart view={view} choice={choice} />;
  if (form === 'history')
    return <HistoryChart view={view} choice={choice} />;
  return (
    <Panel name="By expiry" testId="expiry-panel" note={`${byExpiry.length}`} title={flowText.gex(conventions)} tools={choice}>
      <Blotter rows={rows} pinned={buckets} columns={columns} rowId={rowId} search={rows.some(row => row.name.includes(search)) ? search : ''} empty={conventions.expiries === 'all' ? 'No live expiry' : `No live expiry within ${conventions.expiries}`} />
    </Panel>
  );
});

function bucketRow(b: FlowView['buckets'][number]): Row {
  const wall = (level: number | null): string => level === null ? '–' : plain(level);
  return {
    name: `${b.bucket} · ${b.expiries}`, expiry: b.bucket, gex: b.gex, zeroGamma: b.zeroGamma,
    levels: `${b.expiries} expiries within ${b.bucket}: ${b.regime ?? 'no regime'}, call wall ${wall(b.callWall)}, put wall ${wall(b.putWall)}`,
  };
}

/** Third Fridays have two expiries, told apart by the hour: the column has room for all of the longest name. */
function columnsOf(c: FlowView['conventions'], longest: number) {
  return [
    textColumn<Row>('expiry', Math.max(84, 14 + LETTER * longest), row => row.name, { tooltipValueGetter: ({ data }) => data?.levels ?? data?.expiry }),
    numberColumn<Row>('days', 40, row => row.years === undefined ? null : row.years * 365, value => fixed(value, 1), `Days to the expiry instant. ${c.dayCount}`),
    numberColumn<Row>('GEX', 80, row => row.gex, value => compact(value, true), flowText.gex(c)),
    numberColumn<Row>('zero Γ', 72, row => row.zeroGamma, price, flowText.zeroGamma(c)),
    numberColumn<Row>('DEX', 76, row => row.dex, value => compact(value, true), flowText.dex(c)),
    numberColumn<Row>('VEX', 74, row => row.vex, value => compact(value, true), flowText.vex(c)),
    numberColumn<Row>('CEX', 80, row => row.cex, value => compact(value, true), flowText.cex(c)),
    numberColumn<Row>('forward', 82, row => row.forward, price, 'The expiry’s forward'),
    textColumn<Row>('rung', 54, row => row.forwardRung ?? '', { headerTooltip: 'The rung of the forward ladder that gave the forward', tooltipValueGetter: ({ data }) => data?.forwardRung }),
  ];
}
