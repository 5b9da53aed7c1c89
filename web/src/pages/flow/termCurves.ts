import type { EChartsCoreOption } from 'echarts/core';
import type { ExpiryView, FlowView } from '../../api/views';
import { compact, fixed, percent, price } from '../../format/numbers';
import { FONT, isWide, palette } from '../../ui/palette';
import { expiryNames } from './heatmap';
import { hoveredAt, tipRow } from './tip';

const LEFT = isWide ? 70 : 56;
const RIGHT = isWide ? 52 : 44;
const GRIDS = [{ top: 20, height: '44%' }, { bottom: 20, height: '24%' }];
const FONT_SIZE = isWide ? 12 : 10;
const DAY_YEARS = 1 / 365;

/** Where the axis of time has its ticks, in days. */
const TICKS: [days: number, name: string][] = [
  [1 / 24, '1 h'], [0.25, '6 h'], [1, '1 d'], [3, '3 d'], [7, '1 w'], [14, '2 w'], [30.4, '1 m'], [91, '3 m'], [182, '6 m'], [365, '1 y'], [730, '2 y'], [1825, '5 y'],
];

/** Time to expiry by its logarithm: the next days are told apart as well as the next years. */
export const placeOf = (years: number): number => Math.log(years / DAY_YEARS);

/** The ticks that lie between the first and the last expiry. */
export const ticksOf = (from: number, to: number): Map<number, string> =>
  new Map(TICKS.map(([days, name]): [number, string] => [Math.log(days), name]).filter(([at]) => at >= from && at <= to));

/** What is shown at first: of later expiries the range alone is wider than all that happens nearer. */
export const FIRST_YEARS = 0.5;

/** The places of the first half year; null where that is all there is. */
export function firstWindow({ byExpiry }: FlowView): [from: number, to: number] | null {
  const within = byExpiry.filter(({ years }) => years <= FIRST_YEARS);
  const [first, last] = [within[0], within.at(-1)];
  return first === undefined || last === undefined || within.length < 2 || within.length === byExpiry.length
    ? null
    : [placeOf(first.years) - 0.1, placeOf(last.years) + 0.1];
}

/** Range, forward and zero gamma above; GEX and the vol at the money below. */
export function termCurves(view: FlowView): EChartsCoreOption {
  const places = view.byExpiry.map(expiry => placeOf(expiry.years));
  const pad = 0.03 * Math.max(1, (places.at(-1) ?? 0) - (places[0] ?? 0));
  const [from, to] = [(places[0] ?? 0) - pad, (places.at(-1) ?? 0) + pad];
  const ticks = ticksOf(from, to);
  const points = (read: (expiry: ExpiryView) => number | null | undefined): [number, number][] =>
    view.byExpiry.flatMap((expiry, i): [number, number][] => {
      const value = read(expiry);
      return value == null ? [] : [[places[i]!, value]];
    });
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: GRIDS.map(place => ({ left: LEFT, right: RIGHT, outerBoundsMode: 'none', ...place })),
    xAxis: GRIDS.map((_, i) => ({
      gridIndex: i, type: 'value', min: from, max: to, containShape: false,
      axisLine: { show: false }, axisTick: { show: false, customValues: [...ticks.keys()] },
      axisLabel: { show: i === 1, color: palette.dim, fontSize: FONT_SIZE, hideOverlap: true, customValues: [...ticks.keys()], formatter: (at: number) => ticks.get(at) ?? '' },
      splitLine: { show: false }, axisPointer: { label: { show: false } },
    })),
    yAxis: [
      axis(0, { scale: true, name: '{zero|●} zero Γ  {forward|─} forward  {range|▒} one deviation', axisLabel: (value: number) => price(value).replace(/\.\d+$/, '') }),
      axis(1, { name: 'GEX', axisLabel: (value: number) => compact(value) }),
      { ...axis(1, { scale: true, name: '{vol|─} vol at the money', axisLabel: (value: number) => percent(value, 1) }), position: 'right', splitLine: { show: false } },
    ],
    axisPointer: { link: [{ xAxisIndex: 'all' }], lineStyle: { color: palette.dim, type: 'dotted' } },
    tooltip: {
      trigger: 'axis', confine: true, transitionDuration: 0, backgroundColor: '#0b0f15f2', borderColor: palette.line, padding: 8,
      textStyle: { color: palette.text, fontSize: 12 },
      formatter: (hovered: unknown) => termTip(view, places, hovered),
    },
    dataZoom: [{ type: 'inside', xAxisIndex: [0, 1], filterMode: 'filter', zoomOnMouseWheel: true, moveOnMouseMove: true }],
    series: [
      { ...line('range-low', 0, palette.dim), stack: 'range', lineStyle: { opacity: 0 }, data: points(e => e.range?.low) },
      { ...line('range', 0, palette.dim), stack: 'range', lineStyle: { opacity: 0 }, areaStyle: { color: palette.dim, opacity: 0.28 }, data: points(e => e.range && e.range.high - e.range.low) },
      { ...line('forward', 0, palette.spot), data: points(e => e.forward), markLine: spotLine(view) },
      { ...line('zero-gamma', 0, palette.zero), symbol: 'circle', symbolSize: 5, lineStyle: { opacity: 0 }, data: points(e => e.zeroGamma) },
      {
        type: 'bar', id: 'gex', xAxisIndex: 1, yAxisIndex: 1, barWidth: 4, silent: true,
        data: points(e => e.gex).map(([at, gex]) => ({ value: [at, gex], itemStyle: { color: gex >= 0 ? palette.long : palette.short } })),
      },
      { ...line('vol', 1, palette.text), yAxisIndex: 2, data: points(e => e.atmVol) },
    ],
  };
}

const axis = (gridIndex: number, { name, axisLabel, scale = false }: { name: string; axisLabel: (value: number) => string; scale?: boolean }) => ({
  gridIndex, type: 'value', scale, name, splitNumber: 3, nameGap: 5,
  nameTextStyle: {
    color: palette.dim, fontSize: FONT_SIZE, align: scale && gridIndex === 1 ? 'right' : 'left',
    rich: { zero: { color: palette.zero }, forward: { color: palette.spot }, range: { color: palette.dim }, vol: { color: palette.text } },
  },
  axisLabel: { color: palette.dim, fontSize: FONT_SIZE, formatter: axisLabel, hideOverlap: true },
  axisLine: { show: false, onZero: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: palette.line } }, axisPointer: { show: false },
});

const line = (id: string, grid: number, color: string) => ({
  type: 'line', id, xAxisIndex: grid, yAxisIndex: grid, symbol: 'none', silent: true, lineStyle: { color, width: 1.4 }, itemStyle: { color },
});

const spotLine = ({ spot }: FlowView) => ({
  silent: true, symbol: 'none', animation: false, lineStyle: { color: palette.dim, type: 'dotted', width: 1 }, label: { show: false },
  data: spot == null ? [] : [{ yAxis: spot }],
});

/** All that is known of the expiry nearest to the pointer. */
function termTip(view: FlowView, places: readonly number[], hovered: unknown): HTMLElement | string {
  const at = hoveredAt(hovered);
  const nearest = places.reduce((best, place, i) => Math.abs(place - at) < Math.abs((places[best] ?? Infinity) - at) ? i : best, 0);
  const expiry = view.byExpiry[nearest];
  if (expiry === undefined)
    return '';
  const tip = document.createElement('table');
  tip.className = 'tip';
  tipRow(tip, expiryNames(view.byExpiry)[nearest] ?? '', `${fixed(expiry.years / DAY_YEARS, 1)} days`, 'head');
  tipRow(tip, 'vol at the money', percent(expiry.atmVol));
  tipRow(tip, `forward (${expiry.forwardRung})`, price(expiry.forward));
  tipRow(tip, 'one deviation', expiry.range ? `${price(expiry.range.low)} to ${price(expiry.range.high)}` : '–');
  tipRow(tip, 'zero gamma of it alone', price(expiry.zeroGamma));
  tipRow(tip, 'GEX', `${compact(expiry.gex, true)} / 1 %`);
  return tip;
}
