import type { EChartsType } from 'echarts/core';
import { useCallback, useMemo, useRef, type ReactNode } from 'react';
import type { FlowView } from '../../api/views';
import { useStore } from '../../stream/hooks';
import { series, showSnapshot, snapshots } from '../../stream/session';
import { fileName } from '../../ui/download';
import { Panel } from '../../ui/Panel';
import { PngButton } from '../../ui/PngButton';
import { Empty } from '../../ui/States';
import { useEChart } from '../../ui/useEChart';
import { captionOf } from './caption';
import { historyCurves, nearestTo } from './historyCurves';

/** How spot and its levels moved over the snapshots of the series; a click goes to one, also of those after the one that is shown, of which nothing is told. */
export function HistoryChart({ view, choice }: { view: FlowView; choice: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const past = useStore(series);
  const { shown, newest } = useStore(snapshots);
  const option = useMemo(() => historyCurves(past, shown ?? newest), [past, shown, newest]);
  const count = useRef(0);
  count.current = past.times.length;
  const hear = useCallback((chart: EChartsType) => {
    const zr = chart.getZr();
    zr.off('click');
    zr.on('click', ({ offsetX, offsetY }: { offsetX: number; offsetY: number }) => {
      const at = chart.convertFromPixel({ xAxisIndex: 0 }, offsetX);
      if (typeof at !== 'number' || !(chart.containPixel({ gridIndex: 0 }, [offsetX, offsetY]) || chart.containPixel({ gridIndex: 1 }, [offsetX, offsetY])))
        return;
      const index = nearestTo(at, count.current);
      showSnapshot(index === count.current - 1 ? null : index);
    });
  }, []);
  const picture = useEChart(box, option, hear);
  return (
    <Panel name="History" testId="expiry-panel" note={`${shown === null ? '' : `${shown + 1} of `}${past.times.length} · ${past.expiries === 'all' ? '' : `${past.expiries}, `}by default signs and walls`} tools={<>{choice} <PngButton name={fileName(view, 'history.png')} caption={captionOf(view, 'History', `by default signs and walls, expiries ${past.expiries}`)} picture={picture} /></>}
      title="Spot and the levels of each snapshot, of the expiries chosen, under the default signs and walls. Nights and weekends take no room: the axis counts snapshots.">
      <div className="chart" ref={box} data-testid="history-chart" />
      {past.times.length < 2 && <Empty testId="history-empty" title="No history yet" text="It is there once there are several snapshots: of files, of a history, or of a market that is stored while it is watched." />}
    </Panel>
  );
}
