import { describe, expect, it } from 'vitest';
import { movesFor } from '../src/pages/flow/moves';

const moves = [-0.05, -0.02, -0.01, 0, 0.01, 0.02, 0.05];

describe('moves of spot that have a column', () => {
  it('are all where there is room', () => expect(movesFor(moves, [0, 0.01], 7)).toEqual(moves));
  it('are the first on both sides where there is not, in order', () => expect(movesFor(moves, [0, 0.05, 0.01], 6)).toEqual([-0.05, -0.01, 0, 0.01, 0.05]));
  it('are none at all, at the least', () => expect(movesFor(moves, [0], -3)).toEqual([0]));
});
