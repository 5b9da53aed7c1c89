import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useCallback, useEffect, useRef, type RefObject } from 'react';
import { echarts } from './echarts';
import { palette } from './palette';
import type { Picture } from './picture';

/** A redraw of thousands of shapes ten times a second is more than eyes need. */
const LEAST_MS_BETWEEN_DRAWS = 250;

const SHARPER = 2;

/**
 * Draws the option into the box, outside of React's render. What the user zoomed to stays: options are merged.
 * `onDrawn` runs after each draw. Answers with what draws the chart for a file, twice as sharp as on the screen.
 */
export function useEChart(box: RefObject<HTMLDivElement | null>, option: EChartsCoreOption, onDrawn?: (chart: EChartsType) => void): () => Picture | null {
  const chart = useRef<EChartsType | null>(null);
  const wanted = useRef({ option, onDrawn });
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const drawnAt = useRef(-Infinity);

  useEffect(() => {
    const made = echarts.init(box.current!, undefined, { renderer: 'canvas' });
    chart.current = made;
    const resized = new ResizeObserver(() => made.resize());
    resized.observe(box.current!);
    // A draw that was under way when the pointer left would bring its tooltip back.
    const left = (): void => {
      made.dispatchAction({ type: 'hideTip' });
      made.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' });
    };
    const of = box.current!;
    of.addEventListener('pointerleave', left);
    return () => {
      resized.disconnect();
      of.removeEventListener('pointerleave', left);
      if (timer.current !== null)
        clearTimeout(timer.current);
      timer.current = null;
      drawnAt.current = -Infinity;
      chart.current = null;
      made.dispose();
    };
  }, [box]);

  useEffect(() => {
    wanted.current = { option, onDrawn };
    if (timer.current !== null)
      return;
    const draw = (): void => {
      timer.current = null;
      drawnAt.current = performance.now();
      chart.current?.setOption(wanted.current.option, { replaceMerge: ['series'] });
      if (chart.current !== null)
        wanted.current.onDrawn?.(chart.current);
    };
    const wait = drawnAt.current + LEAST_MS_BETWEEN_DRAWS - performance.now();
    if (wait <= 0)
      draw();
    else
      timer.current = setTimeout(draw, wait);
  }, [option, onDrawn]);

  return useCallback(() => chart.current === null ? null : { canvas: chart.current.renderToCanvas({ pixelRatio: SHARPER, backgroundColor: palette.panel }), scale: SHARPER }, []);
}
