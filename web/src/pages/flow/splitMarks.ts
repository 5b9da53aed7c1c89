import type { IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesPrimitive, SeriesAttachedParameter, Time, UTCTimestamp } from 'lightweight-charts';
import { FONT, isWide, palette } from '../../ui/palette';

/** Where shares were split: between two points of the price line. */
export interface SplitMark {
  before: number;
  after: number;
  text: string;
}

export interface MarkedLevel {
  at: number;
  color: string;
}

/** Splits as upright lines with their names. Levels belong to the shares of now: they are drawn from the last split on. */
export class SplitMarks implements ISeriesPrimitive<Time> {
  private on: SeriesAttachedParameter<Time> | null = null;
  private marks: readonly SplitMark[] = [];
  private levels: readonly MarkedLevel[] = [];
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

  show(marks: readonly SplitMark[], levels: readonly MarkedLevel[]): void {
    if (marks.length === 0 && this.marks.length === 0)
      return;
    [this.marks, this.levels] = [marks, levels];
    this.on?.requestUpdate();
  }

  private draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const places = this.marks.map(mark => this.between(mark));
    const last = places.at(-1);
    if (this.on === null || last == null)
      return;
    context.lineWidth = 1;
    context.font = `${isWide ? 12 : 11}px ${FONT}`;
    context.fillStyle = context.strokeStyle = palette.text;
    this.marks.forEach(({ text }, i) => {
      const x = places[i];
      if (x == null)
        return;
      line(context, [2, 3], x, 0, x, height);
      const room = context.measureText(text).width + 6;
      context.fillText(text, x + 4 + room > width ? x - room : x + 4, 13);
    });
    for (const { at, color } of this.levels) {
      const y = this.on.series.priceToCoordinate(at);
      if (y === null)
        continue;
      context.strokeStyle = color;
      line(context, [4, 4], Math.max(0, last), y, width, y);
    }
  }

  private between({ before, after }: SplitMark): number | null {
    const time = this.on?.chart.timeScale();
    const [from, to] = [time?.timeToCoordinate(before as UTCTimestamp), time?.timeToCoordinate(after as UTCTimestamp)];
    return from == null || to == null ? null : (from + to) / 2;
  }
}

function line(context: CanvasRenderingContext2D, dashes: number[], fromX: number, fromY: number, toX: number, toY: number): void {
  context.setLineDash(dashes);
  context.beginPath();
  context.moveTo(Math.round(fromX) + 0.5, Math.round(fromY) + 0.5);
  context.lineTo(Math.round(toX) + 0.5, Math.round(toY) + 0.5);
  context.stroke();
}
