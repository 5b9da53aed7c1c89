import type { Hold } from '../../api/client';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** What was typed as a position, or null while it is none. */
export function holdOf({ symbol, quantity, price }: { symbol: string; quantity: string; price: string }): Hold | null {
  const texts = [quantity, price].map(text => text.trim());
  if (symbol.trim() === '' || !texts.every(text => NUMBER.test(text)) || Number(texts[1]) < 0)
    return null;
  return { symbol: symbol.trim(), quantity: Number(texts[0]), price: Number(texts[1]) };
}
