import { refusal } from '../../api/role';
import type { LimitsChange } from '../../api/client';
import type { LimitsAnswer, RaiseView, StatusAnswer } from '../../api/views';

export const SIZES = ['maxOrder', 'maxPosition', 'maxDelta', 'maxGamma', 'maxVega'] as const;
export const FALLS = ['soft', 'hard'] as const;

export type Part = (typeof SIZES)[number] | (typeof FALLS)[number] | 'then';

/** What becomes of a part: it is lowered at once, raised with a second person, or is no limit; null: it stays. */
export type Way = 'lower' | 'raise' | 'wrong' | null;

export interface Typed {
  ways: Record<Part, Way>;
  /** What differs alone: what somebody else changed meanwhile stays. Null where nothing does, or something is wrong. */
  change: LimitsChange | null;
}

const textOf = (limit: number | null | undefined): string => limit == null ? '' : String(limit);

/** What the form shows at first; an empty text is a limit that is not set. */
export function textsOf({ maxOrder, maxPosition, maxDelta, maxGamma, maxVega, drawdown }: LimitsAnswer): Record<Part, string> {
  return {
    maxOrder: textOf(maxOrder), maxPosition: textOf(maxPosition), maxDelta: textOf(maxDelta), maxGamma: textOf(maxGamma), maxVega: textOf(maxVega),
    soft: textOf(drawdown?.soft), hard: textOf(drawdown?.hard), then: drawdown?.then ?? 'freeze',
  };
}

/** What was typed, against the limits in force. What was emptied stays. */
export function typedOf(texts: Record<Part, string>, now: LimitsAnswer): Typed {
  const sizes = Object.fromEntries(SIZES.map(part => [part, wayOf(texts[part], now[part])])) as Record<(typeof SIZES)[number], Way>;
  const ways = { ...sizes, ...fallsOf(texts, now) };
  const changed = Object.entries(ways).filter(([, way]) => way !== null);
  if (changed.length === 0 || changed.some(([, way]) => way === 'wrong'))
    return { ways, change: null };
  const change: LimitsChange = {};
  for (const part of SIZES)
    if (ways[part] !== null)
      change[part] = numberOf(texts[part]);
  if (ways.soft ?? ways.hard ?? ways.then)
    change.drawdown = { soft: fallOf('soft', texts, now), hard: fallOf('hard', texts, now), then: texts.then };
  return { ways, change };
}

/** Why whoever looks may not approve a raise; null where he may. */
export const approvalRefusal = (status: StatusAnswer | null, raise: RaiseView): string | null =>
  refusal(status, 'risk') ?? (status?.user === raise.askedBy ? 'You asked for it: another person approves it' : null);

const numberOf = (text: string): number => Number(text.trim());

const fallOf = (part: 'soft' | 'hard', texts: Record<Part, string>, now: LimitsAnswer): number => texts[part].trim() === '' ? now.drawdown?.[part] ?? NaN : numberOf(texts[part]);

function wayOf(text: string, now: number | null): Way {
  if (text.trim() === '')
    return null;
  const limit = numberOf(text);
  return !(limit > 0 && Number.isFinite(limit)) ? 'wrong' : limit === now ? null : now === null || limit < now ? 'lower' : 'raise';
}

/** A fall has both its steps, the soft one first; another deed of one that is set is a raise. */
function fallsOf(texts: Record<Part, string>, now: LimitsAnswer): Record<'soft' | 'hard' | 'then', Way> {
  const [soft, hard] = FALLS.map(part => wayOf(texts[part], now.drawdown?.[part] ?? null)) as [Way, Way];
  if (soft === null && hard === null && now.drawdown === null)
    return { soft, hard, then: null };
  const isOrdered = fallOf('soft', texts, now) <= fallOf('hard', texts, now);
  return { soft, hard: isOrdered ? hard : 'wrong', then: now.drawdown === null || texts.then === now.drawdown.then ? null : 'raise' };
}
