import type { EChartsCoreOption } from 'echarts/core';
import type { SeriesAnswer } from '../../api/views';
import { compact, plain, price } from '../../format/numbers';
import { clock, day } from '../../format/time';
import { eraAt, erasOf, splitsOf, type Era } from '../../stream/splits';
import { FONT, isWide, palette } from '../../ui/palette';
import { hoveredAt, tipRow } from './tip';

const GRIDS = [{ top: 20, height: '50%' }, { bottom: 20, height: '22%' }];
const FONT_SIZE = isWide ? 12 : 10;

/** The snapshot nearest to a place on the axis, which counts snapshots: nights and weekends take no room. */
export const nearestTo = (at: number, count: number): number => Math.max(0, Math.min(count - 1, Math.round(at)));

/** The snapshots up to one of them; what came after was not known then. */
const upTo = ({ times, spots, levels, ...rest }: SeriesAnswer, last: number): SeriesAnswer =>
  ({ ...rest, times: times.slice(0, last + 1), spots: spots.slice(0, last + 1), levels: levels.slice(0, last + 1) });

/** Spot and levels above, GEX below, over the snapshots of a series; the one that is shown is marked, and the room after it is left blank. What lies before a split stands in the shares of now, and no line leads across it. */
export function historyCurves(all: SeriesAnswer, shown: number): EChartsCoreOption {
  const series = upTo(all, shown);
  const { times, spots, levels } = series;
  const eras = erasOf(times.map(time => Math.floor(Date.parse(time) / 1000)), splitsOf(series));
  const prices = (read: (i: number) => number | null | undefined): [number, number | null][] => eras.flatMap((era, e): [number, number | null][] => [
    ...(e === 0 ? [] : [[era.from - 0.5, null] satisfies [number, null]]),
    ...times.slice(era.from, eras[e + 1]?.from).map((_, i): [number, number | null] => [era.from + i, over(read(era.from + i), era.divisor)]),
  ]);
  const points = (read: (i: number) => number | null | undefined): [number, number | null][] => times.map((_, i) => [i, read(i) ?? null]);
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: GRIDS.map(place => ({ left: isWide ? 70 : 56, right: 16, outerBoundsMode: 'none', ...place })),
    xAxis: GRIDS.map((_, i) => ({
      gridIndex: i, type: 'value', min: -0.5, max: Math.max(0.5, all.times.length - 0.5), minInterval: 1, containShape: false,
      axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false }, axisPointer: { label: { show: false } },
      axisLabel: { show: i === 1, color: palette.dim, fontSize: FONT_SIZE, hideOverlap: true, formatter: (at: number) => labelOf(all.times, at) },
    })),
    yAxis: [
      axis(0, '{spot|─} spot  {zero|─} zero Γ  {long|─} call wall  {short|─} put wall', value => price(value).replace(/\.\d+$/, ''), true),
      axis(1, 'GEX', value => compact(value), false),
    ],
    axisPointer: { link: [{ xAxisIndex: 'all' }], lineStyle: { color: palette.dim, type: 'dotted' } },
    tooltip: {
      trigger: 'axis', confine: true, transitionDuration: 0, backgroundColor: '#0b0f15f2', borderColor: palette.line, padding: 8,
      textStyle: { color: palette.text, fontSize: 12 },
      formatter: (hovered: unknown) => tipOf(all, shown, eras, nearestTo(hoveredAt(hovered), all.times.length)),
    },
    dataZoom: [{ type: 'inside', xAxisIndex: [0, 1], filterMode: 'none' }],
    series: [
      { ...line('call-wall', palette.long), step: 'end', data: prices(i => levels[i]?.callWall) },
      { ...line('put-wall', palette.short), step: 'end', data: prices(i => levels[i]?.putWall) },
      { ...line('zero-gamma', palette.zero), data: prices(i => levels[i]?.zeroGamma) },
      { ...line('spot', palette.spot), lineStyle: { color: palette.spot, width: 2 }, data: prices(i => spots[i]), markLine: upright(shown, eras) },
      {
        type: 'bar', id: 'gex', xAxisIndex: 1, yAxisIndex: 1, barMaxWidth: 8, silent: true,
        data: points(i => levels[i]?.gex).map(([at, gex]) => ({ value: [at, gex], itemStyle: { color: (gex ?? 0) >= 0 ? palette.long : palette.short } })),
      },
    ],
  };
}

const axis = (gridIndex: number, name: string, formatter: (value: number) => string, scale: boolean) => ({
  gridIndex, type: 'value', scale, name, splitNumber: gridIndex === 0 ? 3 : 2, nameGap: 5,
  nameTextStyle: {
    color: palette.dim, fontSize: FONT_SIZE, align: 'left',
    rich: { spot: { color: palette.spot }, zero: { color: palette.zero }, long: { color: palette.long }, short: { color: palette.short } },
  },
  axisLabel: { color: palette.dim, fontSize: FONT_SIZE, formatter, hideOverlap: true },
  axisLine: { show: false, onZero: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: palette.line } }, axisPointer: { show: false },
});

const line = (id: string, color: string) => ({
  type: 'line', id, xAxisIndex: 0, yAxisIndex: 0, symbol: 'none', silent: true, connectNulls: false, lineStyle: { color, width: 1.4 }, itemStyle: { color },
});

const over = (value: number | null | undefined, divisor: number): number | null => value == null ? null : value / divisor;

/** The snapshot that is shown, and splits. */
const upright = (shown: number, eras: readonly Era[]) => ({
  silent: true, symbol: 'none', animation: false, lineStyle: { color: palette.dim, type: 'solid', width: 1 }, label: { show: false },
  data: [{ xAxis: shown }, ...eras.slice(1).map(({ from, name }, i) => ({
    xAxis: from - 0.5, lineStyle: { color: palette.text, type: 'dotted' },
    label: { show: true, color: palette.text, fontSize: FONT_SIZE, position: 'end', align: 'left', verticalAlign: 'top', distance: 0, padding: [2, 0, 0, 4], formatter: `${name}, before it ÷ ${plain(eras[i]!.divisor, 4)}` },
  }))],
});

function labelOf(times: readonly string[], at: number): string {
  const time = Number.isInteger(at) ? times[at] : undefined;
  if (time === undefined)
    return '';
  if (day(times[0]!) === day(times.at(-1)!))
    return clock(time);
  // Of several snapshots a day, the day alone would say the same of all of them.
  const isAlone = [times[at - 1], times[at + 1]].every(beside => beside === undefined || day(beside) !== day(time));
  return isAlone ? day(time) : `${day(time).slice(5)} ${clock(time).slice(0, 5)}`;
}

function tipOf({ times, spots, levels }: SeriesAnswer, shown: number, eras: readonly Era[], i: number): HTMLElement | string {
  const [time, at] = [times[i], levels[i]];
  if (time === undefined)
    return '';
  const tip = document.createElement('table');
  tip.className = 'tip';
  tipRow(tip, `${day(time)} ${clock(time)} UTC`, 'click to see it', 'head');
  if (i > shown)
    return tip;
  const { divisor } = eraAt(eras, i);
  const then = (value: number | null | undefined, text: string): string => value == null || divisor === 1 ? text : `${text} = ${price(value / divisor)} now`;
  tipRow(tip, 'spot', then(spots[i], price(spots[i])));
  tipRow(tip, 'zero gamma', then(at?.zeroGamma, price(at?.zeroGamma)));
  tipRow(tip, 'call wall', then(at?.callWall, plain(at?.callWall ?? null)));
  tipRow(tip, 'put wall', then(at?.putWall, plain(at?.putWall ?? null)));
  tipRow(tip, 'GEX', `${compact(at?.gex, true)} / 1 %`);
  tipRow(tip, 'regime', at?.regime ?? '–');
  return tip;
}
