import { widestOf } from '../../ui/textWidth';

const isNear = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

/**
 * As many moves of spot as there are columns for, to both sides alike and in order: none at all, then by their size's
 * place in `first`, those that are not named there last.
 */
export function movesFor(moves: readonly number[], first: readonly number[], columns: number): number[] {
  const placeOf = (size: number): number => {
    const at = first.findIndex(named => isNear(named, size));
    return at < 0 ? first.length : at;
  };
  const sizes = [...new Set(moves.map(Math.abs))].sort((a, b) => placeOf(a) - placeOf(b) || a - b);
  const shown: number[] = [];
  for (const size of sizes) {
    const sides = moves.filter(move => isNear(Math.abs(move), size));
    if (shown.length > 0 && shown.length + sides.length > columns)
      break;
    shown.push(...sides);
  }
  return shown.sort((a, b) => a - b);
}

const FONT_SIZE = 11;
const PADDING = 6;

/** How many columns have room for any of the texts. */
export const columnsIn = (width: number, texts: readonly string[]): number =>
  Math.floor(width / (widestOf(texts, FONT_SIZE) + PADDING));
