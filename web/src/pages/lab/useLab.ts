import { useEffect, useState } from 'react';
import { getFrontier, getFrontiers, Problem } from '../../api/client';
import type { FrontiersAnswer, FrontierView, SavedFrontier } from '../../api/views';
import { useAsking } from '../../stream/useAsking';

const ASK_EVERY_MS = 5000;

/** What is kept, asked for again and again while the page is open: a run that ends appears by itself. Null before the first answer. */
export function useRuns(): FrontiersAnswer | null {
  const [answer, setAnswer] = useState<FrontiersAnswer | null>(null);
  useAsking(getFrontiers, ASK_EVERY_MS, setAnswer, []);
  return answer;
}

/** One run; `of` says of which name and time it is. */
export interface Run {
  of: string | null;
  view: FrontierView | null;
  /** Why it cannot be shown, in the server's words. */
  problem: string | null;
}

export const keyOf = (run: SavedFrontier | null): string | null => run === null ? null : `${run.name} ${run.savedAt}`;

/** The run of that name as it was last kept; what was shown stays until the next is there. */
export function useFrontier(run: SavedFrontier | null): Run {
  const [shown, show] = useState<Run>({ of: null, view: null, problem: null });
  const [of, name] = [keyOf(run), run?.name ?? null];
  useEffect(() => {
    if (name === null)
      return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOpen = true;
    const ask = async (): Promise<void> => {
      try {
        const view = await getFrontier(name);
        if (isOpen)
          show({ of, view, problem: null });
      } catch (error) {
        if (!(error instanceof Problem))
          throw error;
        if (!isOpen)
          return;
        // What the server says of the file is its last word; a link that is down is not.
        if (error.status === 404 || error.status === 409)
          show({ of, view: null, problem: error.detail ?? error.title });
        else
          timer = setTimeout(() => void ask(), ASK_EVERY_MS);
      }
    };
    void ask();
    return () => {
      isOpen = false;
      clearTimeout(timer);
    };
  }, [of, name]);
  return shown;
}
