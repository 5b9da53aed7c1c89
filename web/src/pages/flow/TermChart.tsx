import type { EChartsType } from 'echarts/core';
import { useCallback, useMemo, useRef, type ReactNode } from 'react';
import type { FlowView } from '../../api/views';
import { flowText, reasonOf } from '../../format/conventions';
import { fileName } from '../../ui/download';
import { Panel } from '../../ui/Panel';
import { PngButton } from '../../ui/PngButton';
import { Empty } from '../../ui/States';
import { useEChart } from '../../ui/useEChart';
import { captionOf, choicesOf } from './caption';
import { firstWindow, termCurves } from './termCurves';

/** What changes with time to expiry, on one axis of time. */
export function TermChart({ view, choice }: { view: FlowView; choice: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const option = useMemo(() => termCurves(view), [view]);
  const framed = useRef<string | null>(null);
  const isWhole = firstWindow(view) === null;
  const frame = useCallback((chart: EChartsType) => {
    const first = firstWindow(view);
    const key = `${view.underlying} ${view.conventions.expiries}`;
    if (framed.current !== key)
      chart.dispatchAction(first === null ? { type: 'dataZoom', dataZoomIndex: 0, start: 0, end: 100 } : { type: 'dataZoom', dataZoomIndex: 0, startValue: first[0], endValue: first[1] });
    framed.current = key;
  }, [view]);
  const picture = useEChart(box, option, frame);
  return (
    <Panel name="Term structure" testId="expiry-panel" note={isWhole ? 'scroll to zoom' : 'six months: scroll for all'} title={flowText.term(view.conventions)} tools={<>{choice} <PngButton name={fileName(view, 'term.png')} caption={captionOf(view, 'Term structure', ...choicesOf(view))} picture={picture} /></>}>
      <div className="chart" ref={box} data-testid="term-chart" />
      {view.byExpiry.length === 0 && <Empty testId="term-empty" title="No expiry to show" text={reasonOf(view.notes, 'totals')} />}
    </Panel>
  );
}
