import { createChart, LineSeries, LineStyle, type IChartApi, type IPriceLine, type ISeriesApi, type UTCTimestamp } from 'lightweight-charts';
import { memo, useEffect, useRef } from 'react';
import type { FlowView } from '../../api/views';
import { flowText } from '../../format/conventions';
import { plain } from '../../format/numbers';
import type { SpotPoint } from '../../stream/spotSeries';
import { chartLook } from '../../ui/chartLook';
import { palette } from '../../ui/palette';
import { fileName } from '../../ui/download';
import { Panel } from '../../ui/Panel';
import { PngButton } from '../../ui/PngButton';
import { newer } from '../../ui/newer';

interface Props {
  view: FlowView;
  spots: readonly SpotPoint[];
}

interface Drawn {
  chart: IChartApi;
  price: ISeriesApi<'Line'>;
  levels: Map<string, IPriceLine>;
  points: readonly SpotPoint[];
}

/** The header follows ten levels a second; a line of thousands of points need not. */
const LEAST_MS_BETWEEN_DRAWS = 250;

/** Levels further from spot than this do not stretch the price scale. */
const NEAR = 0.06;

export const PricePanel = memo(function PricePanel({ view, spots }: Props) {
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
    drawn.current = { chart, price, levels: new Map(), points: [] };
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
      drawPrice(drawn.current, spots);
      drawLevels(drawn.current, view);
    };
    const wait = drawnAt.current + LEAST_MS_BETWEEN_DRAWS - performance.now();
    if (wait <= 0)
      return draw();
    const timer = setTimeout(draw, wait);
    return () => clearTimeout(timer);
  }, [view, spots]);

  return (
    <Panel name="Price and levels" testId="price-panel" title={`${flowText.zeroGamma(view.conventions)}\n\n${flowText.wall(view.conventions, 'call')}`} note={`UTC${farLevels(view)}`}
      tools={<PngButton name={fileName(view, 'price.png')} picture={() => drawn.current?.chart.takeScreenshot(true).toDataURL() ?? null} />}>
      <div className="chart" ref={box} data-testid="price-chart" />
    </Panel>
  );
});

function drawPrice(drawn: Drawn, points: readonly SpotPoint[]): void {
  const added = newer(drawn.points, points);
  const asTime = ({ time, value }: SpotPoint) => ({ time: time as UTCTimestamp, value });
  const time = drawn.chart.timeScale();
  // Who sees all of it goes on seeing all of it; who zoomed in keeps that.
  const isWhole = added === null || (time.getVisibleLogicalRange()?.from ?? 0) <= 0;
  if (added === null)
    drawn.price.setData(points.map(asTime));
  else {
    for (const point of added)
      drawn.price.update(asTime(point));
  }
  if (isWhole && points.length > 1)
    time.fitContent();
  drawn.points = points;
}

function drawLevels({ price, levels }: Drawn, view: FlowView): void {
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
      levels.set(name, price.createPriceLine({ price: at, color, title, lineWidth: 1, lineStyle: LineStyle.Dashed, axisLabelVisible: true }));
    else if (held.options().price !== at)
      held.applyOptions({ price: at, title });
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
