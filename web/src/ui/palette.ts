/** The page's colours for canvases; the same as the custom properties of styles/base.css. */
export const palette = {
  text: '#d5dde7',
  dim: '#8796a8',
  line: '#202936',
  panel: '#11161e',
  long: '#4aa3ff',
  short: '#ff9a3d',
  spot: '#f4f7fa',
  zero: '#b79cff',
  fit: '#5fd3bc',
  danger: '#ff4f81',
} as const;

/** Canvases and grids take their sizes once; styles/panels.css has the same border. */
export const isWide = typeof matchMedia !== 'undefined' && matchMedia('(min-width: 1600px)').matches;

export const FONT = 'Inter, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';

/** A count, which is on nobody's side, the stronger the larger: share runs from 0 to 1. */
export const neutral = (share: number): string => `rgba(213,221,231,${(0.06 + 0.94 * Math.sqrt(share)).toFixed(3)})`;

/** Long or short gamma's accent, the stronger the larger: share runs from -1 to 1. */
export function diverging(share: number): string {
  const strength = Math.sqrt(Math.min(1, Math.abs(share)));
  const base = share >= 0 ? [74, 163, 255] : [255, 154, 61];
  return `rgba(${base.join(',')},${(0.06 + 0.94 * strength).toFixed(3)})`;
}
