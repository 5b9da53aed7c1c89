import { describe, expect, it, vi } from 'vitest';
import { takeToken } from '../src/api/token';

function storage(kept: Record<string, string> = {}) {
  return { kept, getItem: (key: string) => kept[key] ?? null, setItem: (key: string, value: string) => void (kept[key] = value) };
}

const place = (hash: string) => ({ hash, pathname: '/', search: '?a=1' });

describe('takeToken', () => {
  it('keeps the token and takes it out of the address', () => {
    const held = storage();
    const replace = vi.fn();
    expect(takeToken(place('#token=s3cret'), held, replace)).toBe('s3cret');
    expect(Object.values(held.kept)).toEqual(['s3cret']);
    expect(replace).toHaveBeenCalledExactlyOnceWith('/?a=1');
  });

  it('leaves the page that the address names', () => {
    const replace = vi.fn();
    takeToken(place('#token=s3cret&desk'), storage(), replace);
    expect(replace).toHaveBeenCalledExactlyOnceWith('/?a=1#desk');
  });

  it('decodes it', () => expect(takeToken(place('#token=a%2Bb'), storage(), () => {})).toBe('a+b'));

  it('uses the kept one without touching the address', () => {
    const replace = vi.fn();
    expect(takeToken(place('#desk'), storage({ 'poise.token': 'kept' }), replace)).toBe('kept');
    expect(replace).not.toHaveBeenCalled();
  });

  it('replaces the kept one by the new one, but not by an empty one', () => {
    const held = storage({ 'poise.token': 'old' });
    expect(takeToken(place('#token='), held, () => {})).toBe('old');
    expect(takeToken(place('#token=new'), held, () => {})).toBe('new');
    expect(held.kept['poise.token']).toBe('new');
  });

  it('is null where there is none', () => expect(takeToken(place(''), storage(), () => {})).toBeNull());
});
