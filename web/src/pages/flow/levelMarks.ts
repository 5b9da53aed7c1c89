import type { IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesPrimitive, SeriesAttachedParameter, Time, UTCTimestamp } from 'lightweight-charts';
import { line } from './splitMarks';

/** A level of now, and what it was at earlier points of the price line: null where it is not known. */
export interface MarkedLevel {
  now: number | null;
  past: readonly (number | null)[];
  color: string;
}

interface Place {
  i: number;
  x: number;
}

/** Levels as steps where the past's are known, and those of now from the last point of the price line on. */
export class LevelMarks implements ISeriesPrimitive<Time> {
  private on: SeriesAttachedParameter<Time> | null = null;
  private times: readonly number[] = [];
  private last: number | null = null;
  private levels: readonly MarkedLevel[] = [];
  // Walls stand on round prices, as the grid does: below it they would not be seen.
  private readonly views: readonly IPrimitivePaneView[] = [{ renderer: () => this.renderer, zOrder: () => 'normal' }];
  private readonly renderer: IPrimitivePaneRenderer = {
    draw: target => target.useMediaCoordinateSpace(({ context, mediaSize }) => this.draw(context, mediaSize.width)),
  };

  attached(on: SeriesAttachedParameter<Time>): void {
    this.on = on;
  }

  detached(): void {
    this.on = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.views;
  }

  /** @param times Of the past's levels, in seconds since 1970. */
  show(times: readonly number[], last: number | null, levels: readonly MarkedLevel[]): void {
    [this.times, this.last, this.levels] = [times, last, levels];
    this.on?.requestUpdate();
  }

  private draw(context: CanvasRenderingContext2D, width: number): void {
    const from = this.placeOf(this.last);
    if (from === null)
      return;
    const points = this.times.map((time, i) => ({ i, x: this.placeOf(time) })).filter((point): point is Place => point.x !== null);
    context.lineWidth = 1;
    for (const { now, past, color } of this.levels) {
      context.strokeStyle = color;
      context.globalAlpha = 0.6;
      this.steps(context, points, past, from);
      context.globalAlpha = 1;
      const y = this.heightOf(now);
      if (y !== null && from < width)
        line(context, [4, 4], Math.max(0, from), y, width, y);
    }
  }

  /** Each level holds until the next snapshot. */
  private steps(context: CanvasRenderingContext2D, points: readonly Place[], past: readonly (number | null)[], end: number): void {
    context.setLineDash([]);
    context.beginPath();
    let isDown = false;
    points.forEach(({ i, x }, at) => {
      const y = this.heightOf(past[i] ?? null);
      if (y !== null) {
        context[isDown ? 'lineTo' : 'moveTo'](x, y);
        context.lineTo(points[at + 1]?.x ?? end, y);
      }
      isDown = y !== null;
    });
    context.stroke();
  }

  private placeOf(time: number | null): number | null {
    return time === null ? null : this.on?.chart.timeScale().timeToCoordinate(time as UTCTimestamp) ?? null;
  }

  private heightOf(price: number | null): number | null {
    const y = price === null ? null : this.on?.series.priceToCoordinate(price) ?? null;
    return y === null ? null : Math.floor(y) + 0.5;
  }
}
