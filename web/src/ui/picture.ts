import { FONT, palette } from './palette';

/** A chart as drawn, with so many pixels for one of the page's. */
export interface Picture {
  canvas: HTMLCanvasElement;
  scale: number;
}

const FONT_SIZE = 12;
const LINE = 17;
const PADDING = 8;

/** The chart as a data address of a PNG, under words that say what it is: a picture travels without its page. */
export function captioned({ canvas, scale }: Picture, words: readonly string[]): string {
  const whole = document.createElement('canvas');
  const pen = whole.getContext('2d')!;
  const font = `${FONT_SIZE * scale}px ${FONT}`;
  pen.font = font;
  const lines = wrapped(words, text => pen.measureText(text).width <= canvas.width - 2 * PADDING * scale);
  const height = (2 * PADDING + LINE * lines.length) * scale;
  [whole.width, whole.height] = [canvas.width, canvas.height + height];
  pen.fillStyle = palette.panel;
  pen.fillRect(0, 0, whole.width, whole.height);
  pen.font = font;
  pen.fillStyle = palette.text;
  pen.textBaseline = 'middle';
  lines.forEach((text, i) => pen.fillText(text, PADDING * scale, (PADDING + LINE * (i + 0.5)) * scale));
  pen.drawImage(canvas, 0, height);
  return whole.toDataURL('image/png');
}

/** As many of the words a line as fit. */
export function wrapped(words: readonly string[], fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} · ${word}`;
    if (lines.length > 0 && fits(longer))
      lines[lines.length - 1] = longer;
    else
      lines.push(word);
  }
  return lines;
}
