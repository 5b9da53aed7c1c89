import { useEffect } from 'react';
import { told } from './session';

/** Asks the server again and again, so long after each answer, for as long as the page is open. One that fails leaves what was there. */
export function useAsking<T>(ask: (() => Promise<T>) | null, everyMs: number, heard: (answer: T) => void, of: readonly unknown[]): void {
  useEffect(() => {
    if (ask === null)
      return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOpen = true;
    const again = async (): Promise<void> => {
      await told(async () => {
        const answer = await ask();
        if (isOpen)
          heard(answer);
      });
      if (isOpen)
        timer = setTimeout(() => void again(), everyMs);
    };
    void again();
    return () => {
      isOpen = false;
      clearTimeout(timer);
    };
    // What is asked changes with these alone: the functions are new at each painting.
  }, of);
}
