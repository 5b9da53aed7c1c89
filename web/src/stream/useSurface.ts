import { useCallback, useEffect, useRef, useState } from 'react';
import { getSurface } from '../api/client';
import type { SurfaceAnswer } from '../api/views';

/** Which surface: `version` changes when there is a newer one of the same. */
export interface Wanted {
  version: string;
  expiries: string | null;
  index: number | null;
}

/** The last answer, when the browser got it in its own milliseconds, and why a later one did not come. */
export interface Held {
  answer: SurfaceAnswer | null;
  at: number | null;
  problem: string | null;
}

const same = (a: Wanted, b: Wanted): boolean => a.version === b.version && a.expiries === b.expiries && a.index === b.index;

/** The vol surface, asked for while this is mounted: once for each that is wanted, one at a time, the latest next. */
export function useSurface({ version, expiries, index }: Wanted): Held {
  const [held, hold] = useState<Held>({ answer: null, at: null, problem: null });
  const latest = useRef<Wanted | null>(null);
  const isAsking = useRef(false);

  const ask = useCallback(async (): Promise<void> => {
    if (isAsking.current)
      return;
    isAsking.current = true;
    for (let asked: Wanted | null = null; latest.current !== null && (asked === null || !same(asked, latest.current));) {
      asked = latest.current;
      const next = await answerOf(asked);
      if (latest.current !== null && same(asked, latest.current))
        hold(before => 'answer' in next ? next : { ...before, ...next });
    }
    isAsking.current = false;
  }, []);

  useEffect(() => {
    latest.current = { version, expiries, index };
    void ask();
  }, [version, expiries, index, ask]);

  useEffect(() => () => {
    latest.current = null;
  }, []);

  return held;
}

async function answerOf({ expiries, index }: Wanted): Promise<Held | { problem: string }> {
  try {
    return { answer: await getSurface(expiries, index), at: performance.now(), problem: null };
  } catch (error) {
    // Also an answer that broke off: one that threw would end the asking, and the last fit would stand without a word.
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
