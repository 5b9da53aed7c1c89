import { useCallback, useSyncExternalStore } from 'react';
import type { Page } from './stream/link';

const PAGES: readonly Page[] = ['flow', 'desk', 'risk', 'lab'];

const pageOf = (): Page => PAGES.find(page => location.hash === `#${page}`) ?? 'flow';

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

/** The page that the address names after #, so that reload and back work without a word with the server. */
export function usePage(): [Page, (page: Page) => void] {
  const page = useSyncExternalStore(subscribe, pageOf);
  const turn = useCallback((next: Page) => {
    location.hash = next;
  }, []);
  return [page, turn];
}
