import { refusal } from '../../api/role';
import type { LimitsChange } from '../../api/client';
import type { DeskLimitsAnswer, HouseBookView, RaiseView, StatusAnswer } from '../../api/views';

export const SIZES = ['maxOrder', 'maxPosition', 'maxDelta', 'maxGamma', 'maxVega'] as const;
/** Of sums over underlyings. */
export const SUMS = ['maxDelta', 'maxGamma', 'maxVega', 'maxGross'] as const;
export const FALLS = ['soft', 'hard'] as const;

export type Size = (typeof SIZES)[number] | (typeof SUMS)[number];
export type Part = Size | (typeof FALLS)[number] | 'then';

/** Limits in force; what is not set is null, or not there. */
export type InForce = { [size in Size]?: number | null } & { drawdown?: { soft: number; hard: number; then: string } | null };

/** What becomes of a part: it is lowered at once, raised with a second person, or is no limit; null: it stays. */
export type Way = 'lower' | 'raise' | 'wrong' | null;

export type Texts = { [part in Part]?: string };

export interface Typed {
  ways: { [part in Part]?: Way };
  /** What differs alone: what somebody else changed meanwhile stays. Null where nothing does, or something is wrong. */
  change: LimitsChange | null;
}

const textOf = (limit: number | null | undefined): string => limit == null ? '' : String(limit);

/** What the form shows at first; an empty text is a limit that is not set. */
export const textsOf = (sizes: readonly Size[], now: InForce): Texts => ({
  ...Object.fromEntries(sizes.map(size => [size, textOf(now[size])])),
  soft: textOf(now.drawdown?.soft), hard: textOf(now.drawdown?.hard), then: now.drawdown?.then ?? 'freeze',
});

/** What was typed, against the limits in force. What was emptied stays. */
export function typedOf(sizes: readonly Size[], texts: Texts, now: InForce): Typed {
  const ways: Typed['ways'] = { ...Object.fromEntries(sizes.map(size => [size, wayOf(texts[size], now[size] ?? null)])), ...fallsOf(texts, now) };
  const changed = Object.entries(ways).filter(([, way]) => way !== null);
  if (changed.length === 0 || changed.some(([, way]) => way === 'wrong'))
    return { ways, change: null };
  const change: LimitsChange = {};
  for (const size of sizes)
    if (ways[size] != null)
      change[size] = numberOf(texts[size]);
  if (ways.soft ?? ways.hard ?? ways.then)
    change.drawdown = { soft: fallOf('soft', texts, now), hard: fallOf('hard', texts, now), then: texts.then ?? 'freeze' };
  return { ways, change };
}

/** Limits over the whole desk, in its reporting currency. */
export interface DeskLimits extends InForce {
  base: string;
  books: { [book: string]: InForce };
}

export const deskLimitsOf = ({ limits }: DeskLimitsAnswer): DeskLimits => ({ books: {}, ...JSON.parse(limits) as Omit<DeskLimits, 'books'> & Partial<DeskLimits> });

/** The desk's own book, those that hold something and those with limits. */
export const bookNames = (limits: DeskLimits, books: readonly HouseBookView[]): string[] =>
  [...new Set(['desk', ...books.filter(b => !b.isOwn).map(b => b.book), ...Object.keys(limits.books)])];

/** Why whoever looks may not approve a raise; null where he may. */
export const approvalRefusal = (status: StatusAnswer | null, raise: RaiseView): string | null =>
  refusal(status, 'risk') ?? (status?.user === raise.askedBy ? 'You asked for it: another person approves it' : null);

const numberOf = (text = ''): number => Number(text.trim());

const fallOf = (part: 'soft' | 'hard', texts: Texts, now: InForce): number => (texts[part] ?? '').trim() === '' ? now.drawdown?.[part] ?? NaN : numberOf(texts[part]);

function wayOf(text = '', now: number | null): Way {
  if (text.trim() === '')
    return null;
  const limit = numberOf(text);
  return !(limit > 0 && Number.isFinite(limit)) ? 'wrong' : limit === now ? null : now === null || limit < now ? 'lower' : 'raise';
}

/** A fall has both its steps, the soft one first; another deed of one that is set is a raise. */
function fallsOf(texts: Texts, now: InForce): Record<'soft' | 'hard' | 'then', Way> {
  const [soft, hard] = FALLS.map(part => wayOf(texts[part], now.drawdown?.[part] ?? null)) as [Way, Way];
  if (soft === null && hard === null && now.drawdown == null)
    return { soft, hard, then: null };
  const isOrdered = fallOf('soft', texts, now) <= fallOf('hard', texts, now);
  return { soft, hard: isOrdered ? hard : 'wrong', then: now.drawdown == null || texts.then === now.drawdown.then ? null : 'raise' };
}
