import { createChart, createSeriesMarkers, LineSeries, LineStyle, type ISeriesApi, type ISeriesMarkersPluginApi, type SeriesMarker, type Time, type UTCTimestamp } from 'lightweight-charts';
import { memo, useEffect, useRef } from 'react';
import type { BandPoint, DecisionView, DeskView } from '../../api/views';
import { deskText } from '../../format/conventions';
import { plain } from '../../format/numbers';
import { chartLook } from '../../ui/chartLook';
import { newer } from '../../ui/newer';
import { palette } from '../../ui/palette';
import { Panel } from '../../ui/Panel';

type Line = ISeriesApi<'Line'>;

interface Drawn {
  net: Line;
  upper: Line;
  lower: Line;
  marks: ISeriesMarkersPluginApi<Time>;
  history: TimedPoint[];
  lastMarked: number | null;
  fit: () => void;
}

type TimedPoint = BandPoint & { time: number };

export const DeltaPanel = memo(function DeltaPanel({ view }: { view: DeskView }) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);

  useEffect(() => {
    const chart = createChart(box.current!, {
      ...chartLook,
      localization: { ...chartLook.localization, priceFormatter: (value: number) => plain(value, 4, true) },
    });
    const edge = { color: palette.dim, lineWidth: 1, lineStyle: LineStyle.Dashed, lastValueVisible: true, priceLineVisible: false, crosshairMarkerVisible: false } as const;
    const upper = chart.addSeries(LineSeries, { ...edge, title: 'upper' });
    const lower = chart.addSeries(LineSeries, { ...edge, title: 'lower' });
    const net = chart.addSeries(LineSeries, { color: palette.spot, lineWidth: 2, priceLineVisible: false });
    drawn.current = {
      net, upper, lower, marks: createSeriesMarkers(net, []), history: [], lastMarked: null, fit: () => chart.timeScale().fitContent(),
    };
    return () => {
      drawn.current = null;
      chart.remove();
    };
  }, []);

  useEffect(() => {
    if (drawn.current === null)
      return;
    drawHistory(drawn.current, view.bandHistory);
    drawMarks(drawn.current, view.decisions);
  }, [view]);

  return (
    <Panel name="Net delta against its band" testId="delta-panel" title={`${deskText.delta}\n${deskText.band}`}
      note={`${view.hedge.underlying} · UTC · ▲ bought ▼ sold ● blocked`}>
      <div className="chart" ref={box} data-testid="delta-chart" />
    </Panel>
  );
});

function drawHistory(drawn: Drawn, history: readonly BandPoint[]): void {
  const points = timed(history);
  const added = newer(drawn.history, points);
  const lines: [Line, (point: TimedPoint) => number][] = [[drawn.net, p => p.netDelta], [drawn.upper, p => p.upper], [drawn.lower, p => p.lower]];
  for (const [line, read] of lines) {
    const asPoint = (point: TimedPoint) => ({ time: point.time as UTCTimestamp, value: read(point) });
    if (added === null)
      line.setData(points.map(asPoint));
    else
      for (const point of added)
        line.update(asPoint(point));
  }
  if (added === null)
    drawn.fit();
  drawn.history = points;
}

/** One point an instant, the last one told. */
function timed(history: readonly BandPoint[]): TimedPoint[] {
  const points: TimedPoint[] = [];
  for (const point of history) {
    const time = Date.parse(point.at) / 1000;
    if (points.at(-1)?.time === time)
      points.pop();
    points.push({ ...point, time });
  }
  return points;
}

function drawMarks(drawn: Drawn, decisions: readonly DecisionView[]): void {
  const acts = decisions.filter(decision => decision.action !== 'hold');
  const newest = acts[0]?.sequence ?? null;
  if (newest === drawn.lastMarked)
    return;
  drawn.lastMarked = newest;
  const from = drawn.history[0]?.time ?? Infinity;
  drawn.marks.setMarkers(acts.map(markOf).filter(mark => Number(mark.time) >= from).reverse());
}

function markOf(decision: DecisionView): SeriesMarker<Time> {
  const time = (Date.parse(decision.at) / 1000) as UTCTimestamp;
  if (decision.action !== 'hedge')
    return { time, position: 'inBar', shape: 'circle', size: 0.6, color: palette.danger };
  return decision.quantity > 0
    ? { time, position: 'belowBar', shape: 'arrowUp', size: 0.7, color: palette.zero }
    : { time, position: 'aboveBar', shape: 'arrowDown', size: 0.7, color: palette.zero };
}
