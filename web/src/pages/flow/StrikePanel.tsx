import type { EChartsType } from 'echarts/core';
import { memo, useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import type { FlowView, StrikeView } from '../../api/views';
import { flowText, reasonOf } from '../../format/conventions';
import { compact, plain } from '../../format/numbers';
import { fileName } from '../../ui/download';
import { Panel } from '../../ui/Panel';
import { PngButton } from '../../ui/PngButton';
import { Empty } from '../../ui/States';
import { useEChart } from '../../ui/useEChart';
import { captionOf, choicesOf } from './caption';
import { EXPOSURES, FIRST_CHOICE, HEATS, sidesOf, UNITS, type ExposureChoice, type ExposureName, type HeatName } from './exposure';
import { expiryNames } from './heatmap';
import { strikeChart } from './strikeChart';
import { nearTheMoney, strikeOf, type Window } from './strikeWindow';

interface Props {
  view: FlowView;
  search: string;
  tools: ReactNode;
}

export const StrikePanel = memo(function StrikePanel({ view, search, tools }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const picked = useMemo(() => strikeOf(search, view.byStrike), [search, view.byStrike]);
  const [choice, choose] = useState(FIRST_CHOICE);
  const option = useMemo(() => strikeChart(view, picked, choice), [view, picked, choice]);
  const framed = useRef<string | null>(null);
  const drawn = useRef<EChartsType | null>(null);
  /** The user has zoomed or moved: the strikes stay where they are until a double click. */
  const isByHand = useRef(false);
  const frame = useCallback((chart: EChartsType) => {
    drawn.current = chart;
    if (framed.current !== view.underlying)
      isByHand.current = false;
    if (framed.current !== view.underlying || !isByHand.current && !isInSight(chart, view.spot))
      zoomTo(chart, nearTheMoney(view));
    framed.current = view.underlying;
    chart.off('datazoom');
    chart.on('datazoom', () => {
      isByHand.current = true;
      zoomTo(chart, windowOf(chart));
    });
  }, [view]);
  const reset = (): void => {
    isByHand.current = false;
    if (drawn.current !== null)
      zoomTo(drawn.current, nearTheMoney(view));
  };
  const picture = useEChart(box, option, frame);

  const note = picked === null
    ? isExpiry(view, search) ? 'scroll to zoom, drag to move, double click to reset' : `no strike and no expiry is called "${search.trim()}"`
    : noteOf(view, picked, choice);
  return (
    <Panel name="Exposure by spot, strike, expiry" testId="strike-panel" note={note} tools={<>{tools} <Choices choice={choice} onChoose={choose} /> <Legend /> <PngButton name={fileName(view, 'strikes.png')} caption={captionOf(view, 'Exposure by spot, strike, expiry', ...choicesOf(view))} picture={picture} /></>}
      title={[flowText.profile, flowText.strikes, flowText.exposures, flowText.cells].map(text => text(view.conventions)).join('\n\n')}>
      <div className="chart" ref={box} data-testid="strike-chart" onDoubleClick={reset} />
      {view.profile.length === 0 && <Empty testId="strike-empty" title="No gamma to show" text={reasonOf(view.notes, 'totals')} />}
    </Panel>
  );
});

/** Also where nothing is searched. */
const isExpiry = (view: FlowView, search: string): boolean => search.trim() === '' || expiryNames(view.byExpiry).some(name => name.includes(search.trim()));

function noteOf(view: FlowView, picked: StrikeView, choice: ExposureChoice): string {
  const { calls, puts, net } = sidesOf(view, picked, choice);
  return `${plain(picked.strike)}: calls ${compact(calls, true)}, puts ${compact(puts, true)}, net ${compact(net, true)} ${EXPOSURES[choice.exposure]}`;
}

function Choices({ choice, onChoose }: { choice: ExposureChoice; onChoose: (choice: ExposureChoice) => void }) {
  return (
    <>
      <select value={choice.exposure} aria-label="exposure by strike" data-testid="exposure" onChange={event => onChoose({ ...choice, exposure: event.target.value as ExposureName })}>
        {Object.entries(EXPOSURES).map(([name, text]) => <option key={name} value={name}>{text}</option>)}
      </select>
      {' '}
      <select value={choice.heat} aria-label="heatmap by strike and expiry" data-testid="heat" onChange={event => onChoose({ ...choice, heat: event.target.value as HeatName })}>
        {Object.entries(HEATS).map(([name, text]) => <option key={name} value={name} title={`${text} by strike and expiry`}>{text}</option>)}
      </select>
      {' '}
      <select value={choice.unit} aria-label="units" data-testid="units" title={UNITS[choice.unit]} onChange={event => onChoose({ ...choice, unit: event.target.value })}>
        {Object.entries(UNITS).map(([name, text]) => <option key={name} value={name} title={text}>{name}</option>)}
      </select>
    </>
  );
}

const Legend = () => <span className="legend"><b className="long">■ dealers long</b> <b className="short">■ dealers short</b></span>;

function windowOf(chart: EChartsType): Window | null {
  const zoom = (chart.getOption() as { dataZoom?: { startValue?: number; endValue?: number }[] }).dataZoom?.[0];
  return zoom?.startValue === undefined || zoom.endValue === undefined ? null : [zoom.startValue, zoom.endValue];
}

function isInSight(chart: EChartsType, spot: number | null | undefined): boolean {
  const window = windowOf(chart);
  return spot == null || window === null || (spot > window[0] && spot < window[1]);
}

/** By strikes: a zoom by hand is in shares of the axis, which grows and shrinks with spot. */
function zoomTo(chart: EChartsType, window: Window | null): void {
  if (window !== null)
    chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, startValue: window[0], endValue: window[1] }, { silent: true });
}
