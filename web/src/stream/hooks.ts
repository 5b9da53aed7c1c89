import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Picture } from './channel';

interface Readable<T> {
  subscribe: (listener: () => void) => () => void;
  read: () => T;
}

export const useStore = <T>(store: Readable<T>): T => useSyncExternalStore(store.subscribe, store.read);

/** Seconds since the browser got the picture, counted once a second; null before the first one. */
export function useAge(picture: Pick<Picture<unknown>, 'at'>): number | null {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return picture.at === null ? null : Math.max(0, (now - picture.at) / 1000);
}
