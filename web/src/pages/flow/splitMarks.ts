import type { IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesPrimitive, SeriesAttachedParameter, Time, UTCTimestamp } from 'lightweight-charts';
import { FONT, isWide, palette } from '../../ui/palette';

/** Where shares were split: between two points of the price line. */
export interface SplitMark {
  before: number;
  after: number;
  text: string;
}

/** Splits as upright lines with their names. */
export class SplitMarks implements ISeriesPrimitive<Time> {
  private on: SeriesAttachedParameter<Time> | null = null;
  private marks: readonly SplitMark[] = [];
  private readonly views: readonly IPrimitivePaneView[] = [{ renderer: () => this.renderer, zOrder: () => 'bottom' }];
  private readonly renderer: IPrimitivePaneRenderer = {
    draw: target => target.useMediaCoordinateSpace(({ context, mediaSize }) => this.draw(context, mediaSize.width, mediaSize.height)),
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

  show(marks: readonly SplitMark[]): void {
    if (marks.length === 0 && this.marks.length === 0)
      return;
    this.marks = marks;
    this.on?.requestUpdate();
  }

  private draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    if (this.marks.length === 0)
      return;
    context.lineWidth = 1;
    context.font = `${isWide ? 12 : 11}px ${FONT}`;
    context.fillStyle = context.strokeStyle = palette.text;
    for (const mark of this.marks) {
      const x = this.between(mark);
      if (x === null)
        continue;
      line(context, [2, 3], x, 0, x, height);
      const room = context.measureText(mark.text).width + 6;
      context.fillText(mark.text, x + 4 + room > width ? x - room : x + 4, 13);
    }
  }

  private between({ before, after }: SplitMark): number | null {
    const time = this.on?.chart.timeScale();
    const [from, to] = [time?.timeToCoordinate(before as UTCTimestamp), time?.timeToCoordinate(after as UTCTimestamp)];
    return from == null || to == null ? null : (from + to) / 2;
  }
}

export function line(context: CanvasRenderingContext2D, dashes: number[], fromX: number, fromY: number, toX: number, toY: number): void {
  context.setLineDash(dashes);
  context.beginPath();
  context.moveTo(Math.floor(fromX) + 0.5, Math.floor(fromY) + 0.5);
  context.lineTo(Math.floor(toX) + 0.5, Math.floor(toY) + 0.5);
  context.stroke();
}
