import type { Page } from '../stream/link';

export interface Press {
  key: string;
  /** Milliseconds, any origin. */
  at: number;
  /** What has the focus takes the key itself, or a dialog is open. */
  isTaken: boolean;
  hasModifier: boolean;
}

export type Act = { do: 'show'; page: Page } | { do: 'play' } | { do: 'step'; by: 1 | -1 } | { do: 'walk'; to: 'first' | 'last' } | { do: 'search' } | { do: 'kill' } | { do: 'help' };

/** When k was pressed and no second one followed yet. */
export type Armed = number | null;

export const KILL_WITHIN_MS = 1000;

const PAGES: Record<string, Page> = { '1': 'flow', '2': 'desk', '3': 'risk', '4': 'lab' };
const MEANINGS: Record<string, Act> = {
  '/': { do: 'search' }, '?': { do: 'help' },
  'p': { do: 'play' }, ' ': { do: 'play' }, '[': { do: 'step', by: -1 }, ']': { do: 'step', by: 1 },
  'ArrowLeft': { do: 'step', by: -1 }, 'ArrowRight': { do: 'step', by: 1 }, 'Home': { do: 'walk', to: 'first' }, 'End': { do: 'walk', to: 'last' },
};

/** What a key means, and whether a first k still waits for its second. */
export function press(armed: Armed, { key, at, isTaken, hasModifier }: Press): { armed: Armed; act: Act | null } {
  if (isTaken || hasModifier)
    return { armed: null, act: null };
  if (key === 'k' || key === 'K')
    return armed !== null && at - armed <= KILL_WITHIN_MS
      ? { armed: null, act: { do: 'kill' } }
      : { armed: at, act: null };
  return { armed: null, act: meaning(key) };
}

function meaning(key: string): Act | null {
  const page = PAGES[key];
  if (page !== undefined)
    return { do: 'show', page };
  return MEANINGS[key] ?? null;
}
