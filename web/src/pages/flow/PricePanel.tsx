import { createChart, LineSeries, LineStyle, type IChartApi, type IPriceLine, type ISeriesApi, type UTCTimestamp } from 'lightweight-charts';
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
import { SplitMarks } from './splitMarks';

interface Props {
  view: FlowView;
  spots: readonly SpotPoint[];
  splits: readonly Split[];
}

interface Drawn {
  chart: IChartApi;
  price: ISeriesApi<'Line'>;
  /** The price line of each era before the last split, in the shares of after it. */
  before: ISeriesApi<'Line'>[];
  marks: SplitMarks;
  levels: Map<string, IPriceLine>;
  eras: string;
  points: readonly SpotPoint[];
}

/** The header follows ten levels a second; a line of thousands of points need not. */
const LEAST_MS_BETWEEN_DRAWS = 250;

/** Levels further from spot than this do not stretch the price scale. */
const NEAR = 0.06;

/** So few points are drawn as dots too: a line needs two. */
const FEW = 30;

export const PricePanel = memo(function PricePanel({ view, spots, splits }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const shown = useRef(view);
  const drawnAt = useRef(-Infinity);

  useEffect(() => {
    const chart = createChart(box.current!, chartLook);
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
    drawn.current = { chart, price, before: [], marks, levels: new Map(), eras: '', points: [] };
    return () => {
      drawn.current = null;
      chart.remove();
    };
  }, []);

  useEffect(() => {
    shown.current = view;
    const draw = (): void => {
      if (drawn.current === null)
        return;
      drawnAt.current = performance.now();
      const eras = erasOf(splits.length === 0 ? [] : spots.map(point => point.time), splits);
      drawPrice(drawn.current, spots, eras);
      drawLevels(drawn.current, view, eras.length > 1);
      drawn.current.marks.show(eras.slice(1).map(({ from, name }, i) => ({ before: spots[from - 1]!.time, after: spots[from]!.time, text: `${name}, before it ÷ ${plain(eras[i]!.divisor, 4)}` })), levelsOf(view));
    };
    const wait = drawnAt.current + LEAST_MS_BETWEEN_DRAWS - performance.now();
    if (wait <= 0)
      return draw();
    const timer = setTimeout(draw, wait);
    return () => clearTimeout(timer);
  }, [view, spots, splits]);

  return (
    <Panel name="Price and levels" testId="price-panel" title={`${flowText.zeroGamma(view.conventions)}\n\n${flowText.wall(view.conventions, 'call')}`} note={`UTC${farLevels(view)}`}
      tools={<PngButton name={fileName(view, 'price.png')} picture={() => drawn.current?.chart.takeScreenshot(true).toDataURL() ?? null} />}>
      <div className="chart" ref={box} data-testid="price-chart" />
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
  const time = drawn.chart.timeScale();
  // Who sees all of it goes on seeing all of it; who zoomed in keeps that.
  const isWhole = added === null || (time.getVisibleLogicalRange()?.from ?? 0) <= 0;
  if (added === null)
    drawn.price.setData(points.map(point => asTime(point)));
  else {
    for (const point of added)
      drawn.price.update(asTime(point));
  }
  drawn.price.applyOptions({ pointMarkersVisible: points.length < FEW });
  if (isWhole && spots.length > 1)
    time.fitContent();
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

function drawLevels({ price, levels }: Drawn, view: FlowView, isSplit: boolean): void {
  const wanted = levelsOf(view);
  for (const [name, line] of levels) {
    if (!wanted.some(level => level.name === name)) {
      price.removePriceLine(line);
      levels.delete(name);
    }
  }
  for (const { name, at, color } of wanted) {
    const held = levels.get(name);
    const title = `${name} ${plain(at, 1)}`;
    if (held === undefined)
      levels.set(name, price.createPriceLine({ price: at, color, title, lineWidth: 1, lineStyle: LineStyle.Dashed, axisLabelVisible: true, lineVisible: !isSplit }));
    else if (held.options().price !== at || held.options().lineVisible === isSplit)
      held.applyOptions({ price: at, title, lineVisible: !isSplit });
  }
}

interface Level {
  name: string;
  at: number;
  color: string;
}

function levelsOf({ levels }: FlowView): Level[] {
  const level = (name: string, at: number | null, color: string): Level[] => at === null ? [] : [{ name, at, color }];
  return [
    ...level('zero Γ', levels.zeroGamma, palette.zero),
    ...level('call wall', levels.callWall, palette.long),
    ...level('put wall', levels.putWall, palette.short),
  ];
}

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
