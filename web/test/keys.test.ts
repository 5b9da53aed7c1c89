import { describe, expect, it } from 'vitest';
import { KILL_WITHIN_MS, press, type Armed } from '../src/keys/press';

const hit = (armed: Armed, key: string, at = 0, more: { isTaken?: boolean; hasModifier?: boolean } = {}) =>
  press(armed, { key, at, isTaken: false, hasModifier: false, ...more });

describe('k twice', () => {
  it('asks for the kill switch', () => {
    const first = hit(null, 'k', 1000);
    expect(first.act).toBeNull();
    expect(hit(first.armed, 'k', 1400)).toEqual({ armed: null, act: { do: 'kill' } });
  });

  it('works with capitals', () => expect(hit(hit(null, 'K', 0).armed, 'K', 1).act).toEqual({ do: 'kill' }));

  it('is forgotten when the second comes late, which then counts as a first', () => {
    const late = hit(hit(null, 'k', 0).armed, 'k', KILL_WITHIN_MS + 1);
    expect(late).toEqual({ armed: KILL_WITHIN_MS + 1, act: null });
  });

  it('is forgotten when another key comes between', () => {
    const between = hit(hit(null, 'k', 0).armed, 'j', 10);
    expect(hit(between.armed, 'k', 20).act).toBeNull();
  });

  it('needs two more after it was obeyed', () => {
    const second = hit(hit(null, 'k', 0).armed, 'k', 10);
    expect(hit(second.armed, 'k', 20).act).toBeNull();
  });

  it('does not listen to a text field, a dialog or a shortcut of the browser', () => {
    expect(hit(0, 'k', 10, { isTaken: true })).toEqual({ armed: null, act: null });
    expect(hit(0, 'k', 10, { hasModifier: true })).toEqual({ armed: null, act: null });
  });
});

describe('other keys', () => {
  it.each([
    ['1', { do: 'show', page: 'flow' }],
    ['2', { do: 'show', page: 'desk' }],
    ['4', { do: 'show', page: 'lab' }],
    ['/', { do: 'search' }],
    ['?', { do: 'help' }],
    ['p', { do: 'play' }],
    ['[', { do: 'step', by: -1 }],
    [']', { do: 'step', by: 1 }],
    [' ', { do: 'play' }],
    ['ArrowLeft', { do: 'step', by: -1 }],
    ['ArrowRight', { do: 'step', by: 1 }],
    ['Home', { do: 'walk', to: 'first' }],
    ['End', { do: 'walk', to: 'last' }],
  ])('%s', (key, act) => expect(hit(null, key).act).toEqual(act));
  it('a key without meaning does nothing', () => expect(hit(null, '9').act).toBeNull());
});
