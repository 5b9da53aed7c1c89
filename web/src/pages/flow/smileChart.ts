import type { CustomSeriesRenderItem } from 'echarts';
import type { EChartsCoreOption } from 'echarts/core';
import type { SmileView } from '../../api/views';
import { fixed, percent, plain, price } from '../../format/numbers';
import { FONT, isWide, palette } from '../../ui/palette';
import { expiryNames } from './heatmap';
import { placeOf, ticksOf } from './termCurves';
import { hoveredAt, tipRow } from './tip';

const CURVE_POINTS = 200;
const FONT_SIZE = isWide ? 12 : 10;

/** A quote as drawn: its strike, bid (or ask, without one) and ask as vols, and 1 where the smile is between them. */
type Bar = [strike: number, low: number, high: number, isMet: number];

/** Bid to ask of each strike, the smile through them, the forward. */
export function smileChart(smile: SmileView): EChartsCoreOption {
  return {
    ...base,
    grid: { left: isWide ? 56 : 46, right: 14, top: 22, bottom: 22, outerBoundsMode: 'none' },
    xAxis: { ...axis, type: 'value', scale: true, splitLine: { show: false }, axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false, formatter: (strike: number) => plain(strike, 2) }, axisPointer: { label: { formatter: ({ value }: { value: number }) => price(value) } } },
    yAxis: {
      ...axis, type: 'value', scale: true, splitNumber: 4, name: '{fit|─} smile  {met|┃} bid to ask, met  {missed|┃} missed  {missed|●} ask alone', nameGap: 7,
      nameTextStyle: { color: palette.dim, fontSize: FONT_SIZE, align: 'left', rich: { fit: { color: palette.fit }, met: { color: palette.dim }, missed: { color: palette.text } } },
      minInterval: 0.005, axisLabel: { ...axis.axisLabel, formatter: (vol: number) => percent(vol, 1) }, axisPointer: { show: false },
    },
    tooltip: { ...tooltip, formatter: (hovered: unknown) => smileTip(smile, hoveredAt(hovered)) },
    dataZoom: [{ type: 'inside', filterMode: 'filter', zoomOnMouseWheel: true, moveOnMouseMove: true }],
    series: [
      { type: 'custom', id: 'quotes', silent: true, clip: true, progressive: 0, renderItem: drawQuote, encode: { x: 0, y: [1, 2] }, data: barsOf(smile), markLine: forwardLine(smile) },
      { type: 'line', id: 'smile', symbol: 'none', silent: true, z: 3, lineStyle: { color: palette.fit, width: 1.6 }, itemStyle: { color: palette.fit }, data: curveOf(smile) },
    ],
  };
}

/** Vol at the forward and skew over time to expiry, the chosen expiry marked. */
export function smileTerm(smiles: readonly SmileView[], chosen: SmileView | null): EChartsCoreOption {
  const places = smiles.map(({ years }) => placeOf(years));
  const pad = 0.04 * Math.max(1, (places.at(-1) ?? 0) - (places[0] ?? 0));
  const [from, to] = [(places[0] ?? 0) - pad, (places.at(-1) ?? 0) + pad];
  const ticks = ticksOf(from, to);
  const line = (id: string, at: number, color: string, type: 'solid' | 'dashed', read: (smile: SmileView) => number | null) => ({
    type: 'line', id, yAxisIndex: at, symbol: 'circle', symbolSize: 3.5, silent: true, lineStyle: { color, width: 1.4, type }, itemStyle: { color },
    data: smiles.flatMap((smile, i) => read(smile) === null ? [] : [[places[i]!, read(smile)]]),
  });
  return {
    ...base,
    grid: { left: isWide ? 54 : 44, right: isWide ? 46 : 38, top: 22, bottom: 20, outerBoundsMode: 'none' },
    xAxis: {
      ...axis, type: 'value', min: from, max: to, splitLine: { show: false }, axisTick: { show: false, customValues: [...ticks.keys()] },
      axisLabel: { ...axis.axisLabel, customValues: [...ticks.keys()], formatter: (at: number) => ticks.get(at) ?? '' }, axisPointer: { label: { show: false } },
    },
    yAxis: [
      { ...axis, type: 'value', scale: true, splitNumber: 3, name: '{fit|─} vol at the forward', nameGap: 7, nameTextStyle: { color: palette.dim, fontSize: FONT_SIZE, align: 'left', rich: { fit: { color: palette.fit } } }, minInterval: 0.001, axisLabel: { ...axis.axisLabel, formatter: (vol: number) => percent(vol, 1) }, axisPointer: { show: false } },
      { ...axis, type: 'value', scale: true, splitNumber: 3, position: 'right', splitLine: { show: false }, name: '{skew|╌} skew', nameGap: 7, nameTextStyle: { color: palette.dim, fontSize: FONT_SIZE, align: 'right', rich: { skew: { color: palette.text } } }, minInterval: 0.01, axisLabel: { ...axis.axisLabel, formatter: (skew: number) => fixed(skew, 2) }, axisPointer: { show: false } },
    ],
    tooltip: { ...tooltip, formatter: (hovered: unknown) => termTip(smiles, places, hoveredAt(hovered)) },
    series: [
      {
        ...line('atm', 0, palette.fit, 'solid', smile => smile.atmVol),
        markLine: { silent: true, symbol: 'none', animation: false, label: { show: false }, lineStyle: { color: palette.dim, type: 'dotted', width: 1 }, data: chosen === null ? [] : [{ xAxis: placeOf(chosen.years) }] },
      },
      line('skew', 1, palette.text, 'dashed', smile => smile.skew),
    ],
  };
}

const base = { animation: false, textStyle: { fontFamily: FONT }, axisPointer: { lineStyle: { color: palette.dim, type: 'dotted' } } } as const;

const axis = {
  axisLine: { show: false, onZero: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: palette.line } },
  axisLabel: { color: palette.dim, fontSize: FONT_SIZE, hideOverlap: true },
};

const tooltip = {
  trigger: 'axis', confine: true, transitionDuration: 0, backgroundColor: '#0b0f15f2', borderColor: palette.line, padding: 8, textStyle: { color: palette.text, fontSize: 12 },
} as const;

/** Quotes whose ask is a vol; where only an ask is known, it stands for both ends. */
export function barsOf({ points: { strikes, bid, ask, fitted } }: SmileView): Bar[] {
  return strikes.flatMap((strike, i): Bar[] => {
    const [low, high, own] = [bid[i] ?? null, ask[i] ?? null, fitted[i] ?? null];
    if (high === null)
      return [];
    return [[strike, low ?? high, high, own !== null && own <= high && own >= (low ?? 0) ? 1 : 0]];
  });
}

/** The smile from its parameters, at the quoted strikes and between them: they may be far apart. */
export function curveOf({ svi, years, forward, points: { strikes } }: SmileView): [strike: number, vol: number][] {
  const [first, last] = [strikes[0], strikes.at(-1)];
  if (svi === null || first === undefined || last === undefined)
    return [];
  const between = Array.from({ length: CURVE_POINTS }, (_, i) => first * (last / first) ** (i / CURVE_POINTS));
  return [...strikes, ...between].sort((a, b) => a - b).map(strike => {
    const y = Math.log(strike / forward) - svi.m;
    return [strike, Math.sqrt((svi.a + svi.b * (svi.rho * y + Math.hypot(y, svi.sigma))) / years)];
  });
}

const drawQuote: CustomSeriesRenderItem = (_, api) => {
  const [strike, low, high, isMet] = [0, 1, 2, 3].map(i => Number(api.value(i))) as unknown as Bar;
  const [x = 0, top = 0] = api.coord([strike, high]);
  const [, bottom = 0] = api.coord([strike, low]);
  const style = { fill: isMet ? palette.dim : palette.text, opacity: isMet ? 0.75 : 0.95 };
  return low === high
    ? { type: 'circle', shape: { cx: x, cy: top, r: 1.2 }, style: { ...style, opacity: 0.45 } }
    : { type: 'rect', shape: { x: x - 1, y: top, width: 2, height: Math.max(1.5, bottom - top) }, style };
};

const forwardLine = ({ forward }: SmileView) => ({
  silent: true, symbol: 'none', animation: false, lineStyle: { color: palette.spot, type: 'dotted', width: 1 },
  label: { color: palette.spot, fontSize: FONT_SIZE, formatter: 'forward', position: 'insideEndTop', rotate: 0, distance: [0, -14] },
  data: [{ xAxis: forward }],
});

function smileTip({ points: { strikes, bid, mid, ask, fitted }, forward }: SmileView, at: number): HTMLElement | string {
  const i = strikes.reduce((best, strike, j) => Math.abs(strike - at) < Math.abs((strikes[best] ?? Infinity) - at) ? j : best, 0);
  const strike = strikes[i];
  if (strike === undefined)
    return '';
  const [own, middle] = [fitted[i] ?? null, mid[i] ?? null];
  const tip = document.createElement('table');
  tip.className = 'tip';
  tipRow(tip, `${price(strike)} ${strike < forward ? 'put' : 'call'}`, `${percent(strike / forward - 1, 1, true)} of forward`, 'head');
  tipRow(tip, 'smile', percent(own, 2));
  tipRow(tip, 'ask', percent(ask[i], 2));
  tipRow(tip, 'mid', percent(middle, 2));
  tipRow(tip, 'bid', percent(bid[i], 2));
  tipRow(tip, 'smile less mid', own === null || middle === null ? '–' : `${fixed(100 * (own - middle), 2, true)} points`);
  return tip;
}

function termTip(smiles: readonly SmileView[], places: readonly number[], at: number): HTMLElement | string {
  const i = places.reduce((best, place, j) => Math.abs(place - at) < Math.abs((places[best] ?? Infinity) - at) ? j : best, 0);
  const smile = smiles[i];
  if (smile === undefined)
    return '';
  const tip = document.createElement('table');
  tip.className = 'tip';
  tipRow(tip, expiryNames(smiles)[i] ?? '', `${fixed(smile.years * 365, 1)} days`, 'head');
  tipRow(tip, 'vol at the forward', percent(smile.atmVol, 2));
  tipRow(tip, 'skew', `${fixed(smile.skew, 2, true)} points / 1 %`);
  tipRow(tip, '25-delta risk reversal', `${fixed(points(smile.riskReversal25), 2, true)} points`);
  tipRow(tip, '25-delta butterfly', `${fixed(points(smile.butterfly25), 2, true)} points`);
  return tip;
}

/** A difference of vols in vol points. */
export const points = (vol: number | null): number | null => vol === null ? null : 100 * vol;
