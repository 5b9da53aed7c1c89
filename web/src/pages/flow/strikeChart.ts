import type { CustomSeriesRenderItem } from 'echarts';
import type { EChartsCoreOption } from 'echarts/core';
import type { FlowView, StrikeView } from '../../api/views';
import { reasonOf } from '../../format/conventions';
import { compact, plain, price } from '../../format/numbers';
import { diverging, FONT, isWide, neutral, palette } from '../../ui/palette';
import { EXPOSURES, HEATS, isCount, sidesOf, unitOf, type ExposureChoice } from './exposure';
import { heatmapOf, type Cell, type Heatmap } from './heatmap';
import { splitBySign } from './profile';
import { strikeTip } from './strikeTip';
import { hoveredAt } from './tip';

/** One left edge for all three, wide enough for the expiries' names: the strike axis stays shared. */
const LEFT = isWide ? 108 : 88;
const PRODUCT = isWide ? 34 : 28;
const RIGHT = 14;
const CENTURY = 2;
const GRIDS = [{ top: 32, height: '21%' }, { top: '33%', height: '27%' }, { top: '66%', bottom: 24 }];

/** The profile, exposure by strike and the heatmap: three charts on one strike axis, zoomed and hovered as one. */
export function strikeChart(view: FlowView, picked: StrikeView | null, choice: ExposureChoice): EChartsCoreOption {
  const sides = view.byStrike.map(s => ({ strike: s.strike, ...sidesOf(view, s, choice) }));
  const heat = heatmapOf(view, choice);
  const profile = splitBySign(view.profile);
  const [from, to] = extent(view);
  const left = LEFT + ((view.products ?? []).length > 0 ? PRODUCT : 0);
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: GRIDS.map(place => ({ left, right: RIGHT, outerBoundsMode: 'none', ...place })),
    xAxis: GRIDS.map((_, i) => ({
      gridIndex: i, type: 'value', min: from, max: to,
      axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { show: i === 2, color: palette.dim, fontSize: isWide ? 12 : 11, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (strike: number) => plain(strike, 2) },
      splitLine: { lineStyle: { color: palette.line } },
      axisPointer: { label: { show: i === 2, formatter: ({ value }: { value: number }) => price(value) } },
    })),
    yAxis: [
      amounts(0, 'GEX if spot were there, per +1 %'),
      amounts(1, `${EXPOSURES[choice.exposure]} by strike, calls ↑ puts ↓, ${unitOf(view, choice).unit}`),
      {
        gridIndex: 2, type: 'category', inverse: true, data: heat.rows.map(name => name.slice(CENTURY)), name: heatName(view, heat, choice),
        nameLocation: 'start', nameTextStyle: { color: palette.dim, fontSize: isWide ? 12 : 11, align: 'left' },
        axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: palette.dim, fontSize: isWide ? 12 : 10, interval: 0, hideOverlap: true }, splitLine: { show: false },
      },
    ],
    axisPointer: { link: [{ xAxisIndex: 'all' }], lineStyle: { color: palette.dim, type: 'dotted' } },
    tooltip: {
      trigger: 'axis', axisPointer: { axis: 'x' }, confine: true, transitionDuration: 0, backgroundColor: '#0b0f15f2', borderColor: palette.line, padding: 8,
      textStyle: { color: palette.text, fontSize: 12 },
      formatter: (hovered: unknown) => strikeTip(view, heat, hoveredAt(hovered), choice),
    },
    dataZoom: [
      { type: 'inside', xAxisIndex: [0, 1, 2], filterMode: 'none', zoomOnMouseWheel: true, moveOnMouseMove: true },
    ],
    series: [
      { ...line('profile-long', palette.long), data: profile.long, markLine: marks(view, picked, true) },
      { ...line('profile-short', palette.short), data: profile.short },
      { ...bars('calls'), data: sides.map(s => bar(s.strike, s.calls, 1)), markLine: marks(view, picked, false) },
      { ...bars('puts'), data: sides.map(s => bar(s.strike, s.puts, -1)) },
      {
        type: 'custom', id: 'cells', xAxisIndex: 2, yAxisIndex: 2, clip: true, silent: true, progressive: 0, renderItem: drawCell(isCount(choice.heat) ? neutral : diverging),
        encode: { x: 0, y: 1 }, data: heat.cells, markLine: marks(view, picked, false),
      },
    ],
  };
}

const amounts = (gridIndex: number, name: string) => ({
  gridIndex, type: 'value', name, nameTextStyle: { color: palette.dim, fontSize: isWide ? 12 : 11, align: 'left' }, nameGap: gridIndex === 0 ? 17 : 6, splitNumber: 3,
  axisLabel: { color: palette.dim, fontSize: isWide ? 12 : 10, formatter: (amount: number) => compact(gridIndex === 1 ? Math.abs(amount) : amount) },
  axisLine: { show: false }, splitLine: { lineStyle: { color: palette.line } }, axisPointer: { show: false },
});

const line = (id: string, color: string) => ({
  type: 'line', id, xAxisIndex: 0, yAxisIndex: 0, symbol: 'none', silent: true,
  lineStyle: { color, width: 1.6 }, areaStyle: { color, opacity: 0.16 },
});

const bars = (id: string) => ({
  type: 'bar', id, xAxisIndex: 1, yAxisIndex: 1, barGap: '-100%', barMinWidth: 2, barMaxWidth: 14, silent: true,
});

/** Calls rise and puts hang whatever the dealers' side; the colour tells the side. */
const bar = (strike: number, amount: number | null, direction: 1 | -1) => ({
  value: [strike, amount === null ? null : direction * Math.abs(amount)],
  itemStyle: { color: (amount ?? 0) >= 0 ? palette.long : palette.short, opacity: 0.9 },
});

function heatName(view: FlowView, { rows, all }: Heatmap, { heat }: ExposureChoice): string {
  if (all === 0)
    return `${HEATS[heat]} by expiry: ${reasonOf(view.notes, heat).replace(/^\w+: /, '')}`;
  return `${HEATS[heat]} by expiry${rows.length < all ? `, largest ${rows.length} of ${all}` : ''}`;
}

/** Cells out of sight are left out: a chain has thousands, a window some hundreds. */
const drawCell = (colour: (share: number) => string): CustomSeriesRenderItem => ({ coordSys }, api) => {
  const [, row, , from, to, share] = [0, 1, 2, 3, 4, 5].map(i => Number(api.value(i))) as unknown as Cell;
  const [left = 0, middle = 0] = api.coord([from, row]);
  const [right = 0] = api.coord([to, row]);
  const seen = coordSys as unknown as { x: number; width: number };
  const start = Math.max(left, seen.x);
  const end = Math.min(right, seen.x + seen.width);
  if (end <= start)
    return null;
  const height = (api.size!([0, 1]) as number[])[1]!;
  return {
    type: 'rect',
    shape: { x: start, y: middle - height / 2 + 0.5, width: Math.max(0.6, end - start - 0.5), height: Math.max(1, height - 1) },
    style: { fill: colour(share) },
  };
};

/** Spot, zero gammas, walls and the strike that was searched for, as vertical lines. */
function marks(view: FlowView, picked: StrikeView | null, isNamed: boolean) {
  const { levels, spot } = view;
  const zeroSide = (levels.zeroGamma ?? 0) < (spot ?? 0) ? 'right' : 'left';
  const at = (x: number | null | undefined, name: string, color: string, type: 'solid' | 'dashed' | 'dotted', align = 'center') =>
    x == null ? [] : [{ xAxis: x, name, lineStyle: { color, type, width: 1 }, label: { color, align } }];
  return {
    silent: true, symbol: 'none', animation: false,
    label: { show: isNamed, formatter: '{b}', position: 'end', fontSize: isWide ? 12 : 10, distance: 2 },
    data: [
      ...at(spot, 'spot', palette.spot, 'solid', zeroSide === 'left' ? 'right' : 'left'),
      ...levels.zeroGammaAll.flatMap(level => at(level, 'zero Γ', palette.zero, 'dashed', zeroSide)),
      ...(isNamed ? [] : [...at(levels.callWall, 'call wall', palette.long, 'dotted'), ...at(levels.putWall, 'put wall', palette.short, 'dotted')]),
      ...at(picked?.strike, 'search', palette.text, 'dashed'),
    ],
  };
}

function extent({ byStrike, profile }: FlowView): [number, number] {
  const ends = [byStrike[0]?.strike, byStrike.at(-1)?.strike, profile[0]?.spot, profile.at(-1)?.spot].filter(end => end !== undefined);
  return ends.length === 0 ? [0, 1] : [Math.min(...ends), Math.max(...ends)];
}
