import { createChart, createSeriesMarkers, LineSeries, LineStyle, type IChartApi, type ISeriesApi, type ISeriesMarkersPluginApi, type MouseEventParams, type SeriesMarker, type Time, type UTCTimestamp } from 'lightweight-charts';
import { memo, useEffect, useRef, useState } from 'react';
import type { BandPoint, DecisionView, DeskView } from '../../api/views';
import { deskText } from '../../format/conventions';
import { plain } from '../../format/numbers';
import { chartLook } from '../../ui/chartLook';
import { newer } from '../../ui/newer';
import { palette } from '../../ui/palette';
import { Panel } from '../../ui/Panel';
import { decisionLines, marksOf, nearestMark, type DecisionMark } from './decisionMarks';

type Line = ISeriesApi<'Line'>;

interface Drawn {
  chart: IChartApi;
  net: Line;
  upper: Line;
  lower: Line;
  marker: ISeriesMarkersPluginApi<Time>;
  marks: DecisionMark[];
  history: TimedPoint[];
  lastMarked: string;
}

type TimedPoint = BandPoint & { time: number };

/** A mark is told of from so many pixels to its sides. */
const REACH = 20;

/** The pointer's mark, and whether its words stand on the pointer's left. */
interface Hovered {
  decision: DecisionView;
  x: number;
  isLeft: boolean;
}

export const DeltaPanel = memo(function DeltaPanel({ view }: { view: DeskView }) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const [hovered, hover] = useState<Hovered | null>(null);

  useEffect(() => {
    const chart = createChart(box.current!, {
      ...chartLook,
      localization: { ...chartLook.localization, priceFormatter: (value: number) => plain(value, 4, true) },
    });
    const edge = { color: palette.dim, lineWidth: 1, lineStyle: LineStyle.Dashed, lastValueVisible: true, priceLineVisible: false, crosshairMarkerVisible: false } as const;
    const upper = chart.addSeries(LineSeries, { ...edge, title: 'upper' });
    const lower = chart.addSeries(LineSeries, { ...edge, title: 'lower' });
    const net = chart.addSeries(LineSeries, { color: palette.spot, lineWidth: 2, priceLineVisible: false });
    drawn.current = { chart, net, upper, lower, marker: createSeriesMarkers(net, []), marks: [], history: [], lastMarked: '' };
    chart.subscribeCrosshairMove(({ point }: MouseEventParams) => hover(point === undefined || drawn.current === null ? null : hoveredAt(drawn.current, point.x)));
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
      {hovered !== null && (
        <table className="tip over" data-testid="delta-tip" style={hovered.isLeft ? { right: `calc(100% - ${hovered.x - REACH}px)` } : { left: hovered.x + REACH }}>
          <tbody>{decisionLines(hovered.decision).map(([name, value]) => <tr key={name}><td>{name}</td><td>{value}</td></tr>)}</tbody>
        </table>
      )}
    </Panel>
  );
});

function hoveredAt({ chart, marks }: Drawn, x: number): Hovered | null {
  const scale = chart.timeScale();
  const mark = nearestMark(marks, x, time => scale.timeToCoordinate(time as UTCTimestamp), REACH);
  return mark && { decision: mark.decision, x, isLeft: x > scale.width() / 2 };
}

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
    drawn.chart.timeScale().fitContent();
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
  drawn.marks = marksOf(decisions, drawn.history);
  const newest = drawn.marks.at(-1);
  const key = newest === undefined ? '' : `${newest.decision.sequence} ${newest.time}`; // a run that goes on moves its mark
  if (key === drawn.lastMarked)
    return;
  drawn.lastMarked = key;
  drawn.marker.setMarkers(drawn.marks.map(markOf));
}

function markOf({ time: at, decision }: DecisionMark): SeriesMarker<Time> {
  const time = at as UTCTimestamp;
  if (decision.action !== 'hedge')
    return { time, position: 'inBar', shape: 'circle', size: 0.6, color: palette.danger };
  return decision.quantity > 0
    ? { time, position: 'belowBar', shape: 'arrowUp', size: 0.7, color: palette.zero }
    : { time, position: 'aboveBar', shape: 'arrowDown', size: 0.7, color: palette.zero };
}
