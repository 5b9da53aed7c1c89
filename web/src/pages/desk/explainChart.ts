import type { CustomSeriesRenderItem } from 'echarts';
import type { EChartsCoreOption } from 'echarts/core';
import type { DeskView } from '../../api/views';
import { TERMS } from '../../format/conventions';
import { compact, money } from '../../format/numbers';
import { FONT, palette } from '../../ui/palette';
import { waterfall, type Step } from './waterfall';

/** Gains and losses by cause, each bar from where the one above has led; the last is their sum. */
export function explainChart(pnl: DeskView['pnl']): EChartsCoreOption {
  const steps = waterfall(pnl.explain);
  const sum = steps.at(-1)?.to ?? 0;
  const bars: Step[] = [...steps, { term: 'total', amount: sum, from: 0, to: sum }];
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 104, right: 12, top: 4, bottom: 18, outerBoundsMode: 'none' },
    xAxis: {
      type: 'value', splitNumber: 3, axisLabel: { color: palette.dim, fontSize: 10, hideOverlap: true, formatter: (amount: number) => compact(amount) },
      splitLine: { lineStyle: { color: palette.line } },
    },
    yAxis: {
      type: 'category', inverse: true, data: bars.map(bar => bar.term), axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { color: palette.dim, fontSize: 10, interval: 0 },
    },
    tooltip: {
      trigger: 'axis', axisPointer: { type: 'none' }, confine: true, transitionDuration: 0, backgroundColor: '#0b0f15f2', borderColor: palette.line, padding: 8,
      textStyle: { color: palette.text, fontSize: 12 }, extraCssText: 'white-space: normal; max-width: 260px',
      formatter: (hovered: unknown) => tip(bars[(hovered as { dataIndex: number }[])[0]?.dataIndex ?? 0], pnl.currency),
    },
    series: [{ type: 'custom', id: 'terms', renderItem: bar, encode: { x: [0, 1], y: 2 }, data: bars.map((b, i) => [b.from, b.to, i, b.term === 'total' ? 0 : Math.sign(b.amount)]) }],
  };
}

const tip = (bar: Step | undefined, currency: string): string =>
  bar === undefined ? '' : `${bar.term} ${money(bar.amount, currency, true)} ${currency}<br>${TERMS[bar.term] ?? ''}`;

const bar: CustomSeriesRenderItem = (_, api) => {
  const [from, y] = api.coord([api.value(0), api.value(2)]) as [number, number];
  const [to] = api.coord([api.value(1), api.value(2)]) as [number, number];
  const height = 0.7 * (api.size!([0, 1]) as [number, number])[1];
  const sign = api.value(3);
  return {
    type: 'rect',
    shape: { x: Math.min(from, to), y: y - height / 2, width: Math.max(1, Math.abs(to - from)), height },
    style: { fill: sign === 0 ? palette.text : Number(sign) > 0 ? palette.long : palette.short },
  };
};
