import type { Band } from '../../api/client';

export const PARTS = ['lower', 'target', 'upper'] as const;

/** The band typed, or null where it is none. */
export function bandOf(texts: Record<(typeof PARTS)[number], string>): Band | null {
  const [lower, target, upper] = PARTS.map(part => texts[part].trim() === '' ? NaN : Number(texts[part].trim().replace('−', '-')));
  if (![lower, target, upper].every(Number.isFinite))
    return null;
  const band = { lower: lower!, target: target!, upper: upper! };
  return band.lower <= band.target && band.target <= band.upper && band.lower < band.upper ? band : null;
}
