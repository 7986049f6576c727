import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReactions } from './createReactions';

/** Plays ticks 1… with a model whose action is the observation it was asked about; an observation is its tick. */
function play(reaction: { reactionTicks: number; everyTicks: number }, ticks: number, seed = 1, from = 0) {
  const reactions = createReactions({ a: reaction });
  return Array.from({ length: ticks }, (_, index) => {
    const due = reactions.take(from + index, seed, { a: from + index, other: 0 });
    const repeated = reactions.repeated('a');
    if (repeated !== null) return repeated.action;
    const action = Number(due['a']);
    reactions.played('a', action);
    return action;
  });
}

test('a model acts on what was so many ticks ago, and goes on with its action until it decides again', () => {
  expect(play({ reactionTicks: 0, everyTicks: 1 }, 5)).toEqual([0, 1, 2, 3, 4]);
  expect(play({ reactionTicks: 2, everyTicks: 1 }, 6)).toEqual([0, 0, 0, 1, 2, 3]);
  expect(play({ reactionTicks: 0, everyTicks: 3 }, 8)).toEqual([0, 0, 0, 3, 3, 3, 6, 6]);
  fc.assert(
    fc.property(fc.nat(20), fc.integer({ min: 1, max: 20 }), fc.nat(100), (reactionTicks, everyTicks, ticks) => {
      expect(play({ reactionTicks, everyTicks }, ticks)).toEqual(
        Array.from({ length: ticks }, (_, tick) => Math.max(0, tick - (tick % everyTicks) - reactionTicks)),
      );
    }),
  );
});

test('taken up in the middle of an episode it decides at once, then at its own ticks', () => {
  expect(play({ reactionTicks: 0, everyTicks: 4 }, 6, 1, 5)).toEqual([5, 5, 5, 8, 8, 8]);
});

test('an episode begins without what was seen in the one before', () => {
  const reactions = createReactions({ a: { reactionTicks: 3, everyTicks: 2 } });
  reactions.take(0, 1, { a: 'old' });
  reactions.played('a', 9);
  reactions.take(1, 1, { a: 'older' });
  expect(reactions.repeated('a')).toEqual({ action: 9 });
  expect(reactions.take(0, 2, { a: 'new' })).toEqual({ a: 'new' });
  expect(reactions.repeated('a')).toBeNull();
  expect(reactions.repeated('nobody')).toBeNull();
});
