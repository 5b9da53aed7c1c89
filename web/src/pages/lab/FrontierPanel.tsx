import { memo, useMemo, useRef } from 'react';
import type { FrontierPoint, FrontierView } from '../../api/views';
import { percent, plain } from '../../format/numbers';
import { Panel } from '../../ui/Panel';
import { PngButton } from '../../ui/PngButton';
import { useEChart } from '../../ui/useEChart';
import { curvesOf, MARKS } from './frontier';
import { frontierChart } from './frontierChart';

interface Props {
  name: string;
  view: FrontierView;
  costRate: number;
  points: readonly FrontierPoint[];
}

/** Cost against risk; the nearer to the corner below on the left the better. */
export const FrontierPanel = memo(function FrontierPanel({ name, view, costRate, points }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const option = useMemo(() => frontierChart(points), [points]);
  const curves = useMemo(() => curvesOf(points), [points]);
  const picture = useEChart(box, option);
  const rate = `${plain(100 * costRate)} % one way`;
  const caption = ['Cost against risk', name, rate, `${view.market.name}, vol ${percent(view.market.vol, 0)}`, `${view.seeds} paths`];
  return (
    <Panel name="Cost against risk" testId="frontier-panel" note={`${rate} · hollow: dominated`} title={`${view.conventions.cost}\n${view.conventions.sd}\nBoth by logarithms. What costs nothing has no place here: it stands in the table.`}
      tools={<PngButton name={`frontier-${name}-${plain(100 * costRate)}.png`} caption={caption} picture={picture} />}>
      <div className="frontier">
        <p className="legend" data-testid="frontier-legend">{curves.map(({ policy, color, symbol }) => <span key={policy}><b style={{ color }}>{MARKS[symbol]}</b> {policy}</span>)}</p>
        <div className="frontier-chart"><div className="chart" ref={box} data-testid="frontier-chart" /></div>
      </div>
    </Panel>
  );
});
