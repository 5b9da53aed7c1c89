import type { EChartsCoreOption } from 'echarts/core';
import type { FrontierPoint } from '../../api/views';
import { plain } from '../../format/numbers';
import { FONT, isWide, palette } from '../../ui/palette';
import { tipRow } from '../flow/tip';
import { curvesOf, dominatorOf, logTicks, nameOf, withError, type Curve } from './frontier';

const FONT_SIZE = isWide ? 12 : 10;
const PAD = 0.04;

/** Cost across and deviation up, both by logarithms; a line a policy. A dominated point is hollow. */
export function frontierChart(points: readonly FrontierPoint[]): EChartsCoreOption {
  const curves = curvesOf(points);
  const drawn = curves.flatMap(curve => curve.points);
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: isWide ? 60 : 50, right: 16, top: 24, bottom: 38, outerBoundsMode: 'none' },
    xAxis: axis(drawn.map(point => point.cost), { name: 'cost of a path, quote currency', nameLocation: 'middle', nameGap: 22 }),
    yAxis: axis(drawn.map(point => point.sd), { name: 'sd of the P&L, quote currency', nameGap: 8, nameTextStyle: { color: palette.dim, fontSize: FONT_SIZE, align: 'left', padding: [0, 0, 0, -30] } }),
    tooltip: {
      trigger: 'item', confine: true, transitionDuration: 0, backgroundColor: '#0b0f15f2', borderColor: palette.line, padding: 8, textStyle: { color: palette.text, fontSize: 12 },
      formatter: ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => tipOf(curves[seriesIndex]?.points[dataIndex]),
    },
    series: curves.map(lineOf),
  };
}

const lineOf = ({ policy, color, symbol, points }: Curve) => ({
  type: 'line', id: policy, name: policy, symbol, symbolSize: 7, lineStyle: { color, width: 1.4 }, emphasis: { focus: 'series', scale: 1.6 }, blur: { lineStyle: { opacity: 0.25 }, itemStyle: { opacity: 0.25 } },
  data: points.map(point => ({
    value: [Math.log10(point.cost), Math.log10(point.sd)],
    itemStyle: point.dominatedBy == null ? { color } : { color: palette.panel, borderColor: color, borderWidth: 1.4 },
  })),
});

function axis(values: readonly number[], more: object) {
  const places = values.map(value => Math.log10(value));
  const [least, most] = [Math.min(...places), Math.max(...places)];
  const pad = PAD * Math.max(0.2, most - least);
  const ticks = values.length === 0 ? new Map<number, number>() : logTicks(least - pad, most + pad);
  return {
    type: 'value', ...(values.length === 0 ? {} : { min: least - pad, max: most + pad }), containShape: false,
    axisLine: { show: true, onZero: false, lineStyle: { color: palette.line } }, axisTick: { show: false, customValues: [...ticks.keys()] },
    axisLabel: { color: palette.dim, fontSize: FONT_SIZE, hideOverlap: true, customValues: [...ticks.keys()], formatter: (at: number) => plain(ticks.get(at)) },
    splitLine: { show: true, customValues: [...ticks.keys()], lineStyle: { color: palette.line } },
    nameTextStyle: { color: palette.dim, fontSize: FONT_SIZE }, ...more,
  };
}

function tipOf(point: FrontierPoint | undefined): HTMLElement | string {
  if (point === undefined)
    return '';
  const tip = document.createElement('table');
  tip.className = 'tip';
  tipRow(tip, nameOf(point), 'quote currency', 'head');
  tipRow(tip, 'cost', withError(point.cost, point.costError));
  tipRow(tip, 'sd', withError(point.sd, point.sdError));
  tipRow(tip, 'P&L', withError(point.pnl, point.pnlError));
  tipRow(tip, 'certainty', withError(point.certainty, point.certaintyError));
  tipRow(tip, 'trades', `${withError(point.trades, point.tradesError)} a path`);
  if (point.dominatedBy != null)
    tipRow(tip, 'dominated by (errors)', dominatorOf(point));
  return tip;
}
