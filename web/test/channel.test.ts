import { describe, expect, it, vi } from 'vitest';
import { Channel } from '../src/stream/channel';
import { follow } from '../src/stream/follow';

describe('follow', () => {
  it('takes any first number', () => expect(follow(null, 41)).toBe('take'));
  it('takes the next', () => expect(follow(41, 42)).toBe('take'));
  it('sees a gap', () => expect(follow(41, 43)).toBe('gap'));
  it('drops what is not newer', () => {
    expect(follow(41, 41)).toBe('old');
    expect(follow(41, 7)).toBe('old');
  });
});

function channel() {
  const refetch = vi.fn(() => Promise.resolve());
  const seen: string[] = [];
  const draws: (() => void)[] = [];
  const made = new Channel<string>(refetch, view => seen.push(view), draw => draws.push(draw), () => 5);
  return { made, refetch, seen, draw: () => draws.splice(0).forEach(run => run()), waiting: draws };
}

describe('Channel', () => {
  it('refetches after a gap, and shows the newer picture meanwhile', () => {
    const { made, refetch } = channel();
    made.push({ seq: 1, view: 'a' });
    made.push({ seq: 2, view: 'b' });
    expect(refetch).not.toHaveBeenCalled();
    made.push({ seq: 5, view: 'c' });
    expect(refetch).toHaveBeenCalledOnce();
    expect(made.read().view).toBe('c');
  });

  it('does not ask again while an answer is on its way', async () => {
    const { made, refetch } = channel();
    for (const seq of [1, 3, 5, 7])
      made.push({ seq, view: 'x' });
    expect(refetch).toHaveBeenCalledOnce();
    await new Promise(resolve => setImmediate(resolve));
    made.push({ seq: 9, view: 'x' });
    expect(refetch).toHaveBeenCalledTimes(2);
  });

  it('drops an answer that the stream has overtaken', () => {
    const { made } = channel();
    made.push({ seq: 9, view: 'stream' });
    made.answer({ seq: 8, view: 'late' });
    expect(made.read().view).toBe('stream');
    made.answer({ seq: 9, view: 'same' });
    expect(made.read().view).toBe('same');
  });

  it('starts anew after a new link, whose numbers may be lower', () => {
    const { made, refetch } = channel();
    made.push({ seq: 900, view: 'before' });
    made.restart();
    made.push({ seq: 1, view: 'after' });
    expect(made.read().view).toBe('after');
    expect(refetch).not.toHaveBeenCalled();
  });

  it('tells listeners once a draw, and onView of every view', () => {
    const { made, seen, draw, waiting } = channel();
    const heard = vi.fn();
    made.subscribe(heard);
    for (let seq = 1; seq <= 4; seq++)
      made.push({ seq, view: `${seq}` });
    expect(waiting).toHaveLength(1);
    draw();
    expect(heard).toHaveBeenCalledOnce();
    expect(seen).toEqual(['1', '2', '3', '4']);
    made.push({ seq: 5, view: '5' });
    draw();
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('tells an empty picture from one that has not come', () => {
    const { made } = channel();
    expect(made.read()).toEqual({ view: null, at: null, isLoaded: false });
    made.answer({ seq: 0, view: null });
    expect(made.read()).toEqual({ view: null, at: 5, isLoaded: true });
  });
});
