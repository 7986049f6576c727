import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PolicyMetadata, policyMetadata } from '../../../protocol/policy';
import { decideBotAction } from './decideBotAction';
import { drawRandomAction } from './drawRandomAction';
import { drawUniform } from './drawUniform';
import { flattenObservation } from './flattenObservation';

const metadata: PolicyMetadata = {
  name: 'm',
  kind: 'onnx',
  sha256: '0'.repeat(64),
  input: { name: 'obs', shape: ['batch', 2], dtype: 'float32' },
  output: { name: 'logits', shape: ['batch', 3] },
  actionHead: 'argmax',
  actionMap: { right: [0, 2, 1] },
};

describe('the action of a model', () => {
  test('is the index of the largest number, the first of equals', () => {
    expect(decideBotAction([0, 5, 5], metadata, 'left', 0)).toEqual({ ok: true, action: 1 });
  });
  test('goes through the map of its agent', () => {
    expect(decideBotAction([0, 5, 1], metadata, 'right', 0)).toEqual({ ok: true, action: 2 });
  });
  test('is the best of those that are allowed, where some are not', () => {
    expect(decideBotAction([9, 5, 1], metadata, 'left', 0, [1, 2])).toEqual({ ok: true, action: 1 });
    expect(decideBotAction([0, 5, 1], metadata, 'right', 0, [0, 1])).toEqual({ ok: true, action: 1 });
    expect(decideBotAction([0, 5, 1], metadata, 'left', 0, [7])).toEqual({ ok: false, reason: 'invalid' });
    const drawn = { ...metadata, actionHead: 'softmax' as const };
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (draw) => {
        expect(decideBotAction([9, 5, 1], drawn, 'left', draw, [1, 2])).not.toMatchObject({ action: 0 });
      }),
    );
  });
  test('is never taken from numbers that are none, or from outside of the map', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 5 }),
        fc.constantFrom(Number.NaN, Infinity, -Infinity),
        fc.nat(5),
        (numbers, bad, at) => {
          expect(decideBotAction([...numbers.slice(0, at), bad, ...numbers.slice(at)], metadata, 'left', 0).ok).toBe(
            false,
          );
        },
      ),
    );
    expect(decideBotAction([], metadata, 'left', 0).ok).toBe(false);
    expect(decideBotAction([0, 0, 0, 9], metadata, 'right', 0).ok).toBe(false);
  });
});

describe('other action heads', () => {
  const softmax = { ...metadata, actionHead: 'softmax' as const };
  const played = (output: number[], more: object, draw: number): unknown => {
    const decision = decideBotAction(output, { ...softmax, ...more }, 'right', draw);
    return decision.ok ? decision.action : decision.reason;
  };

  test('softmax draws each action as often as it says, and goes through the map', () => {
    const draws = Array.from({ length: 20_000 }, (_, tick) => drawUniform(7, 'a', tick));
    const output = [0, 1, 2].map((value) => value + 1000);
    for (const temperature of [0.5, 1, 4]) {
      const weights = output.map((value) => Math.exp((value - 1002) / temperature));
      const sum = weights.reduce((one, other) => one + other);
      for (const [index, action] of [0, 2, 1].entries()) {
        const share = draws.filter((draw) => played(output, { temperature }, draw) === action).length / draws.length;
        expect(Math.abs(share - (weights[index] ?? 0) / sum)).toBeLessThan(0.015);
      }
    }
    expect(played([1, Number.NaN], {}, 0.5)).toBe('invalid');
  });

  test('continuous gives the numbers themselves, held within what the metadata allows', () => {
    const continuous = { actionHead: 'continuous' as const };
    expect(played([0.5, -3], continuous, 0)).toEqual([0.5, -3]);
    expect(played([0.5, -3, 9], { ...continuous, clip: [-1, 1] }, 0)).toEqual([0.5, -1, 1]);
    expect(played([0.5, -3, 9], { ...continuous, clip: [[-1, -4, 0], 5] }, 0)).toEqual([0.5, -3, 5]);
    expect(played([0.5, -3], { ...continuous, clip: [[-1, -4, 0], 5] }, 0)).toBe('invalid');
    expect(played([Infinity], { ...continuous, clip: [-1, 1] }, 0)).toBe('invalid');
    const clips = [
      [0, [1, 0]],
      [
        [0, 1],
        [1, 2, 3],
      ],
      [[2, 0], 1],
      [
        [-1, 0],
        [1, 5],
      ],
      [0, [1, 2]],
    ];
    const isFine = (clip: unknown): boolean => policyMetadata.shape.clip.safeParse(clip).success;
    expect(clips.map(isFine)).toEqual([false, false, false, true, true]);
  });
});

describe('the action of chance', () => {
  test('follows from seed, agent and tick', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.nat(), (seed, agent, tick) => {
        expect(drawRandomAction([1, 2, 3], seed, agent, tick)).toBe(drawRandomAction([1, 2, 3], seed, agent, tick));
      }),
    );
    expect(
      [1, 2, 3, 4, 5, 6, 7, 8].map((tick) => drawRandomAction([0, 1, 2, 3], 42, 'left', tick)),
    ).toMatchInlineSnapshot(`
      [
        3,
        2,
        2,
        1,
        3,
        1,
        3,
        0,
      ]
    `);
  });
  test('is spread evenly', () => {
    const counts = [0, 0, 0];
    for (let tick = 0; tick < 30_000; tick += 1) {
      const action = drawRandomAction([0, 1, 2], 7, 'a', tick);
      if (typeof action === 'number') counts[action] = (counts[action] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});

test('an observation is flattened row by row', () => {
  expect(flattenObservation(3)).toEqual([3]);
  expect(
    flattenObservation([
      [1, 2],
      [3, [true, false]],
    ]),
  ).toEqual([1, 2, 3, 1, 0]);
  expect(flattenObservation({ b: [2, 3], a: 1 })).toEqual([1, 2, 3]);
  expect(flattenObservation([1, 'two'])).toBeNull();
  expect(flattenObservation(null)).toBeNull();
});
