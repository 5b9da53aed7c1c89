import type { Maybe } from '../api/views';

export const NOTHING = '–';
const MINUS = '−';

const SCALES = [
  { from: 1e12, by: 1e12, name: 'tn' },
  { from: 1e9, by: 1e9, name: 'bn' },
  { from: 1e6, by: 1e6, name: 'mn' },
  { from: 1e4, by: 1e3, name: 'k' },
] as const;

const exists = (value: Maybe): value is number => value != null && Number.isFinite(value);

const signOf = (value: number, text: string, isSigned: boolean): string => {
  const isZero = !/[1-9]/.test(text);
  if (isZero)
    return '';
  return value < 0 ? MINUS : isSigned ? '+' : '';
};

const grouped = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A price or a quantity with a fixed number of decimals, thousands grouped. */
export function fixed(value: Maybe, digits: number, isSigned = false): string {
  if (!exists(value))
    return NOTHING;
  const text = grouped(Math.abs(value), digits);
  return signOf(value, text, isSigned) + text;
}

/** An amount of money: cents of a dollar or of what is one, millionths of a coin. */
export const money = (value: Maybe, currency: string, isSigned = false): string => fixed(value, /^(USD|USDC|USDT|EUR)$/.test(currency) ? 2 : 6, isSigned);

/** At most this many decimals, none of them a trailing zero. */
export function plain(value: Maybe, digits = 8, isSigned = false): string {
  if (!exists(value))
    return NOTHING;
  const text = Math.abs(value).toLocaleString('en-US', { maximumFractionDigits: digits });
  return signOf(value, text, isSigned) + text;
}

/** Three significant figures and tn, bn, mn or k: 6.62 bn. */
export function compact(value: Maybe, isSigned = false): string {
  if (!exists(value))
    return NOTHING;
  const size = Math.abs(value);
  const scale = SCALES.find(s => size >= s.from * 0.9995);
  if (scale === undefined)
    return significant(value, isSigned);
  const scaled = size / scale.by;
  return `${signOf(value, '1', isSigned)}${grouped(scaled, decimals(scaled))} ${scale.name}`;
}

/** Below this a greek or a quantity is nothing: an option far from the money has a gamma of 1e-67. */
const NEGLIGIBLE = 1e-9;

/** Three significant figures without a scale: for greeks and small quantities. */
export function significant(value: Maybe, isSigned = false): string {
  if (!exists(value))
    return NOTHING;
  const size = Math.abs(value);
  if (size < NEGLIGIBLE)
    return '0';
  const text = size < 0.001 ? size.toExponential(1) : grouped(size, decimals(size));
  return signOf(value, text, isSigned) + text;
}

function decimals(size: number): number {
  if (size === 0 || size >= 99.95)
    return 0;
  if (size >= 9.995)
    return 1;
  return size >= 0.9995 ? 2 : Math.min(6, 3 - Math.ceil(Math.log10(size) + 1e-9) );
}

/** A fraction as per cent: 0.0123 is 1.23 %. */
export function percent(fraction: Maybe, digits = 1, isSigned = false): string {
  return exists(fraction) ? `${fixed(fraction * 100, digits, isSigned)} %` : NOTHING;
}

/** Decimals that a price of this size is read with. */
export function price(value: Maybe): string {
  if (!exists(value))
    return NOTHING;
  const size = Math.abs(value);
  return fixed(value, size >= 10_000 ? 1 : size >= 1 || size === 0 ? 2 : 4);
}
