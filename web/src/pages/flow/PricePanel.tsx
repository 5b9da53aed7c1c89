import { createChart, LineSeries, type IChartApi, type IPriceLine, type ISeriesApi, type UTCTimestamp } from 'lightweight-charts';
import { memo, useEffect, useRef } from 'react';
import type { FlowView } from '../../api/views';
import { flowText } from '../../format/conventions';
import { plain } from '../../format/numbers';
import { erasOf, type Era, type Split } from '../../stream/splits';
import type { SpotPoint } from '../../stream/spotSeries';
import { chartLook } from '../../ui/chartLook';
import { palette } from '../../ui/palette';
import { fileName } from '../../ui/download';
import { Panel } from '../../ui/Panel';
import { PngButton } from '../../ui/PngButton';
import { newer } from '../../ui/newer';
import type { Picture } from '../../ui/picture';
import { captionOf, choicesOf } from './caption';
import { LevelMarks } from './levelMarks';
import { UNKNOWN, type PastLevels } from './pastLevels';
import { SplitMarks } from './splitMarks';

interface Props {
  view: FlowView;
  spots: readonly SpotPoint[];
  past: readonly PastLevels[];
  splits: readonly Split[];
}

interface Drawn {
  chart: IChartApi;
  price: ISeriesApi<'Line'>;
  /** The price line of each era before the last split, in the shares of after it. */
  before: ISeriesApi<'Line'>[];
  marks: SplitMarks;
  lines: LevelMarks;
  labels: Map<string, IPriceLine>;
  eras: string;
  points: readonly SpotPoint[];
}

/** The header follows ten levels a second; a line of thousands of points need not. */
const LEAST_MS_BETWEEN_DRAWS = 250;

/** Levels further from spot than this do not stretch the price scale. */
const NEAR = 0.06;

/** Right of the last point, for the levels of now with their names. */
const ROOM_FOR_LEVELS = 84;

/** So few points are drawn as dots too: a line needs two. */
const FEW = 30;

export const PricePanel = memo(function PricePanel({ view, spots, past, splits }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const shown = useRef(view);
  const drawnAt = useRef(-Infinity);
  /** The user has zoomed or scrolled: the window is theirs until a double click. */
  const isByHand = useRef(false);

  const fit = (): void => {
    if (!isByHand.current)
      drawn.current?.chart.timeScale().fitContent();
  };
  const moved = (): void => {
    isByHand.current = true;
  };
  const reset = (): void => {
    isByHand.current = false;
    drawn.current?.price.priceScale().applyOptions({ autoScale: true });
    fit();
  };

  useEffect(() => {
    const chart = createChart(box.current!, { ...chartLook, timeScale: { ...chartLook.timeScale, rightOffsetPixels: ROOM_FOR_LEVELS, minBarSpacing: 0.01 } });
    chart.timeScale().subscribeSizeChange(fit);
    const price = chart.addSeries(LineSeries, {
      color: palette.spot, lineWidth: 2, priceLineVisible: false, lastValueVisible: true,
      autoscaleInfoProvider: (own: () => { priceRange: { minValue: number; maxValue: number } | null } | null) => {
        const info = own();
        const range = info?.priceRange;
        if (!range)
          return info;
        const near = nearLevels(shown.current);
        return { ...info, priceRange: { minValue: Math.min(range.minValue, ...near), maxValue: Math.max(range.maxValue, ...near) } };
      },
    });
    const marks = new SplitMarks();
    price.attachPrimitive(marks);
    const lines = new LevelMarks();
    price.attachPrimitive(lines);
    drawn.current = { chart, price, before: [], marks, lines, labels: new Map(), eras: '', points: [] };
    return () => {
      drawn.current = null;
      chart.remove();
    };
  }, []);

  const picture = (): Picture | null => drawn.current && { canvas: drawn.current.chart.takeScreenshot(true), scale: devicePixelRatio };

  useEffect(() => {
    shown.current = view;
    const draw = (): void => {
      if (drawn.current === null)
        return;
      drawnAt.current = performance.now();
      const eras = erasOf(splits.length === 0 ? [] : spots.map(point => point.time), splits);
      drawPrice(drawn.current, spots, eras);
      labelLevels(drawn.current, view);
      drawn.current.marks.show(eras.slice(1).map(({ from, name }, i) => ({ before: spots[from - 1]!.time, after: spots[from]!.time, text: `${name}, before it ÷ ${plain(eras[i]!.divisor, 4)}` })));
      const before = inSharesOfNow(past, spots, eras);
      drawn.current.lines.show(before.map(({ time }) => time), spots.at(-1)?.time ?? null, LEVELS.map(({ key, color }) => ({ color, now: view.levels[key], past: before.map(then => then[key]) })));
      fit();
    };
    const wait = drawnAt.current + LEAST_MS_BETWEEN_DRAWS - performance.now();
    if (wait <= 0)
      return draw();
    const timer = setTimeout(draw, wait);
    return () => clearTimeout(timer);
  }, [view, spots, past, splits]);

  return (
    <Panel name="Price and levels" testId="price-panel" title={`${flowText.zeroGamma(view.conventions)}\n\n${flowText.wall(view.conventions, 'call')}\n\nA double click on the chart shows all points again`} note={`UTC${farLevels(view)}`}
      tools={<PngButton name={fileName(view, 'price.png')} caption={captionOf(view, `Price and levels${farLevels(view)}`, ...choicesOf(view))} picture={picture} />}>
      <div className="chart" ref={box} data-testid="price-chart" onWheel={moved} onPointerMove={event => event.buttons !== 0 && moved()} onDoubleClick={reset} />
    </Panel>
  );
});

const asTime = ({ time, value }: SpotPoint, divisor = 1) => ({ time: time as UTCTimestamp, value: value / divisor });

/** A line for each era: no line leads across a split. */
function drawPrice(drawn: Drawn, spots: readonly SpotPoint[], eras: readonly Era[]): void {
  const points = spots.slice(eras.at(-1)!.from);
  const key = JSON.stringify(eras);
  const added = key === drawn.eras ? newer(drawn.points, points) : null;
  if (key !== drawn.eras)
    drawBefore(drawn, spots, eras);
  drawn.eras = key;
  if (added === null)
    drawn.price.setData(points.map(point => asTime(point)));
  else {
    for (const point of added)
      drawn.price.update(asTime(point));
  }
  drawn.price.applyOptions({ pointMarkersVisible: points.length < FEW });
  drawn.points = points;
}

function drawBefore({ chart, before }: Drawn, spots: readonly SpotPoint[], eras: readonly Era[]): void {
  for (const line of before.splice(0))
    chart.removeSeries(line);
  eras.slice(0, -1).forEach(({ from, divisor }, e) => {
    const points = spots.slice(from, eras[e + 1]!.from);
    const line = chart.addSeries(LineSeries, { color: palette.dim, lineWidth: 2, priceLineVisible: false, lastValueVisible: false, pointMarkersVisible: points.length < FEW });
    line.setData(points.map(point => asTime(point, divisor)));
    before.push(line);
  });
}

/** No level leads across a split: its steps end with the last point before. */
function inSharesOfNow(past: readonly PastLevels[], spots: readonly SpotPoint[], eras: readonly Era[]): PastLevels[] {
  return eras.flatMap(({ from, divisor }, e): PastLevels[] => {
    const next = eras[e + 1]?.from;
    const over = (level: number | null): number | null => level === null ? null : level / divisor;
    const own = past.filter(({ time }) => (e === 0 || time >= spots[from]!.time) && (next === undefined || time < spots[next]!.time));
    return [
      ...own.map(({ time, zeroGamma, callWall, putWall }) => ({ time, zeroGamma: over(zeroGamma), callWall: over(callWall), putWall: over(putWall) })),
      ...(next === undefined ? [] : [{ time: spots[next - 1]!.time, ...UNKNOWN }]),
    ];
  });
}

/** Their lines are drawn apart: those of the chart would lead through the past. */
function labelLevels({ price, labels }: Drawn, view: FlowView): void {
  const wanted = levelsOf(view);
  for (const [name, label] of labels) {
    if (!wanted.some(level => level.name === name)) {
      price.removePriceLine(label);
      labels.delete(name);
    }
  }
  for (const { name, at, color } of wanted) {
    const held = labels.get(name);
    if (held === undefined)
      labels.set(name, price.createPriceLine({ price: at, color, title: name, axisLabelVisible: true, lineVisible: false }));
    else if (held.options().price !== at)
      held.applyOptions({ price: at });
  }
}

interface Level {
  name: string;
  at: number;
  color: string;
}

const LEVELS = [
  { key: 'zeroGamma', name: 'zero Γ', color: palette.zero },
  { key: 'callWall', name: 'call wall', color: palette.long },
  { key: 'putWall', name: 'put wall', color: palette.short },
] as const;

const levelsOf = ({ levels }: FlowView): Level[] => LEVELS.flatMap(({ key, name, color }) => {
  const at = levels[key];
  return at === null ? [] : [{ name, at, color }];
});

/** Levels too far off to be drawn are said. */
function farLevels(view: FlowView): string {
  const { spot } = view;
  const far = spot == null ? [] : levelsOf(view).filter(level => Math.abs(level.at / spot - 1) >= NEAR);
  return far.map(({ name, at }) => ` · ${name} ${plain(at, 1)} ${spot != null && at > spot ? '↑' : '↓'}`).join('');
}

function nearLevels(view: FlowView): number[] {
  const { spot } = view;
  return spot == null ? [] : levelsOf(view).map(level => level.at).filter(at => Math.abs(at / spot - 1) < NEAR);
}
