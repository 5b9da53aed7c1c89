import { describe, expect, it } from 'vitest';
import { wrapped } from '../src/ui/picture';

describe('the words above a saved chart', () => {
  it('share lines while they fit', () => expect(wrapped(['SPX', 'price', 'signs', 'walls'], line => line.length <= 13)).toEqual(['SPX · price', 'signs · walls']));
  it('stand alone where nothing fits', () => expect(wrapped(['SPX', 'price'], () => false)).toEqual(['SPX', 'price']));
});
