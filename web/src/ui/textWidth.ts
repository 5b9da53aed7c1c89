import { FONT } from './palette';

let pen: CanvasRenderingContext2D | null = null;

/** Pixels of the widest of the texts in the page's letters. */
export function widestOf(texts: readonly string[], fontSize: number): number {
  pen ??= document.createElement('canvas').getContext('2d')!;
  pen.font = `${fontSize}px ${FONT}`;
  return Math.ceil(texts.reduce((most, text) => Math.max(most, pen!.measureText(text).width), 0));
}
