import { Store } from '../stream/store';

const KEPT_AS = 'poise.token';

interface Place {
  hash: string;
  pathname: string;
  search: string;
}

/**
 * The token of an address that ends in #token=..., moved to the session's storage and out of the address bar.
 * Without one, the token that the session already keeps.
 */
export function takeToken(
  place: Place,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  replaceAddress: (address: string) => void,
): string | null {
  const parts = place.hash.replace(/^#/, '').split('&');
  const given = parts.find(part => part.startsWith('token='));
  if (given === undefined)
    return storage.getItem(KEPT_AS);

  const found = decodeURIComponent(given.slice('token='.length));
  const rest = parts.filter(part => part !== given && part !== '').join('&');
  replaceAddress(place.pathname + place.search + (rest ? `#${rest}` : ''));
  if (found === '')
    return storage.getItem(KEPT_AS);
  storage.setItem(KEPT_AS, found);
  return found;
}

export const token = new Store<string | null>(null);

/** A token that was typed in. */
export function keepToken(text: string): void {
  sessionStorage.setItem(KEPT_AS, text);
  token.set(text);
}

/** Called at start and when a new address is pasted into the open page. */
export function readToken(): void {
  token.set(takeToken(location, sessionStorage, address => history.replaceState(null, '', address)));
}
